using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Events;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Presence;

/// <summary>Every five minutes: counts anew what agents have in hand from their open reservations, puts right what differs, and tells it as <c>capacity.drift</c>. A difference is a defect of this app: counts and reservations are one batch.</summary>
public sealed class ReconcileLoads(AgentLoads loads, UserWriter users, ChangeLog log, ILogger<ReconcileLoads> logger)
{
    private const int AgentsAtOnce = 16;

    /// <summary>Looks at every agent whom this process has routed to.</summary>
    [Function("ReconcileLoads")]
    public Task Run([TimerTrigger("20 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        loads.Known, new ParallelOptions { MaxDegreeOfParallelism = AgentsAtOnce, CancellationToken = cancellationToken }, async (agent, token) => await Handle(agent.Tenant, agent.User, token));

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
