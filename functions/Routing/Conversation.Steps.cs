using UserFunctions.Platform.Errors;
using UserFunctions.Presence;
using UserFunctions.Tenants;

namespace UserFunctions.Routing;

// What can become of a conversation. Each step returns the conversation after it, itself when it was taken already, or the 409 that says where the conversation is.
public sealed partial record Conversation
{
    // Beyond so many the oldest are forgotten, and asked again.
    private const int MostTried = 200;

    /// <summary>Claims it for an offer: from then on nobody else offers it.</summary>
    public Result<Conversation> OfferTo(Offer offer, DateTimeOffset now) =>
        State is ConversationState.Queued or ConversationState.Offering ? Next(now) with { State = ConversationState.Offering, Offer = offer } : Refused("be offered");

    /// <summary>Waits, with the time that it waits since.</summary>
    public Result<Conversation> Queue(DateTimeOffset now) => State switch
    {
        ConversationState.Queued => this,
        ConversationState.Offering => Next(now) with { State = ConversationState.Queued, Offer = null },
        _ => Refused("be queued"),
    };

    /// <summary>The agent takes it: only before the offer expires. The first of two agents in a transfer is let go by it.</summary>
    public Result<Conversation> Accept(Guid agent, DateTimeOffset now)
    {
        if (State is ConversationState.Offering && Offer!.UserId == agent)
            return now < Offer.ExpiresAt || Offer.IsDirect ? Next(now).AcceptedBy(Offer, now) : Expired(Offer);
        if (State is ConversationState.Assigned && Transfer?.UserId == agent)
        {
            return now < Transfer.ExpiresAt
                ? Next(now).Owing(Offer!, ReservationState.Completed, now).AcceptedBy(Transfer, now) with { Transfer = null }
                : Expired(Transfer);
        }

        return State is ConversationState.Assigned or ConversationState.Wrapping && Offer!.UserId == agent ? this : Refused("be accepted by this agent");
    }

    /// <summary>The agent does not want it: it waits again, and is offered to others.</summary>
    /// <param name="agent">Who.</param>
    /// <param name="retryAt">From when the same agent may be asked again; null: not before their status is set anew.</param>
    /// <param name="now">UTC.</param>
    public Result<Conversation> Decline(Guid agent, DateTimeOffset? retryAt, DateTimeOffset now) =>
        PendingWith(agent) is { } offer ? Unanswered(offer, ReservationState.Declined, retryAt, now)
        : Tried.Any(tried => tried.UserId == agent && tried.Outcome is ReservationState.Declined) && Offer?.UserId != agent ? this
        : Refused("be declined by this agent");

    /// <summary>The offer's time is over; itself when it is not, or was answered.</summary>
    public Conversation Expire(Guid reservation, DateTimeOffset now) =>
        Pending.FirstOrDefault(offer => offer.ReservationId == reservation) is { } offer && now >= offer.ExpiresAt && !offer.IsDirect
            ? Unanswered(offer, ReservationState.TimedOut, null, now) : this;

    /// <summary>Takes what is offered back from an agent who is off work: it waits again, which nobody is blamed for.</summary>
    public Conversation TakeBackOffer(Guid agent, DateTimeOffset now) => PendingWith(agent) is not { } offer ? this
        : offer == Transfer ? Next(now).Owing(offer, ReservationState.Rescinded, now) with { Transfer = null }
        : Next(now).Owing(offer, ReservationState.Rescinded, now) with { State = ConversationState.Queued, Offer = null };

    /// <summary>Takes back an offer that no place was taken for: nothing is owed for it.</summary>
    public Conversation Unclaimed(DateTimeOffset now) =>
        State is ConversationState.Offering ? Next(now) with { State = ConversationState.Queued, Offer = null } : Next(now) with { Transfer = null };

