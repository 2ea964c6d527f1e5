using UserFunctions.Platform.Errors;
using UserFunctions.Presence;

namespace UserFunctions.Routing;

/// <summary>Takes an agent's answer to an offer.</summary>
public sealed class AnswerWork(ConversationStore store, AgentLoads loads, TendWork tend, WaitingQueues queues, TimeProvider time)
{
    private const int MaxAttempts = 10;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan UntilReady = TimeSpan.FromSeconds(1);

    /// <summary>Gives the conversation to the agent; null: to the one whom it is offered to.</summary>
    public async Task<Result<Conversation>> Accept(string tenant, Guid id, Guid? agent, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (!(await Offered(tenant, id, agent, cancellationToken)).Try(out var offered, out var error))
                return error;
            var (stored, user) = offered;
            agent = user;
            var now = time.GetUtcNow();
            if (!stored.Accept(user, now).Try(out var after, out error))
                return error;
            if (ReferenceEquals(after, stored))
                return stored;
            var reservation = after.Offer!.ReservationId;
            if (await store.Write(tenant, stored, after, null, cancellationToken) is not { } written)
                continue;
            queues.Of(tenant).Note(written, now);
            await loads.Settle(tenant, user, reservation, ReservationState.Accepted, now, cancellationToken);
            // That this is no longer owed is written with what comes next, or by the sweep: nobody waits for it here.
            return await tend.Follow(tenant, written.Settled([reservation]), DecisionCause.Returned, cancellationToken);
        }

        return NotYet;
    }

    /// <summary>Takes the agent's no; null: of the one whom it is offered to.</summary>
    public async Task<Result<Conversation>> Decline(string tenant, Guid id, Guid? agent, DateTimeOffset? retryAt, CancellationToken cancellationToken)
    {
        if (!(await Offered(tenant, id, agent, cancellationToken)).Try(out var offered, out var error))
            return error;
        return await tend.Step(tenant, id, (current, now) => current.Decline(offered.User, retryAt, now), cancellationToken);
    }

    // Claimed, and the agent's place not taken yet: whoever routes it does that with the next write, which is waited for. Who answers stays who was asked when the answer came.
    private async Task<Result<(Conversation Stored, Guid User)>> Offered(string tenant, Guid id, Guid? agent, CancellationToken cancellationToken)
    {
        for (var since = time.GetTimestamp(); ;)
        {
            if (await store.Find(tenant, id, cancellationToken) is not { } stored)
                return Error.NotFound("conversation", id.ToString());
            agent ??= stored.Pending.FirstOrDefault()?.UserId ?? stored.Offer?.UserId;
            var offer = stored.Pending.FirstOrDefault(offer => offer.UserId == agent);
            if (offer is null || await loads.Find(tenant, offer.UserId, offer.ReservationId, cancellationToken) is { IsOpen: true })
                return (stored, agent ?? default);
            if (time.GetElapsedTime(since) >= UntilReady)
                return NotYet;
            await Task.Delay(LookEvery, time, cancellationToken);
        }
    }

    private static Error NotYet { get; } = new(ErrorKind.Busy, "offer.not_ready", "The offer is being made at this moment: send the request again.");
}
