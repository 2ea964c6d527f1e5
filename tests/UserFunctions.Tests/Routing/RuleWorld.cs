using UserFunctions.Platform.Errors;
using UserFunctions.Presence;
using UserFunctions.Routing;
using UserFunctions.Tenants;

namespace UserFunctions.Tests.Routing;

/// <summary>
/// Three agents and a few conversations, moved by the rules alone. What are several writes in the app are several steps here, so that everything can come in between: the claim and the
/// agent's place, the answer and what it owes the agents. A row that was written since it was read is refused, as the table does.
/// </summary>
internal sealed class RuleWorld
{
    internal static readonly Guid Client = new(1, 0, 0, new byte[8]);
    internal static readonly Guid Department = new(2, 0, 0, new byte[8]);
    private static readonly Failover Elsewhere = Failover.HangUp;

    private readonly List<Conversation> conversations = [];
    private readonly List<(int Conversation, Offer Offer, int Agent, AgentLoad Seen, Conversation Claim)> claims = [];
    private readonly RuleAgent[] agents = [.. Enumerable.Range(0, 3).Select(i => new RuleAgent(new Guid(3, (short)i, 0, new byte[8])))];
    private int made;

    public DateTimeOffset Now { get; private set; } = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    public IReadOnlyList<Conversation> Conversations => conversations;

    public IReadOnlyList<RuleAgent> Agents => agents;

    /// <summary>Lets it happen; what is not possible at the moment does not.</summary>
    public void Do(RuleStep step)
    {
        var agent = agents[step.Who];
        switch (step.What)
        {
            case Happening.Comes when conversations.Count < 5:
                conversations.Add(New(step));
                break;
            case Happening.Pass:
                Now += TimeSpan.FromSeconds(step.Value);
                break;
            case Happening.Act:
                agent.ActedAt = Now;
                break;
            case Happening.Limit:
                // Whoever decides on the row that was read before does not know of it, and is refused.
                (agent.Limit, agent.ChatLimit, agent.Load) = (step.Value % 4 - 1, step.Which % 4 - 1, agent.Load with { AsOf = agent.Load.AsOf + 1 });
                break;
            case Happening.Reserve when claims.Count > 0:
                Reserve(step.Value % claims.Count);
                break;
            default:
                if (conversations.Count > 0)
                    Move(step, step.Which % conversations.Count, agent);
                break;
        }
    }

    /// <summary>Carries out everything that is decided, ends what is open, and carries that out.</summary>
    public void EndEverything()
    {
        for (var i = 0; i < conversations.Count; i++)
        {
            while (claims.Count > 0)
                Reserve(0);
            Write(i);
            if (conversations[i].State is ConversationState.Assigned)
                Step(i, conversations[i].Release(0, Now));
            else if (conversations[i].State is ConversationState.Wrapping)
                Step(i, conversations[i].EndWrapUp(Now));
            else
                Step(i, conversations[i].Cancel(Now));
            Write(i);
        }
    }

    private Conversation New(RuleStep step) => new()
    {
        Id = new Guid(++made, 4, 0, new byte[8]),
        ClientId = Client,
        Channel = step.Value % 3 == 0 ? "Voice" : "LiveChat",
        DepartmentId = Department,
        CreatedAt = Now,
        EnqueuedAt = Now,
        UpdatedAt = Now,
        PlacedAt = Now,
        MaxWaitSeconds = step.Value % 5 == 0 ? 60 : null,
    };

    private void Move(RuleStep step, int i, RuleAgent agent)
    {
        var now = conversations[i];
        switch (step.What)
        {
            case Happening.Claim:
                Claim(i, step.Who, isDirect: false, isForced: false);
                break;
            case Happening.Assign:
                if (now.State is ConversationState.Queued or ConversationState.Offering)
                    Claim(i, step.Who, isDirect: true, isForced: step.Value % 3 == 0);
                break;
            case Happening.Transfer:
                Transfer(i, step.Who, isForced: step.Value % 3 == 0);
                break;
            case Happening.Accept when HasPlace(now, agent):
                Step(i, now.Accept(agent.Id, Now));
                break;
            case Happening.Decline when HasPlace(now, agent):
                Step(i, now.Decline(agent.Id, step.Value % 2 == 0 ? null : Now.AddSeconds(step.Value), Now));
                break;
            case Happening.Expire:
                if (now.Pending.FirstOrDefault() is { } pending)
                    Step(i, now.Expire(pending.ReservationId, Now));
                break;
            case Happening.TakeBackOffer:
                Step(i, now.TakeBackOffer(agent.Id, Now));
                break;
            case Happening.TakeBack:
                Step(i, now.TakeBack(agent.Id, Now));
                break;
            case Happening.Release:
                Step(i, now.Release(step.Value % 2 * 10, Now));
                break;
            case Happening.EndWrapUp:
                Step(i, now.EndWrapUp(Now));
                break;
            case Happening.Cancel:
                Step(i, now.Cancel(Now));
                break;
            case Happening.Forward:
                Step(i, now.Forward(Department, null, null, Now));
                break;
            case Happening.FailOver when now.WaitsUntil <= Now:
                Step(i, now.FailOver(Elsewhere, Now));
                break;
            case Happening.Write:
                Write(i);
                break;
        }
    }

