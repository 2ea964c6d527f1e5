using System.Collections.Concurrent;
using UserFunctions.Platform.Search;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary>Reads what the index keeps of users: all of them, or those that changed.</summary>
internal sealed class UserReload(ITables tables, ChangeLog log, string tenant)
{
    // Rows that are read again at once, after changes of other instances.
    private const int ReadsAtOnce = 16;
    private const int ChangesAtOnce = 500;

    /// <summary>What there is to know of a change here: whom it concerns and, if this process wrote it, their rows.</summary>
    public static SeenChange Part(SeenChange seen) => seen with
    {
        What = new(seen.What!.Kind, [.. Concerned(seen.What)]),
        Rows = seen.Rows is null ? null : [.. seen.Rows.Where(operation => operation.Row.Key.StartsWith(UserTable.Prefix, StringComparison.Ordinal))],
    };

    /// <summary>All users that are not deleted.</summary>
    public async Task<List<Entry>> All(CancellationToken cancellationToken)
    {
        var entries = new List<Entry>();
        await foreach (var row in tables.Rows(ChangeLog.Table, tenant, (UserTable.Prefix, KeyRange.EndOf(UserTable.Prefix)), 1000, cancellationToken))
        {
            if (EntryOf(row) is { } entry)
                entries.Add(entry);
        }

        return entries;
    }

    /// <summary>The users that the changes between two positions concern, as they are now; null for those that are not there (any more).</summary>
    /// <param name="after">The position that is known.</param>
    /// <param name="through">The position that is wanted; the log has come so far.</param>
    /// <param name="expected">Changes that are known already; the others are read.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<IReadOnlyDictionary<Guid, Entry?>> Since(
        long after, long through, ConcurrentDictionary<long, SeenChange> expected, CancellationToken cancellationToken)
    {
        // Of several changes to one user the last one tells how to get at what it is now.
        var latest = new Dictionary<Guid, SeenChange>();
        for (var number = after + 1; number <= through;)
        {
            if (expected.TryGetValue(number, out var seen))
            {
                Note(seen, latest);
                number++;
                continue;
            }

            var changes = await log.Read(tenant, number - 1, ChangesAtOnce, cancellationToken);
            if (changes.Count == 0)
                throw new InvalidOperationException($"The change log of {tenant} has a gap at {number}, before {through}.");
            foreach (var change in changes.TakeWhile(c => c.Number <= through))
            {
                Note(Part(new(tenant, change.Number, change.What, null)), latest);
                number = change.Number + 1;
            }
        }

        var users = new ConcurrentDictionary<Guid, Entry?>();
        await Parallel.ForEachAsync(latest, new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellationToken }, async (pair, token) =>
            users[pair.Key] = EntryOf(Written(pair.Value, pair.Key) ?? await tables.Get(ChangeLog.Table, tenant, UserTable.Key(pair.Key), token)));
        return users;
    }

    private static void Note(SeenChange seen, Dictionary<Guid, SeenChange> latest)
    {
        foreach (var id in seen.What!.Ids)
            latest[id] = seen;
    }

    /// <summary>The users whose rows a change wrote.</summary>
    // A kind that is not named here is taken for one of users: if it is not, looking for its ids costs a read and finds nothing.
    public static IEnumerable<Guid> Concerned(Change change) => change.Parts
        .Where(part => part.Kind.Split('.')[0] is not ("department" or "group" or "tenant" or "role" or "client" or "caller-id" or "time-group" or "extension" or "import" or "webhook" or "capacity-profile" or "status" or "status-settings" or "load"))
        .SelectMany(part => part.Ids);

    private static Row? Written(SeenChange seen, Guid id)
    {
        var key = UserTable.Key(id);
        return seen.Rows?.FirstOrDefault(operation => operation.Row.Key == key) is { Action: RowAction.Insert or RowAction.Replace } written ? written.Row : null;
    }

    private static Entry? EntryOf(Row? row) => row is not null && UserColumns.Read(row) is { Lifecycle: not Lifecycle.Deleted } user ? UserEntry.Of(user) : null;
}
