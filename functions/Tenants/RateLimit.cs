namespace UserFunctions.Tenants;

/// <summary>How many requests a key may make.</summary>
public static class RateLimit
{
    /// <summary>Requests a minute of a key that has no number of its own; as many may come at once after a quiet minute. A connection of Power Automate makes no more.</summary>
    public const int PerMinute = 500;

    /// <summary>The largest number that a key may be given.</summary>
    public const int MostPerMinute = 1_000_000;
}

/// <summary>
/// What is left of a key's requests, as a token bucket that holds a minute's worth and fills evenly. It is one number, the moment at which the bucket will be full again (the generic cell rate
/// algorithm of ATM Forum TM 4.0), so taking from it needs no lock and no memory.
/// </summary>
internal sealed class RequestBudget
{
    private const long Minute = TimeSpan.TicksPerMinute;

    private long fullAt;

    /// <summary>Takes one request.</summary>
    /// <param name="now">Ticks, UTC.</param>
    /// <param name="perMinute">At least 1.</param>
    /// <returns>Null: it may be made. Otherwise after how long one may, and nothing was taken.</returns>
    public TimeSpan? Take(long now, int perMinute)
    {
        var price = Minute / perMinute;
        while (true)
        {
            var seen = Interlocked.Read(ref fullAt);
            // Never further ahead than an empty bucket, also when the clock was set back.
            var from = Math.Min(Math.Max(seen, now), now + Minute);
            var fits = from + price <= now + Minute;
            if (Interlocked.CompareExchange(ref fullAt, fits ? from + price : from, seen) == seen)
                return fits ? null : TimeSpan.FromTicks(from + price - now - Minute);
        }
    }

    /// <summary>True when it is as good as new.</summary>
    public bool IsFull(long now) => Interlocked.Read(ref fullAt) <= now;
}
