using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Storage;
using UserFunctions.Presence;
using UserFunctions.Users;

namespace UserFunctions.Routing;

/// <summary>Every half minute and at start: does what is due with conversations although no message said so, takes them from agents who are gone, and goes through the queues.</summary>
public sealed class SweepConversations(
    WatchLists lists, ConversationStore store, Rosters rosters, PresenceTable presence, TendWork tend, SupplyWork supply, StrandedWork stranded, TimeProvider time, ILogger<SweepConversations> logger)
{
    /// <summary>How long an agent may be absent before others get what they have; calls stay where they are.</summary>
    public static readonly TimeSpan AwayFor = TimeSpan.FromSeconds(60);

    /// <summary>How long it takes from one sweep to the next: with <see cref="OpenWork.LeftAlone"/> the longest that something is left half done.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    private const int TenantsAtOnce = 4;
    private const int ConversationsAtOnce = 8;

    /// <summary>Sweeps every tenant in which something is open.</summary>
    [Function("SweepConversations")]
    public async Task Run([TimerTrigger("15,45 * * * * *", RunOnStartup = true)] TimerInfo timer, CancellationToken cancellationToken) => await Parallel.ForEachAsync(
        lists.On(ConversationStore.Busy, cancellationToken), new ParallelOptions { MaxDegreeOfParallelism = TenantsAtOnce, CancellationToken = cancellationToken },
        async (listed, token) => await Kept(listed.Key, "The conversations", () => Sweep(listed, token)));

    private async Task Sweep(Row listed, CancellationToken cancellationToken)
    {
        if (!await Sweep(listed.Key, cancellationToken))
            await lists.RemoveQuiet(listed, cancellationToken);
    }

    /// <summary>Sweeps one tenant; false when nothing was open.</summary>
    public async Task<bool> Sweep(string tenant, CancellationToken cancellationToken)
    {
        if (await store.Open(tenant, cancellationToken) is not { Count: > 0 } open)
            return false;
        var (known, now, left) = (await rosters.Now(tenant, cancellationToken), time.GetUtcNow(), new ConcurrentDictionary<Guid, Task<bool>>());
        await Parallel.ForEachAsync(open, new ParallelOptions { MaxDegreeOfParallelism = ConversationsAtOnce, CancellationToken = cancellationToken }, async (work, token) =>
            await Kept(tenant, $"Conversation {work.Id}", () => Sweep(tenant, work, known, left, now, token)));
        await supply.Pass(tenant, cancellationToken);
        await stranded.Handle(tenant, cancellationToken);
        return true;
    }

    private async Task Sweep(string tenant, OpenWork work, Knowledge known, ConcurrentDictionary<Guid, Task<bool>> left, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (work.DueAt <= now)
            await tend.Tend(tenant, work.Id, cancellationToken);
        foreach (var agent in work.Agents)
        {
            if (known.Roster.Find(agent) is { } there && (IsGone(there, work, now) || (MayHaveLeft(there, work, now) && await left.GetOrAdd(agent, _ => HasLeft(tenant, agent, now, cancellationToken)))))
                await tend.Step(tenant, work.Id, (current, at) => current.TakeBack(agent, at), cancellationToken);
        }
    }

    // The others are not held up; this one is met again in half a minute.
    private async Task Kept(string tenant, string what, Func<Task> sweep)
    {
        try
        {
            await sweep();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.LogError(exception, "{What} of {Tenant} could not be swept", what, tenant);
        }
    }

    // Who was taken out of every department and group finishes what they have.
    private static bool IsGone(Agent agent, OpenWork work, DateTimeOffset now) => agent.Standing is Reason.AgentBlocked or Reason.NotActive
        || (!work.IsVoice && (agent.Standing is Reason.AccountDisabled || (!work.IsParked && agent.Presence is PresenceClass.Inactive && IsOver(agent.ActedAt, now))));

    // Whose last device is gone may have got a status that others, who are there, have as well: what it came of tells, and is read of the few only of whom it matters.
    private static bool MayHaveLeft(Agent agent, OpenWork work, DateTimeOffset now) => work is { IsVoice: false, IsParked: false } && agent is { HasSession: false, Presence: PresenceClass.Unavailable } && IsOver(agent.ActedAt, now);

    private async Task<bool> HasLeft(string tenant, Guid agent, DateTimeOffset now, CancellationToken cancellationToken) =>
        await presence.Status(tenant, agent, cancellationToken) is { Source: StatusSource.Disconnect } status && IsOver(status.ChangedAt, now);

    private static bool IsOver(DateTimeOffset? since, DateTimeOffset now) => now - (since ?? DateTimeOffset.MinValue) >= AwayFor;
}
