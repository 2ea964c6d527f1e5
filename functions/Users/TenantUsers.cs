using System.Collections.Concurrent;
using System.Collections.Immutable;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary>One tenant's index as it moves along the change log.</summary>
internal sealed class TenantUsers(ITables tables, ChangeLog log, string tenant)
{
    // Rows that are read again at once, after changes of other instances.
    private const int ReadsAtOnce = 16;
    private const int ChangesAtOnce = 500;

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly ConcurrentDictionary<long, SeenChange> expected = new();
    private volatile UserIndex? current;

    /// <summary>Remembers a change until the index has taken it in.</summary>
    public void Expect(SeenChange seen)
    {
        // Without its content a change is read from the log when its turn comes; what was written stands in the rows of the user, the rest is not needed.
        if (seen.What is not null && seen.Number > (current?.Position ?? -1))
            expected[seen.Number] = seen;
    }

    /// <summary>The index as of this position or a later one.</summary>
    public async ValueTask<UserIndex> Reach(long position, CancellationToken cancellationToken)
    {
        if (current is { } index && index.Position >= position)
            return index;
        await gate.WaitAsync(cancellationToken);
        try
        {
            index = current ?? await Load(position, cancellationToken);
            if (index.Position < position)
                index = await Follow(index, position, cancellationToken);
            current = index;
            foreach (var number in expected.Keys.Where(n => n <= index.Position))
                expected.TryRemove(number, out _);
            return index;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<UserIndex> Load(long position, CancellationToken cancellationToken)
    {
        var users = ImmutableDictionary.CreateBuilder<Guid, User>();
        for (RowPage? page = null; page is null || page.Next is not null;)
        {
            page = await tables.Page(ChangeLog.Table, tenant, UserTable.Prefix, KeyRange.EndOf(UserTable.Prefix), 1000, page?.Next, cancellationToken);
            foreach (var user in page.Rows.Select(UserColumns.Read).Where(u => u.Lifecycle is not Lifecycle.Deleted))
                users[user.Id] = user;
        }

        // Rows may be newer than the position: the changes that made them so are taken in again, which does no harm.
        return new(position, users.ToImmutable());
    }

    private async Task<UserIndex> Follow(UserIndex index, long position, CancellationToken cancellationToken)
    {
        // Of several changes to one user the last one tells how to get at what it is now.
        var latest = new Dictionary<Guid, SeenChange>();
        for (var number = index.Position + 1; number <= position;)
        {
            if (expected.TryGetValue(number, out var seen))
            {
                Note(seen, latest);
                number++;
                continue;
            }

            foreach (var change in (await log.Read(tenant, number - 1, ChangesAtOnce, cancellationToken)).TakeWhile(c => c.Number <= position))
            {
                Note(new(tenant, change.Number, change.What, null), latest);
                number = change.Number + 1;
            }
        }

        var users = new ConcurrentDictionary<Guid, User?>();
        await Parallel.ForEachAsync(latest, new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellationToken }, async (pair, token) =>
            users[pair.Key] = Written(pair.Value, pair.Key) ?? await Read(pair.Key, token));
        return index.With(position, users);
    }

    // A kind that is not about users has ids that no user has: looking for them costs a read and finds nothing.
    private static void Note(SeenChange seen, Dictionary<Guid, SeenChange> latest)
    {
        foreach (var id in seen.What!.Parts.Where(part => Concerns(part.Kind)).SelectMany(part => part.Ids))
            latest[id] = seen;
    }

    private static bool Concerns(string kind) => kind.Split('.')[0] is not ("department" or "group" or "tenant" or "role" or "client" or "caller-id" or "time-group" or "extension");

    private static User? Written(SeenChange seen, Guid id)
    {
        var key = UserTable.Key(id);
        return seen.Rows?.FirstOrDefault(operation => operation.Row.Key == key) is { Action: RowAction.Insert or RowAction.Replace } written ? UserColumns.Read(written.Row) : null;
    }

    private async Task<User?> Read(Guid id, CancellationToken cancellationToken) =>
        await tables.Get(ChangeLog.Table, tenant, UserTable.Key(id), cancellationToken) is { } row ? UserColumns.Read(row) : null;
}
