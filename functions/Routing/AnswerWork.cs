using UserFunctions.Platform.Errors;
using UserFunctions.Presence;

namespace UserFunctions.Routing;

/// <summary>Takes an agent's answer to an offer.</summary>
public sealed class AnswerWork(ConversationStore store, AgentLoads loads, TendWork tend, WaitingQueues queues, TimeProvider time)
{
    // An offer that is being made takes one write more, which is waited for: a second in all.
    private const int MaxAttempts = 40;
    private static readonly TimeSpan UntilReady = TimeSpan.FromMilliseconds(25);

    /// <summary>Gives the conversation to the agent; null: to the one whom it is offered to.</summary>
    public async Task<Result<Conversation>> Accept(string tenant, Guid id, Guid? agent, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (await store.Find(tenant, id, cancellationToken) is not { } stored)
                return Error.NotFound("conversation", id.ToString());
            var user = agent ?? stored.Pending.FirstOrDefault()?.UserId ?? stored.Offer?.UserId ?? default;
            var now = time.GetUtcNow();
            if (!stored.Accept(user, now).Try(out var after, out var error))
                return error;
            if (ReferenceEquals(after, stored))
                return stored;
            // Claimed, and the agent's place not taken yet: whoever routes it is about to.
            var reservation = after.Offer!.ReservationId;
            if (!await IsReady(tenant, user, reservation, cancellationToken))
                continue;
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
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (await store.Find(tenant, id, cancellationToken) is not { } stored)
                return Error.NotFound("conversation", id.ToString());
            var user = agent ?? stored.Pending.FirstOrDefault()?.UserId ?? default;
            if (stored.Pending.FirstOrDefault(offer => offer.UserId == user) is { } offer && !await IsReady(tenant, user, offer.ReservationId, cancellationToken))
                continue;
            return await tend.Step(tenant, id, (current, now) => current.Decline(user, retryAt, now), cancellationToken);
        }

        return NotYet;
    }

    private async Task<bool> IsReady(string tenant, Guid user, Guid reservation, CancellationToken cancellationToken)
    {
        if (await loads.Find(tenant, user, reservation, cancellationToken) is { IsOpen: true })
            return true;
        await Task.Delay(UntilReady, time, cancellationToken);
        return false;
    }

    private static Error NotYet { get; } = new(ErrorKind.Busy, "offer.not_ready", "The offer is being made at this moment: send the request again.");
}
