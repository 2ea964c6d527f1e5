using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using UserFunctions.Platform.Errors;

namespace UserFunctions.Tenants;

/// <summary>Counts the requests of each key, in this process alone: with n instances a key may make up to n times as many, and no request waits for a count.</summary>
public sealed class RequestBudgets
{
    /// <summary>Setting: requests a minute of a key that has no number of its own; 0 is no limit for any key. Absent: <see cref="RateLimit.PerMinute"/>.</summary>
    public const string Setting = "Keys:RatePerMinute";

    private const int MostIdle = 10_000;

    private readonly ConcurrentDictionary<(string Tenant, Guid Key), RequestBudget> budgets = new();
    private readonly TimeProvider time;

    /// <summary>Reads the setting; one that is no number stops the app.</summary>
    public RequestBudgets(IConfiguration configuration, TimeProvider time)
    {
        this.time = time;
        var setting = configuration[Setting];
        if (string.IsNullOrEmpty(setting))
            Default = RateLimit.PerMinute;
        else if (int.TryParse(setting, NumberStyles.None, CultureInfo.InvariantCulture, out var perMinute) && perMinute <= RateLimit.MostPerMinute)
            Default = perMinute;
        else
            throw new InvalidOperationException($"The setting Keys__RatePerMinute is '{setting}'; it must be a whole number from 0 (no limit) to {RateLimit.MostPerMinute}.");
    }

    /// <summary>Requests a minute of a key that has no number of its own; 0: no key has a limit.</summary>
    public int Default { get; }

    /// <summary>Takes a request from a key's budget; 429 <c>rate.limited</c> when nothing is left, with the time after which a request is taken again.</summary>
    /// <param name="tenant">Whose key.</param>
    /// <param name="key">The key; <see cref="Guid.Empty"/> for the bootstrap key.</param>
    /// <param name="ownPerMinute">The key's own number; null: the default.</param>
    public Error? Take(string tenant, Guid key, int? ownPerMinute)
    {
        if (Default == 0)
            return null;
        var now = time.GetUtcNow().UtcTicks;
        var perMinute = ownPerMinute ?? Default;
        if (!budgets.TryGetValue((tenant, key), out var budget))
            budget = Add(tenant, key, now);
        if (budget.Take(now, perMinute) is not { } wait)
            return null;
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        return new(ErrorKind.TooMany, "rate.limited", $"This API key or secret may make {perMinute} requests a minute, and they are used up: repeat the request in {seconds} s.") { RetryAfter = TimeSpan.FromSeconds(seconds) };
    }

    private RequestBudget Add(string tenant, Guid key, long now)
    {
        // A full one says nothing that a new one does not.
        if (budgets.Count >= MostIdle)
        {
            foreach (var idle in budgets.Where(b => b.Value.IsFull(now)))
                budgets.TryRemove(idle);
        }

        return budgets.GetOrAdd((tenant, key), _ => new());
    }
}