    /// <summary>Takes it from the agent who has it, or is offered it: it waits again, in its old place.</summary>
    public Conversation TakeBack(Guid agent, DateTimeOffset now)
    {
        if (State is not (ConversationState.Assigned or ConversationState.Wrapping) || Offer!.UserId != agent)
            return TakeBackOffer(agent, now);
        if (State is ConversationState.Wrapping)
            return Ended(ConversationState.Completed, ReservationState.Completed, now);
        var waiting = Next(now).Owing(Offer, ReservationState.Rescinded, now) with { State = ConversationState.Queued, Offer = null, PlacedAt = now, ParkedAt = null };
        return Transfer is null ? waiting : waiting.Owing(Transfer, ReservationState.Rescinded, now) with { Transfer = null };
    }

    /// <summary>Over: the agent writes it up for so many seconds, and then is free.</summary>
    public Result<Conversation> Release(int? wrapUpSeconds, DateTimeOffset now)
    {
        if (State is ConversationState.Wrapping or ConversationState.Completed)
            return this;
        if (State is not ConversationState.Assigned)
            return Refused("be released");
        var seconds = wrapUpSeconds ?? WrapUpSeconds;
        if (seconds == 0)
            return Ended(ConversationState.Completed, ReservationState.Completed, now);
        var after = Next(now).Owing(Offer!, ReservationState.Wrapping, now) with { State = ConversationState.Wrapping, WrapUntil = now.AddSeconds(seconds), ParkedAt = null };
        return Transfer is null ? after : after.Owing(Transfer, ReservationState.Rescinded, now) with { Transfer = null };
    }

    /// <summary>Nothing was said for as long as it may be: it does not count at the agent any more. Itself when it is not time.</summary>
    public Conversation Park(DateTimeOffset now)
    {
        var at = Later(now);
        return ParksAt <= at ? Next(at).OwingNext(ReservationState.Parked, at) with { ParkedAt = at } : this;
    }

    /// <summary>Something was said: it counts again, also beyond the agent's limits. While nobody has it that changes nothing.</summary>
    public Result<Conversation> Stir(DateTimeOffset now)
    {
        if (IsEnded || State is ConversationState.Wrapping)
            return Refused("go on: route a new one, with the agent as preferredAgent");
        if (State is not ConversationState.Assigned || ParkAfterSeconds is null)
            return this;
        var at = Later(now);
        return ParkedAt is null ? Next(at) with { ActiveAt = at } : Next(at).OwingNext(ReservationState.Accepted, at) with { ActiveAt = at, ParkedAt = null };
    }

    /// <summary>Written up.</summary>
    public Result<Conversation> EndWrapUp(DateTimeOffset now) => State switch
    {
        ConversationState.Completed => this,
        ConversationState.Wrapping => Ended(ConversationState.Completed, ReservationState.Completed, now),
        _ => Refused("end its wrap-up"),
    };

    /// <summary>The customer left: possible until somebody has it.</summary>
    public Result<Conversation> Cancel(DateTimeOffset now) => State switch
    {
        ConversationState.Canceled => this,
        ConversationState.Queued or ConversationState.Offering => Ended(ConversationState.Canceled, ReservationState.Canceled, now),
        _ => Refused("be cancelled: release it instead"),
    };

    /// <summary>Goes to another department or group, and waits there with the time that it waits since.</summary>
    public Result<Conversation> Forward(Guid? department, Guid? group, IReadOnlyList<string>? skills, DateTimeOffset now)
    {
        if (IsEnded || State is ConversationState.Wrapping)
            return Refused("be forwarded");
        var after = Next(now) with { State = ConversationState.Queued, DepartmentId = department, GroupId = group, Skills = skills ?? Skills, PlacedAt = now, Offer = null, Transfer = null, PreferredAgentId = null, ParkedAt = null };
        if (Offer is { } mine)
            after = after.Owing(mine, State is ConversationState.Assigned ? ReservationState.Completed : ReservationState.Rescinded, now);
        return Transfer is { } other ? after.Owing(other, ReservationState.Rescinded, now) : after;
    }

    /// <summary>Offers it to somebody else, while the agent who has it keeps it. An offer to a third one is taken back first.</summary>
    public Result<Conversation> BeginTransfer(Offer offer, DateTimeOffset now) =>
        State is not ConversationState.Assigned || Offer!.UserId == offer.UserId || Transfer is not null ? Refused("be transferred to this agent")
        : Next(now) with { Transfer = offer };

