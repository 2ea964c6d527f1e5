using UserFunctions.Platform.Storage;
using UserFunctions.Presence;

namespace UserFunctions.Routing;

/// <summary>
/// Finds an agent for a conversation. Two partitions cannot be written at once, so the order is: the conversation is claimed for one agent under its ETag, then the agent's place is taken in one
/// batch. Who dies in between leaves a claim without a place, which the sweep takes back.
/// </summary>
public sealed class OfferWork(ConversationStore store, AgentLoads loads, Rosters rosters, WaitingQueues queues, QueueReader reader, Queues messages, TimeProvider time)
{
    // Conversations that waited before this one and are offered first; beyond so many it waits behind them.
    private const int MostServedBefore = 8;

    // Agents that others took at the very moment, before it waits; and agents whose load has to be read first.
    private const int MostContended = 8;
    private const int MostReads = 50;

    /// <summary>Offers the conversation to the best agent there is, or lets it wait. Whoever waits before it and could have that agent comes first, also when nobody got to the queue yet since the agent is free.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="stored">As it is in the table; null: it is new.</param>
    /// <param name="conversation">The same, or with what was decided since and is written along.</param>
    /// <param name="cause">Why now.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>As it is then; null when somebody else wrote it meanwhile.</returns>
    public async Task<Conversation?> Route(string tenant, Conversation? stored, Conversation conversation, DecisionCause cause, CancellationToken cancellationToken)
    {
        // Whoever goes through the queue has just read it.
        if (cause is not DecisionCause.Supply)
            await reader.Refresh(tenant, cancellationToken);
        return await Route(new(tenant, cause, new()), stored, conversation, cancellationToken);
    }

    private async Task<Conversation?> Route(Turn turn, Conversation? stored, Conversation conversation, CancellationToken cancellationToken)
    {
        var (tenant, cause) = (turn.Tenant, turn.Cause);
        var known = await rosters.Recent(tenant, cancellationToken);
        var (contended, reads, isRefreshed) = (0, 0, false);
        while (true)
        {
            var now = time.GetUtcNow();
            var choice = Choose(known, conversation, now);
            if (choice.Chosen is null && !isRefreshed)
            {
                isRefreshed = true;
                var before = known;
                known = await Newest(tenant, known, cause, cancellationToken);
                if (!ReferenceEquals(known, before) || await Freed(tenant, choice, cancellationToken))
                    continue;
            }

            if (choice.Chosen is not { } agent || contended > MostContended || reads > MostReads)
                return await Wait(tenant, stored, conversation, Decision.Of(choice, conversation.Decisions + 1, now, cause, known.AsOf), cancellationToken);
            // The memory of the load may have moved on since it was decided on: then the batch is refused.
            if (choice.Ranked[0].Load is not { } load || ReferenceEquals(load, Nothing))
            {
                reads++;
                await loads.Read(tenant, agent.Id, cancellationToken);
                continue;
            }

            // Limits were changed that this process has not heard of.
            if (load.AsOf > known.AsOf)
            {
                reads++;
                known = await rosters.Now(tenant, cancellationToken);
                continue;
            }

            if (First(turn, known, conversation, choice.Ranked[0], now) is { } first)
            {
                if (await IsServed(turn, first, cancellationToken))
                    continue;
                queues.Ask(tenant);
                return await Wait(tenant, stored, conversation, Decision.Of(choice.Behind(), conversation.Decisions + 1, now, cause, known.AsOf), cancellationToken);
            }

            var decision = Decision.Of(choice, conversation.Decisions + 1, now, cause, known.AsOf);
            var attempt = await Offer(new(tenant, stored, conversation, agent, load, known, decision), now, cancellationToken);
            if (attempt.Claimed is null || attempt.IsReserved)
                return attempt.Claimed;
            (stored, conversation, cause) = (attempt.Claimed, attempt.Claimed, DecisionCause.Contended);
            contended++;
        }
    }

    // Who waits before it, could have the agent, and was not asked about yet.
    private Conversation? First(Turn turn, Knowledge known, Conversation conversation, Candidate chosen, DateTimeOffset now) => turn.Before is null ? null
        : queues.Of(turn.Tenant).FirstBefore(conversation, other => !turn.Before.Contains(other.Id) && Eligibility.Of(chosen.Agent, chosen.Load!, known.Ask(other, now), now) is Reason.None);

    // False: whose turn it is before is being offered at this moment, or too many are, and who comes later waits.
    private async Task<bool> IsServed(Turn turn, Conversation first, CancellationToken cancellationToken)
    {
        if (turn.Before!.Count >= MostServedBefore)
            return false;
        turn.Before.Add(first.Id);
        if (await Route(new(turn.Tenant, DecisionCause.Supply, null), first, first, cancellationToken) is not null)
            return true;
        var stands = await reader.Again(turn.Tenant, first.Id, cancellationToken);
        if (stands is { State: ConversationState.Offering, Offer: { } offer })
            return await loads.Find(turn.Tenant, offer.UserId, offer.ReservationId, cancellationToken) is not null;
        return stands is not { State: ConversationState.Queued };
    }