    // The conversation is claimed by its row; the place is taken in another step.
    private void Claim(int i, int who, bool isDirect, bool isForced)
    {
        var (now, agent) = (conversations[i], agents[who]);
        var question = Ask(now);
        // By hand it is taken from whom it is offered to.
        if (isDirect && now.Offer is { } offered)
            now = now.TakeBackOffer(offered.UserId, Now);
        var isAgainst = isDirect ? GiveWork.Against(agent.Known, agent.Load, question, isForced, Now) is not null : Eligibility.Of(agent.Known, agent.Load, question, Now) is not Reason.None;
        if (now.State is not ConversationState.Queued || isAgainst)
            return;
        Assert.True(isDirect || !agent.IsExcludedFrom(now.Id, Now), "Who declined or missed it is not asked again.");
        var offer = new Offer(NewId(), agent.Id, Now, Now.AddSeconds(30)) { IsDirect = isDirect, OverCapacity = isForced && Eligibility.OfCapacity(agent.Known, agent.Load, question) is not Reason.None };
        Step(i, now.OfferTo(offer, Now));
        claims.Add((i, offer, who, agent.Load, conversations[i]));
    }

    private void Transfer(int i, int who, bool isForced)
    {
        var (now, agent) = (conversations[i], agents[who]);
        if (GiveWork.Against(agent.Known, agent.Load, Ask(now), isForced, Now) is not null)
            return;
        var offer = new Offer(NewId(), agent.Id, Now, Now.AddSeconds(30)) { OverCapacity = Eligibility.OfCapacity(agent.Known, agent.Load, Ask(now)) is not Reason.None };
        if (!now.BeginTransfer(offer, Now).Ok)
            return;
        Step(i, now.BeginTransfer(offer, Now));
        claims.Add((i, offer, who, agent.Load, conversations[i]));
    }

    // The batch of the place is refused when the load was written since it was decided on; then the claim is given up.
    private void Reserve(int which)
    {
        var (i, offer, who, seen, claim) = claims[which];
        claims.RemoveAt(which);
        var agent = agents[who];
        if (ReferenceEquals(agent.Load, seen))
        {
            var place = OfferWork.Reserved(claim, offer, agent.Known, seen);
            agent.Take(place, Now);
            if (offer.IsDirect && conversations[i].Offer == offer && conversations[i].State is ConversationState.Offering)
                Step(i, conversations[i].Accept(offer.UserId, Now));
        }
        else if (conversations[i].Offer == offer && conversations[i].State is ConversationState.Offering)
        {
            Step(i, conversations[i].Queue(Now));
        }
        else if (conversations[i].Transfer == offer)
        {
            conversations[i] = conversations[i] with { Transfer = null, Version = conversations[i].Version + 1 };
        }
    }

    // What the row has decided is written at the agents.
    private void Write(int i)
    {
        var now = conversations[i];
        foreach (var owed in now.Owed)
            agents.Single(agent => agent.Id == owed.UserId).Settle(owed.ReservationId, owed.State, owed.At);
        if (now is { State: ConversationState.Assigned, Offer: { } offer })
            agents.Single(agent => agent.Id == offer.UserId).Settle(offer.ReservationId, ReservationState.Accepted, offer.AcceptedAt!.Value);
        conversations[i] = now.Settled(now.Owed.Select(owed => owed.ReservationId));
    }

    private void Step(int i, Result<Conversation> taken)
    {
        if (!taken.Try(out var after, out _))
            return;
        foreach (var tried in after.Tried.Except(conversations[i].Tried))
            agents.Single(agent => agent.Id == tried.UserId).Refused(after.Id, tried);
        conversations[i] = after;
    }

    private static bool HasPlace(Conversation now, RuleAgent agent) =>
        now.Pending.FirstOrDefault(offer => offer.UserId == agent.Id) is not { } offer || agent.Places.Any(place => place.Id == offer.ReservationId && place.IsOpen);

    private Question Ask(Conversation conversation) => new()
    {
        ClientId = Client,
        Channel = conversation.Channel,
        Place = ChannelSet.PlaceOf(conversation.Channel, TenantSettings.DefaultChannels),
        IsVoice = EffectiveCapacity.IsVoice(conversation.Channel),
        DepartmentId = Department,
        Excluded = conversation.ExcludedNow(id => agents.Single(agent => agent.Id == id).ActedAt, Now),
    };

    private Guid NewId() => new(++made, 5, 0, new byte[8]);
}
