using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Search;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary>One tenant's index as it moves along the change log.</summary>
internal sealed class TenantUsers(ITables tables, ChangeLog log, UserSnapshots snapshots, ILogger logger, string tenant)
{
    /// <summary>Users from which on a tenant is worth a snapshot: fewer are read faster than a blob.</summary>
    public const int LeastForSnapshot = 1000;

    /// <summary>Changes from which on it is worth a new one.</summary>
    public const int ChangesForSnapshot = 1000;

    // Changes that may wait for somebody to ask; then they are taken in without being asked.
    private const int MostExpected = 512;

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly UserReload reload = new(tables, log, tenant);
    private readonly ConcurrentDictionary<long, SeenChange> expected = new();
    private volatile UserIndex? current;
    private HashSet<Guid>? touched;
    private long saved = -1;
    private int isTakingIn;

    /// <summary>When somebody asked last, UTC.</summary>
    public DateTimeOffset AskedAt { get; set; }

    /// <summary>The index as it is, however old; null: none was read yet.</summary>
    public UserIndex? Known => current;

    /// <summary>Remembers a change until the index has taken it in.</summary>
    public void Expect(SeenChange seen)
    {
        // Without its content a change is read from the log when its turn comes. Of what it was before nobody here wants to know.
        if (seen.What is null || seen.Number <= (current?.Position ?? -1))
            return;
        expected[seen.Number] = UserReload.Part(seen);
        if (expected.Count >= MostExpected && Interlocked.Exchange(ref isTakingIn, 1) == 0)
            _ = Behind(() => TakeIn(seen.Number));
    }

    /// <summary>The index as of this position or a later one.</summary>
    public async ValueTask<UserIndex> Reach(long position, CancellationToken cancellationToken)
    {
        if (current is { } index && index.Position >= position)
            return index;
        return await Advance(position).WaitAsync(cancellationToken);
    }

    // Nobody's own token: others wait for this too, and a caller who gives up must not throw away what was read.
    private async Task<UserIndex> Advance(long position)
    {
        await gate.WaitAsync();
        try
        {
            var index = current ?? await Load(position, CancellationToken.None);
            if (index.Position < position)
                index = await Follow(index, position, CancellationToken.None);
            current = index;
            foreach (var number in expected.Keys.Where(n => n <= index.Position))
                expected.TryRemove(number, out _);
            if (index.Rows.IsLoose)
                BeginCompacting(index);
            return index;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Writes a snapshot if there is an index here and enough has changed since the last one.</summary>
    public async Task Save(CancellationToken cancellationToken)
    {
        if (current is not { } index || index.Count < LeastForSnapshot || (saved >= 0 && index.Position - saved < ChangesForSnapshot))
            return;
        await snapshots.Save(tenant, index, cancellationToken);
        saved = index.Position;
    }

    private async Task TakeIn(long position)
    {
        try
        {
            await Reach(position, CancellationToken.None);
        }
        finally
        {
            Interlocked.Exchange(ref isTakingIn, 0);
        }
    }

    private async Task<UserIndex> Load(long position, CancellationToken cancellationToken)
    {
        if (await snapshots.Load(tenant, position, cancellationToken) is { } snapshot)
        {
            saved = snapshot.Position;
            return snapshot;
        }

        // Rows may be newer than the position: the changes that made them so are taken in again, which does no harm.
        var rows = MemoryIndex.Of(UserEntry.Shape, await reload.All(cancellationToken));
        if (rows.Count >= LeastForSnapshot)
            _ = Behind(() => Save(CancellationToken.None));
        return new(position, rows);
    }

    private async Task<UserIndex> Follow(UserIndex index, long position, CancellationToken cancellationToken)
    {
        var users = await reload.Since(index.Position, position, expected, cancellationToken);
        touched?.UnionWith(users.Keys);
        return new(position, index.Rows.With(users));
    }

    // Beside everything else; what changes meanwhile is put on top of the result.
    private void BeginCompacting(UserIndex index)
    {
        if (touched is not null)
            return;
        touched = [];
        _ = Behind(async () =>
        {
            MemoryIndex? compact = null;
            try
            {
                compact = await Task.Run(index.Rows.Compact);
            }
            finally
            {
                await gate.WaitAsync();
                if (compact is not null)
                    current = new(current!.Position, compact.With(touched.ToDictionary(id => id, current.Rows.Find)));
                touched = null;
                gate.Release();
            }

            await Save(CancellationToken.None);
        });
    }

    // Nobody waits for it, so whatever went wrong is said here; nothing is lost by it.
    private async Task Behind(Func<Task> work)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await work();
        }
        catch (Exception exception)
        {
            logger.LogWarning(exception, "The index of {Tenant} could not be tidied or saved; it goes on as it is", tenant);
        }
    }
}
