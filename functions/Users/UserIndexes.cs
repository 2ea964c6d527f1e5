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
    private readonly ITables tables;
    private readonly ChangeLog log;
    private readonly UserSnapshots snapshots;
    private readonly ILogger<UserIndexes> logger;
    private readonly ConcurrentDictionary<string, TenantUsers> tenants = new(StringComparer.Ordinal);

    /// <summary>Follows the change log.</summary>
    public UserIndexes(ITables tables, ChangeLog log, UserSnapshots snapshots, ILogger<UserIndexes> logger)
    {
        (this.tables, this.log, this.snapshots, this.logger) = (tables, log, snapshots, logger);
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

    /// <summary>Stores the indexes that have changed enough since they were stored.</summary>
    internal async Task Save(CancellationToken cancellationToken)
    {
        foreach (var users in tenants.Values)
            await users.Save(cancellationToken);
    }

    // It is there before the log is looked at, so that no change is missed in between.
    private TenantUsers Of(string tenant) => tenants.GetOrAdd(tenant, name => new(tables, log, snapshots, logger, name));
}
