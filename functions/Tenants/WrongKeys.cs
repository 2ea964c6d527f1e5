using System.Collections.Concurrent;
using System.Net;
using UserFunctions.Platform.Errors;

namespace UserFunctions.Tenants;

/// <summary>Counts the unknown keys of each address, in this process alone. A key that is known opens whatever others at its address send: the flows of many come from one.</summary>
public sealed class WrongKeys(RequestBudgets requests, TimeProvider time)
{
    /// <summary>Unknown keys a minute of one address; as many may come at once after a quiet minute.</summary>
    public const int PerMinute = 30;

    /// <summary>Addresses that are counted each by itself; those that come when so many are there share one count.</summary>
    internal const int MostAddresses = 10_000;

    // Looking for quiet ones among so many is work, so it is not done for every request.
    private const long LookedThroughEvery = TimeSpan.TicksPerSecond;

    private readonly ConcurrentDictionary<IPAddress, RequestBudget> budgets = new();
    private readonly RequestBudget others = new();
    private long lookedAt;

    /// <summary>How many addresses are remembered.</summary>
    internal int Count => budgets.Count;

    /// <summary>Counts an unknown key; 429 <c>rate.limited</c> when the address has sent too many. Null: it has not, or nothing is limited here.</summary>
    public Error? Take(IPAddress address)
    {
        if (requests.Default == 0)
            return null;
        var now = time.GetUtcNow().UtcTicks;
        if (BudgetOf(address, now).Take(now, PerMinute) is not { } wait)
            return null;
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        return new(ErrorKind.TooMany, "rate.limited", $"An address may send {PerMinute} unknown API keys a minute, and yours has: correct the key, then repeat the request in {seconds} s.") { RetryAfter = TimeSpan.FromSeconds(seconds) };
    }

    private RequestBudget BudgetOf(IPAddress address, long now)
    {
        if (budgets.TryGetValue(address, out var known))
            return known;
        if (budgets.Count >= MostAddresses)
            ForgetQuiet(now);
        return budgets.Count >= MostAddresses ? others : budgets.GetOrAdd(address, _ => new());
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
