using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Events;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Presence;

/// <summary>Who may have something in hand in a tenant, whichever instance gave it to them; nobody where no conversation is open at the moment.</summary>
public delegate Task<IReadOnlyList<Guid>> FindAgents(string tenant, CancellationToken cancellationToken);

/// <summary>The tenants in which something may be in hand.</summary>
public delegate IAsyncEnumerable<string> FindBusyTenants(CancellationToken cancellationToken);

/// <summary>Every five minutes: counts anew what agents have in hand from their open reservations, puts right what differs, and tells it as <c>capacity.drift</c>. A difference is a defect of this app: counts and reservations are one batch.</summary>
public sealed class ReconcileLoads(FindBusyTenants busy, FindAgents find, AgentLoads loads, UserWriter users, ChangeLog log, ILogger<ReconcileLoads> logger)
{
    private const int AgentsAtOnce = 16;

    /// <summary>Looks at all agents of every tenant in which something is open, and at whoever this process has routed to: the timer fires on one instance only, which did not give out all of it.</summary>
    [Function("ReconcileLoads")]
    public async Task Run([TimerTrigger("20 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var known = loads.Known.ToLookup(agent => agent.Tenant, agent => agent.User);
        foreach (var tenant in known.Select(agents => agents.Key).Union(await busy(cancellationToken).ToListAsync(cancellationToken)))
        {
            await Parallel.ForEachAsync(
                known[tenant].Union(await find(tenant, cancellationToken)), new ParallelOptions { MaxDegreeOfParallelism = AgentsAtOnce, CancellationToken = cancellationToken },
                async (user, token) => await Kept(tenant, user, token));
        }
    }

    // The others are not held up; this one is looked at again in five minutes.
    private async Task Kept(string tenant, Guid user, CancellationToken cancellationToken)
    {
        try
        {
            await Handle(tenant, user, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.LogError(exception, "What {User} of {Tenant} has in hand could not be counted", user, tenant);
        }
    }

    /// <summary>Counts one agent's reservations anew; null when the numbers were right.</summary>
    public async Task<LoadDrift?> Handle(string tenant, Guid user, CancellationToken cancellationToken)
    {
        if (await loads.Recount(tenant, user, cancellationToken) is not { } drift)
            return null;
        logger.LogWarning("capacity.drift: {User} of {Tenant} was said to have {Before} in hand and has {After}", user, tenant, drift.Before.Used, drift.After.Used);
        if (await users.Find(tenant, user, cancellationToken) is { } known)
            _ = await Tell(tenant, known, drift, cancellationToken);
        return drift;
    }

    private Task<Result<bool>> Tell(string tenant, User user, LoadDrift drift, CancellationToken cancellationToken)
    {
        var told = new DriftEventData { UserId = user.Id, Email = user.Email, DisplayName = user.DisplayName, Counted = drift.Before.Used, Actual = drift.After.Used };
        var change = new Change(PresenceEvents.DriftKind, [user.Id], Json.Write(told));
        return log.Write(Caller.System(tenant, UserStatus.Actor, user.Id.ToString()), _ => Task.FromResult<Result<Draft<bool>>>(new Draft<bool>(true, change)), cancellationToken);
    }
}
