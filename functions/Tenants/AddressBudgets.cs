using System.Collections.Concurrent;
using System.Net;

namespace UserFunctions.Tenants;

/// <summary>What each address may do a minute, counted in this process alone and in bounded memory.</summary>
/// <param name="perMinute">How much; as much may come at once after a quiet minute.</param>
internal sealed class AddressBudgets(int perMinute)
{
    /// <summary>Addresses that are counted each by itself; those that come when so many are there share one count.</summary>
    public const int Most = 10_000;

    // Looking for quiet ones among so many is work, so it is not done for every request.
    private const long LookedThroughEvery = TimeSpan.TicksPerSecond;

    private readonly ConcurrentDictionary<IPAddress, RequestBudget> budgets = new();
    private readonly RequestBudget others = new();
    private long lookedAt;

    /// <summary>How many addresses are remembered.</summary>
    public int Count => budgets.Count;

    /// <summary>Counts one; the whole seconds to wait, at least 1, when the address has none left. Null: it had.</summary>
    public int? Take(IPAddress address, DateTimeOffset at)
    {
        var now = at.UtcTicks;
        return Of(address, now).Take(now, perMinute) is { } wait ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : null;
    }

    private RequestBudget Of(IPAddress address, long now)
    {
        if (budgets.TryGetValue(address, out var known))
            return known;
        if (budgets.Count >= Most)
            ForgetQuiet(now);
        return budgets.Count >= Most ? others : budgets.GetOrAdd(address, _ => new());
    }

    private void ForgetQuiet(long now)
    {
        var last = Interlocked.Read(ref lookedAt);
        if (Math.Abs(now - last) < LookedThroughEvery || Interlocked.CompareExchange(ref lookedAt, now, last) != last)
            return;
        foreach (var quiet in budgets.Where(b => b.Value.IsFull(now)))
            budgets.TryRemove(quiet);
    }
}
