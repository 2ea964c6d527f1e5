using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary>
/// The users of each tenant in memory, kept true by the change log: what this process wrote comes with the change, what another one wrote is read
/// again by its ids. Readers never wait for each other's queries.
/// </summary>
public sealed class UserIndexes
{
    /// <summary>A tenant whose users nobody asked for so long is let go of: its index is read again when somebody does.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);

    private readonly ITables tables;
    private readonly ChangeLog log;
    private readonly UserSnapshots snapshots;
    private readonly ILogger<UserIndexes> logger;
    private readonly TimeProvider time;
    private readonly ConcurrentDictionary<string, TenantUsers> tenants = new(StringComparer.Ordinal);

    /// <summary>Follows the change log.</summary>
    public UserIndexes(ITables tables, ChangeLog log, UserSnapshots snapshots, TimeProvider time, ILogger<UserIndexes> logger)
    {
        (this.tables, this.log, this.snapshots, this.time, this.logger) = (tables, log, snapshots, time, logger);
        log.Seen += seen =>
        {
            if (tenants.TryGetValue(seen.Tenant, out var users))
                users.Expect(seen);
        };
    }

    /// <summary>The users as of now: everything that any instance had committed before the call. Not inside a decision; use <see cref="ForWriting"/> there.</summary>
    public async ValueTask<UserIndex> Now(string tenant, CancellationToken cancellationToken)
    {
        var users = Of(tenant);
        return await users.Reach(await log.Tail(tenant, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// The users as of the log position that is decided on: for decisions inside <see cref="ChangeLog.Write"/>. What is decided on it cannot be written
    /// when anybody changed the tenant since.
    /// </summary>
    public async ValueTask<UserIndex> ForWriting(string tenant, CancellationToken cancellationToken)
    {
        var users = Of(tenant);
        var position = log.Position(tenant);
        return await users.Reach(position >= 0 ? position : await log.Tail(tenant, cancellationToken), cancellationToken);
    }

    /// <summary>A number that the tenant's users, as of the log position that is decided on, are not more than; null when nothing is known in memory. Costs nothing: it is for who need not know better.</summary>
    internal int? AtMost(string tenant) => tenants.TryGetValue(tenant, out var users) && users.Known is { } index && log.Position(tenant) is >= 0 and var position
        ? (int)Math.Min(int.MaxValue, index.Count + (Math.Max(0, position - index.Position) * UserWriter.MostInBatch)) : null;

    /// <summary>How many tenants' users are in memory.</summary>
    internal int Count => tenants.Count;

    /// <summary>Stores the indexes that have changed enough since they were stored, and lets go of those that nobody asks for.</summary>
    internal async Task Save(CancellationToken cancellationToken)
    {
        foreach (var (tenant, users) in tenants)
        {
            await users.Save(cancellationToken);
            // Who holds it at this moment goes on with it: what it is not told of any more it reads from the log.
            if (time.GetUtcNow() - users.AskedAt > KeptFor)
                tenants.TryRemove(new(tenant, users));
        }
    }

    // It is there before the log is looked at, so that no change is missed in between.
    private TenantUsers Of(string tenant)
    {
        var users = tenants.GetOrAdd(tenant, name => new(tables, log, snapshots, logger, name));
        users.AskedAt = time.GetUtcNow();
        return users;
    }
}
