using Microsoft.Extensions.Logging;
using UserFunctions.Departments;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Storage;
using UserFunctions.Presence;
using UserFunctions.Tenants;

namespace UserFunctions.Routing;

/// <summary>Carries out what a conversation's row has decided: agents' places are freed, what came back is offered again, what is due happens. Everything here may be done twice.</summary>
public sealed class TendWork(
    ConversationStore store, AgentLoads loads, OfferWork offers, Rosters rosters, WaitingQueues queues, SupplyWork supply, ApplyNextStatus nextStatus, Queues messages, TimeProvider time, ILogger<TendWork> logger)
{
    private const int MaxAttempts = 5;

    /// <summary>Decides a step under the conversation's ETag, again when somebody else wrote meanwhile, and carries it out.</summary>
    /// <returns>The conversation as it is then; 404, what <paramref name="step"/> refuses, or 503.</returns>
    public async Task<Result<Conversation>> Step(string tenant, Guid id, Func<Conversation, DateTimeOffset, Result<Conversation>> step, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (await store.Find(tenant, id, cancellationToken) is not { } stored)
                return Error.NotFound("conversation", id.ToString());
            var now = time.GetUtcNow();
            if (!step(stored, now).Try(out var after, out var error))
                return error;
            if (ReferenceEquals(after, stored))
                return stored;
            if (await store.Write(tenant, stored, after, null, cancellationToken) is not { } written)
                continue;
            queues.Of(tenant).Note(written, now);
            return await Follow(tenant, written, DecisionCause.Returned, cancellationToken);
        }

        return new Error(ErrorKind.Busy, "conversation.busy", "The conversation changes too often at the moment: send the request again.");
    }

    /// <summary>What follows from a step: places are freed, and what waits is offered.</summary>
    internal async Task<Conversation> Follow(string tenant, Conversation written, DecisionCause cause, CancellationToken cancellationToken)
    {
        var settled = await Settle(tenant, written, cancellationToken);
        var after = settled.State is ConversationState.Queued
            ? await offers.Route(tenant, written, settled, cause, cancellationToken)
            : ReferenceEquals(settled, written) ? written : await store.Write(tenant, written, settled, null, cancellationToken);
        if (written.WrapUntil is { } until && written.State is ConversationState.Wrapping)
            await messages.SendAt(ContinueMessage.Queue, new ContinueMessage(tenant, written.Id), until, cancellationToken);
        if (written.Owed.Count > 0)
            supply.Ask(tenant);
        // Somebody else went on with it.
        return after ?? await store.Find(tenant, written.Id, cancellationToken) ?? written;
    }

    /// <summary>Writes at the agents what is owed to them.</summary>
    internal async Task<Conversation> Settle(string tenant, Conversation conversation, CancellationToken cancellationToken)
    {
        if (conversation.Owed.Count == 0)
            return conversation;
        foreach (var owed in conversation.Owed)
        {
            var settled = await loads.Settle(tenant, owed.UserId, owed.ReservationId, owed.State, owed.At, cancellationToken);
            // A claim without a place has none to free. Anything else is a wrong turn that must be seen; the place is not held up by it.
            if (settled.Error is { Kind: not ErrorKind.NotFound } error)
                logger.LogError("Reservation {Reservation} of conversation {Conversation} in {Tenant} could not become {State}: {Message}", owed.ReservationId, conversation.Id, tenant, owed.State, error.Message);
        }

        await GiveNextStatus(tenant, conversation.Owed.Select(owed => owed.UserId).Distinct(), cancellationToken);
        return conversation.Settled(conversation.Owed.Select(owed => owed.ReservationId));
    }

    // Who only finished what was open may be done with it; whom this process does not know as such the sweep of statuses finds.
    private async Task GiveNextStatus(string tenant, IEnumerable<Guid> agents, CancellationToken cancellationToken)
    {
        var roster = (await rosters.Recent(tenant, cancellationToken)).Roster;
        foreach (var agent in agents.Where(agent => roster.Find(agent) is { IsDraining: true }))
            _ = await nextStatus.Handle(tenant, agent, cancellationToken);
    }

    /// <summary>The time of an offer has come: it is missed, unless it was answered. The delayed message and the sweep both come here, as often as they like.</summary>
    public async Task Expire(string tenant, Guid id, Guid user, Guid reservation, CancellationToken cancellationToken)
    {
        var conversation = await store.Find(tenant, id, cancellationToken);
        var now = time.GetUtcNow();
        if (conversation?.Pending.FirstOrDefault(offer => offer.ReservationId == reservation) is { } pending)
        {
            if (now < pending.ExpiresAt)
                await messages.SendAt(ContinueMessage.Queue, new ContinueMessage(tenant, id, user, reservation), pending.ExpiresAt, cancellationToken);
            else if (await loads.Find(tenant, user, reservation, cancellationToken) is null)
                await TakeBack(tenant, id, pending, cancellationToken);
            else
                await Step(tenant, id, (current, at) => current.Expire(reservation, at), cancellationToken);
            return;
        }

        await Reconcile(tenant, conversation, user, reservation, cancellationToken);
    }

    /// <summary>What is due with a conversation, whatever it is.</summary>
    public async Task Tend(string tenant, Guid id, CancellationToken cancellationToken)
    {
        if (await store.Find(tenant, id, cancellationToken) is not { IsOpen: true } conversation)
            return;
        var now = time.GetUtcNow();
        // One after the other: who died may have left more than one thing undone.
        if (conversation.Owed.Count > 0 && now - conversation.UpdatedAt >= OpenWork.LeftAlone)
            conversation = await Follow(tenant, conversation, DecisionCause.Returned, cancellationToken);
        if (now - conversation.UpdatedAt >= OpenWork.LeftAlone)
        {
            foreach (var offer in conversation.Pending)
                await TendOffer(tenant, conversation.Id, offer, cancellationToken);
        }

        if (conversation.WrapUntil <= now)
            await Step(tenant, id, (current, at) => current.EndWrapUp(at), cancellationToken);
        else if (conversation.WaitsUntil <= now)
            await FailOver(tenant, conversation, cancellationToken);
        else if (conversation.ParksAt <= now)
            await Step(tenant, id, (current, at) => current.Park(at), cancellationToken);
        foreach (var offer in conversation.Pending.Where(offer => offer.ExpiresAt <= now && !offer.IsDirect))
            await Expire(tenant, id, offer.UserId, offer.ReservationId, cancellationToken);
    }

    // Whoever claimed it is gone: what became of the place tells how far they came.
    private async Task TendOffer(string tenant, Guid id, Offer offer, CancellationToken cancellationToken)
    {
        var taken = await loads.Find(tenant, offer.UserId, offer.ReservationId, cancellationToken);
        if (taken is { State: ReservationState.Accepted })
            await Step(tenant, id, (current, at) => current.State is ConversationState.Offering && current.Offer == offer ? current.Accept(offer.UserId, taken.ChangedAt) : current, cancellationToken);
        else if (taken is not { State: ReservationState.Pending })
            await TakeBack(tenant, id, offer, cancellationToken);
    }

    // Whoever comes back to it finds the place barred, and nobody is blamed for what they never saw.
    private Task<Result<Conversation>> TakeBack(string tenant, Guid id, Offer offer, CancellationToken cancellationToken) =>
        Step(tenant, id, (current, at) => current.Pending.Any(pending => pending.ReservationId == offer.ReservationId) ? current.TakeBackOffer(offer.UserId, at) : current, cancellationToken);

    // A place whose conversation does not know of it is freed; one whose conversation does is brought to where that is.
    private async Task Reconcile(string tenant, Conversation? conversation, Guid user, Guid reservation, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (conversation?.Owed.FirstOrDefault(owed => owed.ReservationId == reservation) is { } owed)
            await loads.Settle(tenant, user, reservation, owed.State, owed.At, cancellationToken);
        else if (conversation?.Offer is { } mine && mine.ReservationId == reservation && conversation.State is ConversationState.Assigned)
            await loads.Settle(tenant, user, reservation, conversation.ParkedAt is null ? ReservationState.Accepted : ReservationState.Parked, conversation.ParkedAt ?? mine.AcceptedAt ?? now, cancellationToken);
        else if (conversation?.Offer?.ReservationId != reservation && await loads.Find(tenant, user, reservation, cancellationToken) is { IsOpen: true })
            await loads.Settle(tenant, user, reservation, ReservationState.Rescinded, now, cancellationToken);
        else
            return;
        supply.Ask(tenant);
    }

    private async Task FailOver(string tenant, Conversation conversation, CancellationToken cancellationToken)
    {
        var known = await rosters.Now(tenant, cancellationToken);
        var failover = conversation.DepartmentId is { } id && DepartmentList.Of(known.Facts).Find(id) is { } department ? department.Failover : Failover.HangUp;
        await Step(tenant, conversation.Id, (current, at) => current.WaitsUntil <= at ? current.FailOver(failover, at) : current, cancellationToken);
    }
}

/// <summary>Queue <c>conversations</c> → what is due is done.</summary>
public sealed class ContinueConversation(TendWork tend, ILogger<ContinueConversation> logger)
{
    /// <summary>Reads the message; one that cannot be read is logged and dropped, because trying it again would change nothing.</summary>
    [Function("ContinueConversation")]
    public async Task Run([QueueTrigger(ContinueMessage.Queue)] string message, CancellationToken cancellationToken)
    {
        ContinueMessage? due = null;
        try
        {
            due = Platform.Http.Json.Read<ContinueMessage>(message);
        }
        catch (System.Text.Json.JsonException exception)
        {
            logger.LogError(exception, "A message on {Queue} cannot be read.", ContinueMessage.Queue);
        }

        if (due?.Tenant is not { Length: > 0 } tenant)
            return;
        if (due is { UserId: { } user, ReservationId: { } reservation })
            await tend.Expire(tenant, due.ConversationId, user, reservation, cancellationToken);
        else
            await tend.Tend(tenant, due.ConversationId, cancellationToken);
    }
}
