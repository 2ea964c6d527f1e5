using Microsoft.Extensions.Logging;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Routing;

/// <summary>Every minute and at start: does what is due with conversations although no message said so, takes them from agents who are gone, and goes through the queues.</summary>
public sealed class SweepConversations(TenantRegistry tenants, ConversationStore store, Rosters rosters, TendWork tend, SupplyWork supply, TimeProvider time, ILogger<SweepConversations> logger)
{
    /// <summary>How long an agent may be absent before others get what they have; calls stay where they are.</summary>
    public static readonly TimeSpan AwayFor = TimeSpan.FromSeconds(60);

    /// <summary>Sweeps every tenant.</summary>
    [Function("SweepConversations")]
    public async Task Run([TimerTrigger("15 * * * * *", RunOnStartup = true)] TimerInfo timer, CancellationToken cancellationToken)
    {
        foreach (var (tenant, _) in await tenants.All(cancellationToken))
        {
            try
            {
                await Sweep(tenant, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The other tenants are not held up; this one is met again in a minute.
                logger.LogError(exception, "The conversations of {Tenant} could not be swept", tenant);
            }
        }
    }

    /// <summary>Sweeps one tenant.</summary>
    public async Task Sweep(string tenant, CancellationToken cancellationToken)
    {
        if (await store.Open(tenant, cancellationToken) is not { Count: > 0 } open)
            return;
        var known = await rosters.Now(tenant, cancellationToken);
        var now = time.GetUtcNow();
        foreach (var work in open)
        {
            if (work.DueAt <= now)
                await tend.Tend(tenant, work.Id, cancellationToken);
            foreach (var agent in work.Agents.Where(agent => IsGone(known.Roster.Find(agent), work, now)))
                await tend.Step(tenant, work.Id, (current, at) => current.TakeBack(agent, at), cancellationToken);
        }

        await supply.Pass(tenant, cancellationToken);
    }

    // Who was taken out of every department and group finishes what they have.
    private static bool IsGone(Agent? agent, OpenWork work, DateTimeOffset now) => agent is not null
        && (agent.Standing is Reason.AgentBlocked or Reason.NotActive
            || (agent.Presence is PresenceClass.Inactive && !work.IsVoice && !work.IsParked && now - (agent.ActedAt ?? DateTimeOffset.MinValue) >= AwayFor));
}
