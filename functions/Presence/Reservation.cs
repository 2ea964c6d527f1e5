using UserFunctions.Platform.Errors;

namespace UserFunctions.Presence;

/// <summary>Where a reservation is in its life. The first three take capacity.</summary>
public enum ReservationState
{
    /// <summary>Offered, not answered.</summary>
    Pending,

    /// <summary>The agent has the conversation.</summary>
    Accepted,

    /// <summary>The conversation is over, the agent writes it up.</summary>
    Wrapping,

    /// <summary>The agent did not want it.</summary>
    Declined,

    /// <summary>The agent did not answer in time.</summary>
    TimedOut,

    /// <summary>The customer left before the agent answered.</summary>
    Canceled,

    /// <summary>Taken back: given to somebody else, or the agent was taken off work.</summary>
    Rescinded,

    /// <summary>Done.</summary>
    Completed,

    /// <summary>The agent has the conversation, but nothing was said for so long that it does not count until something is.</summary>
    Parked,
}

/// <summary>An agent's place that is taken for one conversation. It counts from the offer on, not from the answer.</summary>
/// <param name="Id">GUID v7.</param>
/// <param name="ConversationId">What for.</param>
/// <param name="UserId">Whose place.</param>
/// <param name="Channel">On which channel, in the tenant's spelling.</param>
/// <param name="State">Where it is.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ExpiresAt">Until when a pending one can be accepted, UTC.</param>
public sealed record Reservation(Guid Id, Guid ConversationId, Guid UserId, string Channel, ReservationState State, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt)
{
    /// <summary>When it reached its state, UTC.</summary>
    public DateTimeOffset ChangedAt { get; init; } = CreatedAt;

    /// <summary>True: it was given by hand although the agent was full.</summary>
    public bool OverCapacity { get; init; }

    /// <summary>How many conversations of the channel the agent had with this one.</summary>
    public int UsedThen { get; init; }

    /// <summary>How many of the channel the agent might have then: −1 unlimited.</summary>
    public int LimitThen { get; init; }

    /// <summary>How many chats the agent had with this one, over all channels but voice.</summary>
    public int ChatsThen { get; init; }

    /// <summary>How many chats the agent might have then: −1 unlimited.</summary>
    public int ChatLimitThen { get; init; }

    /// <summary>The place in the tenant's log that was known when it was taken: limits are those of then.</summary>
    public long AsOf { get; init; }

    /// <summary>True while it takes capacity.</summary>
    public bool IsOpen => State is ReservationState.Pending or ReservationState.Accepted or ReservationState.Wrapping;

    /// <summary>True while the agent has, or is offered, the conversation, whether it counts or not.</summary>
    public bool IsHeld => IsOpen || State is ReservationState.Parked;

    /// <summary>The reservation in another state; itself when it is there already, or went on since that was decided.</summary>
    /// <param name="state">Where it goes.</param>
    /// <param name="at">When that was decided, UTC: an offer is accepted before it expires, and times out only then.</param>
    /// <returns>The reservation; 409 <c>reservation.state</c> when no way leads there.</returns>
    public Result<Reservation> To(ReservationState state, DateTimeOffset at)
    {
        if (state == State || IsLate(state, at))
            return this;
        var allowed = (State, state) switch
        {
            (ReservationState.Pending, ReservationState.Accepted) => at < ExpiresAt,
            (ReservationState.Pending, ReservationState.TimedOut) => at >= ExpiresAt,
            (ReservationState.Pending, ReservationState.Declined or ReservationState.Canceled or ReservationState.Rescinded) => true,
            (ReservationState.Accepted, ReservationState.Wrapping or ReservationState.Completed or ReservationState.Rescinded or ReservationState.Parked) => true,
            (ReservationState.Parked, ReservationState.Accepted or ReservationState.Wrapping or ReservationState.Completed or ReservationState.Rescinded) => true,
            (ReservationState.Wrapping, ReservationState.Completed or ReservationState.Rescinded) => true,
            _ => false,
        };
        return allowed ? this with { State = state, ChangedAt = at } : Error.Conflict("state", "reservation.state", $"The reservation is {State} and cannot become {state}.");
    }

    // A conversation is parked and goes on any number of times: whoever is slow to write one of it finds what came after.
    private bool IsLate(ReservationState state, DateTimeOffset at) =>
        at < ChangedAt && State is not ReservationState.Pending && state is ReservationState.Parked or ReservationState.Accepted;
}
