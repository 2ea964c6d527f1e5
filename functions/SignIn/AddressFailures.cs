using System.Net;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.SignIn;

/// <summary>
/// Failed sign-ins of each address, whoever they were for: partition <c>@</c> of the table, row = the address (of IPv6 the network of 64 bits). They are rows, so a restart or another
/// instance does not begin anew. Those that are under way in this process count as failed until they have ended, so many at once get no more guesses than one after the other.
/// </summary>
public sealed class AddressFailures(ITables tables, SignInSettings settings, TimeProvider time)
{
    /// <summary>Failed sign-ins of an address within <see cref="Window"/> before it has to wait.</summary>
    public const int Most = 100;

    /// <summary>Counted from the first of them.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private const string Partition = "@";
    private const int RowsABatch = 100;
    private const int Gates = 16;

    // How long to wait for those that are under way.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, int> underWay = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim[] gates = [.. Enumerable.Range(0, Gates).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Begins an attempt, which is under way until what is returned is disposed: behind its counting, if it failed.</summary>
    internal async Task<AddressVisit> Enter(IPAddress address, CancellationToken cancellationToken)
    {
        if (settings.FailuresPerAddress == 0)
            return new(null, null);
        var key = Key(address);
        var before = Join(key);
        try
        {
            // Read behind the joining: whoever ended before it has a number in the row.
            var (row, now) = (await tables.Get(SignInTable.Table, Partition, key, cancellationToken), time.GetUtcNow());
            var count = Count(row, now);
            var tooMany = count >= settings.FailuresPerAddress ? TooMany(row!, now)
                : count + before < settings.FailuresPerAddress ? null
                : new Error(ErrorKind.TooMany, "rate.limited", "Too many sign-ins are under way from your address: try again in a moment.") { RetryAfter = Soon };
            return new(tooMany, () => Leave(key));
        }
        catch
        {
            Leave(key);
            throw;
        }
    }

    /// <summary>Counts a failed one; 429 <c>rate.limited</c> with the time to wait, when there were too many before it.</summary>
    public async Task<Error?> Count(IPAddress address, CancellationToken cancellationToken)
    {
        if (settings.FailuresPerAddress == 0)
            return null;
        var key = Key(address);
        // One after the other here; between instances the ETag decides, and whoever is refused was overtaken by one that got on.
        var gate = gates[(uint)key.GetHashCode(StringComparison.Ordinal) % Gates];
        await gate.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                var (row, now) = (await tables.Get(SignInTable.Table, Partition, key, cancellationToken), time.GetUtcNow());
                var count = Count(row, now);
                if (count >= settings.FailuresPerAddress)
                    return TooMany(row!, now);
                var next = new Row(Partition, key) { ETag = row?.ETag, ["since"] = count == 0 ? now : row!.Time("since"), ["count"] = count + 1 };
                if ((await tables.Submit(SignInTable.Table, [row is null ? RowOperation.Insert(next) : RowOperation.Replace(next)], cancellationToken)).Written)
                    return null;
            }
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Removes the rows of addresses that have been quiet; returns how many.</summary>
    public async Task<int> Purge(CancellationToken cancellationToken)
    {
        var purged = 0;
        for (RowPage? page = null; page is null || page.Next is not null;)
        {
            page = await tables.Page(SignInTable.Table, Partition, "!", "~", RowsABatch, page?.Next, cancellationToken);
            var quiet = page.Rows.Where(row => Rest(row, time.GetUtcNow()) <= TimeSpan.Zero).Select(RowOperation.Delete).ToList();
            // One that counts again at this moment is met the next night.
            if (quiet.Count > 0 && (await tables.Submit(SignInTable.Table, quiet, cancellationToken)).Written)
                purged += quiet.Count;
        }

        return purged;
    }

    private int Join(string key)
    {
        lock (underWay)
        {
            var before = underWay.GetValueOrDefault(key);
            underWay[key] = before + 1;
            return before;
        }
    }

    private void Leave(string key)
    {
        lock (underWay)
        {
            if (--underWay[key] == 0)
                underWay.Remove(key);
        }
    }

    private static int Count(Row? row, DateTimeOffset now) => row is not null && Rest(row, now) > TimeSpan.Zero ? (int)(row.Number("count") ?? 0) : 0;

    private static Error TooMany(Row row, DateTimeOffset now)
    {
        var rest = Rest(row, now);
        return new(ErrorKind.TooMany, "rate.limited", $"Too many sign-ins failed from your address: try again in {Math.Ceiling(rest.TotalMinutes)} min.") { RetryAfter = rest };
    }

    private static TimeSpan Rest(Row row, DateTimeOffset now) => (row.Time("since") ?? default) + Window - now;

    private static string Key(IPAddress address) => SourceAddress.Network(address).ToString();
}

/// <summary>An attempt of an address while it is under way.</summary>
/// <param name="TooMany">429: it is one too many. Null: it is not.</param>
/// <param name="Leave">What ends it; null: nothing is counted.</param>
internal sealed record AddressVisit(Error? TooMany, Action? Leave) : IDisposable
{
    /// <summary>Ends it.</summary>
    public void Dispose() => Leave?.Invoke();
}
