using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Storage;
using UserFunctions.Presence;

namespace UserFunctions.Routing;

/// <summary>Gives a conversation to one agent by hand, or offers it to them while somebody else has it. The same limits hold; who may force it goes over them, and that is written down.</summary>
public sealed class GiveWork(ConversationStore store, AgentLoads loads, Rosters rosters, WaitingQueues queues, Queues messages, TimeProvider time)
{
    private const int MaxAttempts = 20;

    /// <summary>What is against the agent getting it: 409 <c>capacity_exceeded</c>, <c>agent.not_eligible</c>; null: nothing.</summary>
    /// <param name="agent">Who.</param>
    /// <param name="load">As read.</param>
    /// <param name="question">What is asked for.</param>
    /// <param name="isForced">Only what concerns the person, the client and the channel counts (S087).</param>
    /// <param name="now">UTC.</param>
    internal static Error? Against(Agent agent, AgentLoad load, Question question, bool isForced, DateTimeOffset now)
    {
        var reason = isForced ? Eligibility.OfForced(agent, question) : Unforced(agent, load, question, now);
        return reason switch
        {
            Reason.None => null,
            Reason.ChannelFull or Reason.ChatsFull or Reason.NoCapacity => Error.Conflict(
                "agent", "capacity_exceeded", $"{agent.Name} has as many conversations as allowed ({reason}): choose somebody else, raise the limit, or send force=true, which takes the permission routing.force."),
            _ => Error.Conflict("agent", "agent.not_eligible", $"{agent.Name} cannot get this conversation ({reason}): choose somebody else{(isForced ? "" : ", or change what is against it")}."),
        };
    }

    // By hand it may go to somebody of another department, or who declined it.
    private static Reason Unforced(Agent agent, AgentLoad load, Question question, DateTimeOffset now) =>
        Eligibility.Of(agent, load, question with { Excluded = new HashSet<Guid>(), DepartmentId = agent.DepartmentId, GroupIds = agent.GroupIds }, now);

    /// <summary>Gives the conversation to the agent, who has it then without being asked.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="stored">As it is in the table.</param>
    /// <param name="conversation">The same, or with what was decided since and is written along.</param>
    /// <param name="user">Who gets it.</param>
    /// <param name="isForced">Whatever the limits say.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<Result<Conversation>> Assign(string tenant, Conversation stored, Conversation conversation, Guid user, bool isForced, string by, CancellationToken cancellationToken) =>
        Give(new(tenant, user, isForced, by, IsDirect: true), stored, conversation, cancellationToken);

    /// <summary>Offers the conversation to somebody else: the agent who has it keeps it until then.</summary>
    public Task<Result<Conversation>> Transfer(string tenant, Conversation stored, Guid user, bool isForced, string by, CancellationToken cancellationToken) =>
        Give(new(tenant, user, isForced, by, IsDirect: false), stored, stored, cancellationToken);

    private async Task<Result<Conversation>> Give(Gift gift, Conversation stored, Conversation conversation, CancellationToken cancellationToken)
    {
        var tenant = gift.Tenant;
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (!(await Decide(gift, conversation, cancellationToken)).Try(out var decided, out var error))
                return attempt == 0 ? error : await Unclaimed(tenant, stored, error, cancellationToken);
            var now = decided.At;
            var offer = new Offer(Guid.CreateVersion7(now), gift.User, now, now.AddSeconds(conversation.OfferSeconds)) { IsDirect = gift.IsDirect, OverCapacity = decided.IsOver };
            if (!(gift.IsDirect ? conversation.OfferTo(offer, now) : conversation.BeginTransfer(offer, now)).Try(out var claim, out error))
                return error;
            if (!gift.IsDirect)
                await messages.SendAt(ContinueMessage.Queue, new ContinueMessage(tenant, conversation.Id, gift.User, offer.ReservationId), offer.ExpiresAt, cancellationToken);
            var decision = Decision.ByHand(decided.Agent, decided.Waived, claim.Decisions + 1, now, decided.AsOf, gift.By);
            if (await store.Write(tenant, stored, claim with { Decisions = decision.Number }, decision, cancellationToken) is not { } claimed)
                return Changed;
            queues.Of(tenant).Note(claimed, now);
            if (await loads.Reserve(tenant, decided.Load, OfferWork.Reserved(claimed, offer, decided.Agent, decided.Load), decided.AsOf, cancellationToken))
                return gift.IsDirect ? await Accept(tenant, claimed, gift.User, now, cancellationToken) : claimed;
            // No place was taken for the offer, so it is made anew and not taken back.
            (stored, conversation) = (claimed, claimed with { Transfer = null });
        }

        return await Unclaimed(tenant, stored, Busy, cancellationToken);
    }

    private async Task<Result<Conversation>> Accept(string tenant, Conversation claimed, Guid user, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var accepted = claimed.Accept(user, now).Value;
        return await store.Write(tenant, claimed, accepted, null, cancellationToken) is { } written ? written : await Taken(tenant, accepted, cancellationToken);
    }

    // Somebody else wrote in between: they brought it to where this was going to, or whoever they took it from is settled with already.
    private async Task<Result<Conversation>> Taken(string tenant, Conversation accepted, CancellationToken cancellationToken) =>
        await store.Find(tenant, accepted.Id, cancellationToken) is { State: ConversationState.Assigned } now && now.Offer!.ReservationId == accepted.Offer!.ReservationId ? now : Changed;

    private async Task<Error> Unclaimed(string tenant, Conversation claimed, Error error, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await store.Write(tenant, claimed, claimed.Unclaimed(now), null, cancellationToken) is { } written)
            queues.Of(tenant).Note(written, now);
        return error;
    }

    private async Task<Result<(Agent Agent, AgentLoad Load, bool IsOver, Reason Waived, long AsOf, DateTimeOffset At)>> Decide(Gift gift, Conversation conversation, CancellationToken cancellationToken)
    {
        var known = await rosters.Now(gift.Tenant, cancellationToken);
        if (known.Roster.Find(gift.User) is not { } agent)
            return Error.Conflict("agent", "agent.not_eligible", $"User {gift.User} is in no department and no group, and so gets no conversations: add them to one first.");
        var load = await loads.Read(gift.Tenant, gift.User, cancellationToken);
        // What is dated is not older than the load that it is decided on.
        var now = time.GetUtcNow();
        var question = known.Ask(conversation, now);
        if (Against(agent, load, question, gift.IsForced, now) is { } error)
            return error;
        return (agent, load, Eligibility.OfCapacity(agent, load, question) is not Reason.None, gift.IsForced ? Unforced(agent, load, question, now) : Reason.None, known.AsOf, now);
    }

    private static Error Changed { get; } = Error.Conflict("state", "conversation.changed", "The conversation was changed at the same moment: read it, then decide anew.");

    private static Error Busy { get; } = new(ErrorKind.Busy, "agent.busy", "Too many conversations came to this agent at once: send the request again.");

    private sealed record Gift(string Tenant, Guid User, bool IsForced, string By, bool IsDirect);
}
