using System.Collections.Concurrent;

namespace UserFunctions.Platform.Storage;

/// <summary>
/// What the sweeps look at: table <c>watchlists</c>, partition = the list, row = a tenant, <c>tenant|user</c> or <c>minute|tenant</c>. So a sweep costs as much as there is to look at, and nobody asks tenant by
/// tenant, most of which have nothing for it.
/// </summary>
public sealed class WatchLists(ITables tables, TimeProvider time)
{
    /// <summary>The table's name.</summary>
    public const string Table = "watchlists";

    private const string PutAt = "at";
    private const int RowsAtOnce = 1000;

    /// <summary>How long a row stays although nothing is found: longer than processes spare putting it there again, and a write takes with all its tries.</summary>
    internal static readonly TimeSpan Stays = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Spared = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string List, string Key), DateTimeOffset> put = new();

    /// <summary>Puts a user on a list. It is done behind the write that it is for, so that none who is taken off meanwhile is missed.</summary>
    public Task Put(string list, string tenant, Guid user, CancellationToken cancellationToken) => Put(list, $"{tenant}|{user:D}", cancellationToken);

    /// <summary>Puts a key, as a rule a tenant, on a list.</summary>
    public Task Put(string list, string key, CancellationToken cancellationToken) =>
        tables.Submit(Table, [RowOperation.Replace(new Row(list, key) { [PutAt] = time.GetUtcNow() })], cancellationToken);

    /// <summary>Puts a key on a list before a write that it is for, unless this process did so within the last minute; only <see cref="RemoveQuiet"/> may take it off.</summary>
    public async ValueTask Keep(string list, string key, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (put.TryGetValue((list, key), out var at) && now >= at && now - at < Spared)
            return;
        await Put(list, key, cancellationToken);
        put[(list, key)] = now;
    }

    /// <summary>All that is on a list.</summary>
    public IAsyncEnumerable<Row> On(string list, CancellationToken cancellationToken) => On(list, KeyRange.Ids, cancellationToken);

    /// <summary>What is on a list, of a range of keys.</summary>
    public IAsyncEnumerable<Row> On(string list, (string From, string To) keys, CancellationToken cancellationToken) => tables.Rows(Table, list, keys, RowsAtOnce, cancellationToken);

    /// <summary>Takes a row off its list, unless it was put there again since it was read.</summary>
    public Task Remove(Row listed, CancellationToken cancellationToken) => tables.Submit(Table, [RowOperation.Delete(listed)], cancellationToken);

    /// <summary>Takes off a row for which there was nothing to do, unless somebody who put it there may still be about to write what it is for.</summary>
    public Task RemoveQuiet(Row listed, CancellationToken cancellationToken) =>
        listed.Time(PutAt) + Stays > time.GetUtcNow() ? Task.CompletedTask : Remove(listed, cancellationToken);

    /// <summary>Whom a row is for.</summary>
    public static (string Tenant, Guid User) WhoIs(Row listed) =>
        listed.Key.Split('|') is [var tenant, var user] ? (tenant, Guid.Parse(user)) : throw new InvalidOperationException($"{listed.Key} names nobody.");
}