    /// <summary>Waited for as long as it might: goes to another department, or out of routing.</summary>
    public Result<Conversation> FailOver(Failover failover, DateTimeOffset now)
    {
        if (State is not ConversationState.Queued)
            return Refused("fail over");
        return failover.ToDepartment is { } department
            ? Next(now) with { DepartmentId = department, GroupId = null, PlacedAt = now }
            : Next(now) with { State = ConversationState.Overflowed, Overflow = failover, EndedAt = now };
    }

    /// <summary>What was owed is written at the agent.</summary>
    public Conversation Settled(IEnumerable<Guid> reservations) => this with { Owed = [.. Owed.Where(owed => !reservations.Contains(owed.ReservationId))] };

    /// <summary>The offers that wait for an answer.</summary>
    internal IEnumerable<Offer> Pending =>
        State is ConversationState.Offering ? [Offer!] : State is ConversationState.Assigned && Transfer is not null ? [Transfer] : [];

    private Offer? PendingWith(Guid agent) => Pending.FirstOrDefault(offer => offer.UserId == agent);

    private Conversation Unanswered(Offer offer, ReservationState outcome, DateTimeOffset? retryAt, DateTimeOffset now)
    {
        var after = Next(now).Owing(offer, outcome, now) with { Tried = [.. Tried.Where(t => t.UserId != offer.UserId).TakeLast(MostTried - 1), new(offer.UserId, outcome, now, retryAt)] };
        return offer == Transfer ? after with { Transfer = null } : after with { State = ConversationState.Queued, Offer = null };
    }

    private Conversation Ended(ConversationState state, ReservationState outcome, DateTimeOffset now)
    {
        var after = Next(now) with { State = state, EndedAt = now, WrapUntil = null, ParkedAt = null, Offer = state is ConversationState.Canceled ? null : Offer };
        if (Offer is { } mine)
            after = after.Owing(mine, outcome, now);
        return Transfer is { } other ? after.Owing(other, ReservationState.Rescinded, now) with { Transfer = null } : after;
    }

    // Given by hand it is accepted in the agent's rows already.
    private Conversation AcceptedBy(Offer offer, DateTimeOffset now)
    {
        var taken = offer with { AcceptedAt = now };
        return (offer.IsDirect ? this : Owing(taken, ReservationState.Accepted, now)) with { State = ConversationState.Assigned, Offer = taken, ActiveAt = now, ParkedAt = null };
    }

    private Conversation Owing(Offer offer, ReservationState state, DateTimeOffset now)
    {
        // Given by hand it is accepted in the agent's rows before it is in this one: from there it can only be taken back.
        var outcome = offer is { IsDirect: true, AcceptedAt: null } ? ReservationState.Rescinded : state;
        return this with { Owed = [.. Owed.Where(owed => owed.ReservationId != offer.ReservationId), new(offer.ReservationId, offer.UserId, outcome, now)] };
    }

    // Behind what is owed already: the place goes through both, so that who is late with the first does no harm.
    private Conversation OwingNext(ReservationState state, DateTimeOffset at) => this with { Owed = [.. Owed, new(Offer!.ReservationId, Offer.UserId, state, at)] };

    // Instances' clocks differ, and what was decided later must be later.
    private DateTimeOffset Later(DateTimeOffset now) => now > UpdatedAt ? now : UpdatedAt.AddTicks(1);

    private Conversation Next(DateTimeOffset now) => this with { Version = Version + 1, UpdatedAt = now };

    private static Error Expired(Offer offer) =>
        Error.Conflict("state", "offer.expired", $"The offer expired at {offer.ExpiresAt:u}: the conversation is offered to others, and may come again.");

    private Error Refused(string what) => new(
        ErrorKind.Conflict, "conversation.state", $"The conversation is {State}{Holder} and cannot {what}.", "state",
        [new($"conversation.{State.ToString().ToLowerInvariant()}", "state", $"It is {State}{Holder}.")]);

    private string Holder => Offer is { } offer && State is not (ConversationState.Queued or ConversationState.Canceled) ? $" with user {offer.UserId}" : "";
}
