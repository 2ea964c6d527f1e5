using UserFunctions.Clients;
using UserFunctions.Platform.Connector;
using UserFunctions.Presence;

namespace UserFunctions.Routing;

/// <summary>An agent who does not get a conversation again for now.</summary>
/// <param name="AgentId">Who.</param>
/// <param name="Outcome">Declined or TimedOut.</param>
/// <param name="At">UTC.</param>
/// <param name="RetryAt">From when it may be offered again, UTC; null: not until the agent's status is set anew.</param>
public sealed record TriedAgentView(
    [property: Field("Id of the user.")] Guid AgentId,
    [property: Field("Declined: did not want it; TimedOut: did not answer in time.")] ReservationState Outcome,
    [property: Field("When that was, in UTC.")] DateTimeOffset At,
    [property: Field("From when it may be offered to the user again, in UTC; absent: not before the user's status is set anew.")] DateTimeOffset? RetryAt);

/// <summary>A conversation on the wire.</summary>
public sealed record ConversationView
{
#pragma warning disable CS1591 // Each property is described by its sentence.
    [Field("Id of the conversation.", Title = "Conversation Id")]
    public required Guid Id { get; init; }

    [Field("Counts the changes of the conversation.")]
    public required int Version { get; init; }

    [Field("Queued: waits; Offering: offered to an agent; Assigned: an agent has it; Wrapping: over, and being written up; Completed: done; Canceled: the customer left; Overflowed: waited for too long and went where the failover says.")]
    public required ConversationState State { get; init; }

    [Field("Name of the client whose customer it is; absent: the client was deleted.")]
    public string? Client { get; init; }

    [Field("Id of that client.")]
    public required Guid ClientId { get; init; }

    [Field("Name of the channel that it came on.")]
    public required string Channel { get; init; }

    [Field("Name of the department that answers; absent: a group does.")]
    public string? Department { get; init; }

    [Field("Id of that department.")]
    public Guid? DepartmentId { get; init; }

    [Field("Name of the group that answers; absent: a department does.")]
    public string? Group { get; init; }

    [Field("Id of that group.")]
    public Guid? GroupId { get; init; }

    [Field("What whoever answers must have among the tags of the user.")]
    public required IReadOnlyList<string> Skills { get; init; }

    [Field("A number from 0 to 100: of those that wait the greater is served first.")]
    public required int Priority { get; init; }

    [Field("What the conversation is called elsewhere.")]
    public string? Reference { get; init; }

    [Field("Id of the user who gets it if they can; absent: nobody in particular.")]
    public Guid? PreferredAgentId { get; init; }

    [Field("Ids of users who never get it.")]
    public required IReadOnlyList<Guid> ExcludedAgentIds { get; init; }

    [Field("Seconds an agent has to answer an offer.")]
    public required int OfferSeconds { get; init; }

    [Field("Seconds that it counts at the agent after its end.")]
    public required int WrapUpSeconds { get; init; }

    [Field("Seconds that it waits before the failover of the department; absent: as long as it takes.")]
    public int? MaxWaitSeconds { get; init; }

    [Field("Seconds without any activity after which it is parked; absent: it never is.")]
    public int? ParkAfterSeconds { get; init; }

    [Field("When something was said in it last, in UTC, as far as it was reported; absent: no agent has had it.")]
    public DateTimeOffset? ActiveAt { get; init; }

    [Field("Since when it is parked and does not count at the agent, in UTC; absent: it is not.")]
    public DateTimeOffset? ParkedAt { get; init; }

    [Field("Full name of the user who has it or is offered it; absent: nobody.")]
    public string? Agent { get; init; }

    [Field("Id of that user.")]
    public Guid? AgentId { get; init; }

    [Field("Id of the place that it takes at that user.")]
    public Guid? ReservationId { get; init; }

    [Field("When it was offered to that user, in UTC.")]
    public DateTimeOffset? OfferedAt { get; init; }

    [Field("Until when the offer can be accepted, in UTC.")]
    public DateTimeOffset? ExpiresAt { get; init; }

    [Field("When the user took it, in UTC; absent: not yet.")]
    public DateTimeOffset? AcceptedAt { get; init; }

    [Field("True: it was given although the user was full.")]
    public bool? OverCapacity { get; init; }