    /// <summary>The choice as of what is known, without writing anything.</summary>
    internal static Choice Choose(Knowledge known, Conversation conversation, DateTimeOffset now) =>
        Choice.Among(known.Roster.All, known.Ask(conversation, now), LoadOf, now, Random.Shared.Next(), Decision.MostRanked);

    /// <summary>What is known of an agent's load: nothing in hand, as long as it was not read.</summary>
    internal static AgentLoad LoadOf(Agent agent) => agent.Cell.Load ?? Nothing;

    /// <summary>The reservation that an offer takes, with the limits that it was decided on.</summary>
    internal static Reservation Reserved(Conversation conversation, Offer offer, Agent agent, AgentLoad load)
    {
        var isVoice = EffectiveCapacity.IsVoice(conversation.Channel);
        return new(offer.ReservationId, conversation.Id, agent.Id, conversation.Channel, offer.IsDirect ? ReservationState.Accepted : ReservationState.Pending, offer.At, offer.ExpiresAt)
        {
            OverCapacity = offer.OverCapacity,
            UsedThen = load.On(conversation.Channel) + 1,
            LimitThen = agent.Limits.Of(conversation.Channel),
            ChatsThen = load.Chats + (isVoice ? 0 : 1),
            ChatLimitThen = isVoice ? Users.WorkSettings.Unlimited : agent.Limits.ChatLimit,
        };
    }

    private static readonly AgentLoad Nothing = new(Guid.Empty);

    // Before it waits: another instance may have made somebody available since this one looked. Whoever makes room goes through the queue with what it knows, so that is not asked for all that wait.
    private ValueTask<Knowledge> Newest(string tenant, Knowledge known, DecisionCause cause, CancellationToken cancellationToken) =>
        cause is DecisionCause.Supply ? ValueTask.FromResult(known) : rosters.Now(tenant, cancellationToken);

    // Whom this process takes for busy another one may have freed.
    private Task<bool> Freed(string tenant, Choice choice, CancellationToken cancellationToken) =>
        loads.Refresh(tenant, choice.Refused.Where(refused => DependsOnLoad(refused.Reason)).Select(refused => refused.Agent.Id), MostReads, cancellationToken);

    private static bool DependsOnLoad(Reason reason) => reason is Reason.ChannelFull or Reason.ChatsFull or Reason.NoCapacity or Reason.NotResponding;

    private async Task<(Conversation? Claimed, bool IsReserved)> Offer(OfferAttempt attempt, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (tenant, conversation, agent) = (attempt.Tenant, attempt.Conversation, attempt.Agent);
        var offer = new Offer(Guid.CreateVersion7(now), agent.Id, now, now.AddSeconds(conversation.OfferSeconds));
        if (!conversation.OfferTo(offer, now).Try(out var after, out _))
            return (null, false);
        agent.Cell.Begin();
        try
        {
            // The message comes first or with it: no place is taken that nobody looks after.
            var sending = messages.SendAt(ContinueMessage.Queue, new ContinueMessage(tenant, conversation.Id, agent.Id, offer.ReservationId), offer.ExpiresAt, cancellationToken);
            var claimed = await store.Write(tenant, attempt.Stored, after with { Decisions = attempt.Decision.Number }, attempt.Decision, cancellationToken);
            await sending;
            if (claimed is null)
                return (null, false);
            var isReserved = await loads.Reserve(tenant, attempt.Load, Reserved(claimed, offer, agent, attempt.Load), attempt.Known.AsOf, cancellationToken);
            // Until the place is taken it is known as one that waits: nobody who comes later is to get it.
            if (isReserved)
                queues.Of(tenant).Note(claimed, now);
            return (claimed, isReserved);
        }
        finally
        {
            agent.Cell.End();
        }
    }

    private async Task<Conversation?> Wait(string tenant, Conversation? stored, Conversation conversation, Decision decision, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (!conversation.Queue(now).Try(out var after, out _))
            return null;
        // Looked at again without any change: nothing to write.
        if (stored is not null && ReferenceEquals(after, stored))
            return stored;
        var written = await store.Write(tenant, stored, after with { Decisions = decision.Number }, decision, cancellationToken);
        if (written is null)
            return null;
        queues.Of(tenant).Note(written, now);
        if (written.WaitsUntil is { } until)
            await messages.SendAt(ContinueMessage.Queue, new ContinueMessage(tenant, written.Id), until, cancellationToken);
        return written;
    }

    /// <summary>Whose turn it is.</summary>
    /// <param name="Tenant">Whose.</param>
    /// <param name="Cause">Why now.</param>
    /// <param name="Before">Who was served, or looked at in vain, before it; null: it is the first itself.</param>
    private sealed record Turn(string Tenant, DecisionCause Cause, HashSet<Guid>? Before);

    private sealed record OfferAttempt(string Tenant, Conversation? Stored, Conversation Conversation, Agent Agent, AgentLoad Load, Knowledge Known, Decision Decision);
}