    [Field("Id of the user whom it is offered to while another has it; absent: nobody.")]
    public Guid? TransferAgentId { get; init; }

    [Field("Until when that user can accept it, in UTC.")]
    public DateTimeOffset? TransferExpiresAt { get; init; }

    [Field("Users who declined or missed it.")]
    public required IReadOnlyList<TriedAgentView> Tried { get; init; }

    [Field("Place among those that wait in the same department or group, from 1; absent: it does not wait.")]
    public int? Position { get; init; }

    [Field("After about how many seconds its turn comes, by what was given out in the last hour; absent: it does not wait, or too little was.")]
    public int? EstimatedSeconds { get; init; }

    [Field("When it came in, in UTC.")]
    public required DateTimeOffset CreatedAt { get; init; }

    [Field("From when its wait counts, in UTC; it keeps that whatever becomes of an offer.")]
    public required DateTimeOffset EnqueuedAt { get; init; }

    [Field("When it was changed last, in UTC.")]
    public required DateTimeOffset UpdatedAt { get; init; }

    [Field("When writing up ends by itself, in UTC; absent: it is not being written up.")]
    public DateTimeOffset? WrapUntil { get; init; }

    [Field("When it ended, in UTC; absent: it has not.")]
    public DateTimeOffset? EndedAt { get; init; }

    [Field("Where it went when it had waited for too long: HangUp, Number, User or Voicemail; absent: nowhere.")]
    public string? Overflow { get; init; }

    [Field("The number or the user's id that it went to.")]
    public string? OverflowTo { get; init; }
#pragma warning restore CS1591

    /// <summary>The view as of these facts; the place in the queue is as this process knows it: refresh that first.</summary>
    internal static ConversationView Of(Conversation it, Knowledge known, WaitingQueue queue, DateTimeOffset now)
    {
        (int Place, int? Seconds)? wait = it.State is ConversationState.Queued ? queue.PositionOf(it, now) : null;
        var offer = it.State is ConversationState.Queued or ConversationState.Canceled or ConversationState.Overflowed ? null : it.Offer;
        return new()
        {
            Id = it.Id,
            Version = it.Version,
            State = it.State,
            Client = ClientList.Of(known.Facts).Find(it.ClientId)?.Name,
            ClientId = it.ClientId,
            Channel = it.Channel,
            Department = known.Facts.Departments.NameOf(it.DepartmentId),
            DepartmentId = it.DepartmentId,
            Group = known.Facts.Groups.NameOf(it.GroupId),
            GroupId = it.GroupId,
            Skills = it.Skills,
            Priority = it.Priority,
            Reference = it.Reference,
            PreferredAgentId = it.PreferredAgentId,
            ExcludedAgentIds = it.ExcludedAgentIds,
            OfferSeconds = it.OfferSeconds,
            WrapUpSeconds = it.WrapUpSeconds,
            MaxWaitSeconds = it.MaxWaitSeconds,
            ParkAfterSeconds = it.ParkAfterSeconds,
            ActiveAt = it.ActiveAt,
            ParkedAt = it.ParkedAt,
            Agent = offer is null ? null : known.Roster.Find(offer.UserId)?.Name,
            AgentId = offer?.UserId,
            ReservationId = offer?.ReservationId,
            OfferedAt = offer?.At,
            ExpiresAt = it.State is ConversationState.Offering ? offer?.ExpiresAt : null,
            AcceptedAt = offer?.AcceptedAt,
            OverCapacity = offer?.OverCapacity is true ? true : null,
            TransferAgentId = it.Transfer?.UserId,
            TransferExpiresAt = it.Transfer?.ExpiresAt,
            Tried = [.. it.Tried.Select(tried => new TriedAgentView(tried.UserId, tried.Outcome, tried.At, tried.RetryAt))],
            Position = wait?.Place,
            EstimatedSeconds = wait?.Seconds,
            CreatedAt = it.CreatedAt,
            EnqueuedAt = it.EnqueuedAt,
            UpdatedAt = it.UpdatedAt,
            WrapUntil = it.WrapUntil,
            EndedAt = it.EndedAt,
            Overflow = it.Overflow?.Kind.ToString(),
            OverflowTo = it.Overflow?.To,
        };
    }
}
