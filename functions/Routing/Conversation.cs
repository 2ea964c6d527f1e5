using System.Text.Json.Serialization;
using UserFunctions.Presence;
using UserFunctions.Tenants;

namespace UserFunctions.Routing;

/// <summary>Where a conversation is on its way.</summary>
public enum ConversationState
{
    /// <summary>Waits for somebody to be free.</summary>
    Queued,

    /// <summary>Offered to an agent, not answered yet.</summary>
    Offering,

    /// <summary>An agent has it.</summary>
    Assigned,

    /// <summary>Over; the agent writes it up, and it still counts.</summary>
    Wrapping,

    /// <summary>Done.</summary>
    Completed,

    /// <summary>The customer left before anybody answered.</summary>
    Canceled,

    /// <summary>Waited for as long as it might, and went where the department's failover says, outside of routing.</summary>
    Overflowed,
}

/// <summary>A conversation in an agent's hands, or on its way there.</summary>
/// <param name="ReservationId">The agent's place that it takes.</param>
/// <param name="UserId">The agent.</param>
/// <param name="At">When it was offered, UTC.</param>
/// <param name="ExpiresAt">Until when it can be accepted, UTC.</param>
public sealed record Offer(Guid ReservationId, Guid UserId, DateTimeOffset At, DateTimeOffset ExpiresAt)
{
    /// <summary>True: given by hand; it needs no answer.</summary>
    public bool IsDirect { get; init; }

    /// <summary>True: given although the agent was full.</summary>
    public bool OverCapacity { get; init; }

    /// <summary>When the agent took it, UTC; null: not yet.</summary>
    public DateTimeOffset? AcceptedAt { get; init; }
}

/// <summary>An agent who does not get the conversation again for now.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Outcome">Declined or TimedOut.</param>
/// <param name="At">When, UTC.</param>
/// <param name="RetryAt">From when it may be offered again, UTC; null: not until the agent's status is set anew.</param>
public sealed record TriedAgent(Guid UserId, ReservationState Outcome, DateTimeOffset At, DateTimeOffset? RetryAt);

/// <summary>A reservation that is still to be moved on in the agent's rows: written down with the decision, so that nothing is forgotten when a process dies.</summary>
/// <param name="ReservationId">Which.</param>
/// <param name="UserId">Whose.</param>
/// <param name="State">Where to.</param>
/// <param name="At">When that was decided, UTC.</param>
public sealed record Owed(Guid ReservationId, Guid UserId, ReservationState State, DateTimeOffset At);

/// <summary>A conversation that is routed. Its row decides: an offer is answered, missed or taken back by whoever changes this row under its ETag, and the agent's rows follow.</summary>
public sealed partial record Conversation
{
    /// <summary>How long an agent has to answer unless it is said otherwise, in seconds.</summary>
    public const int DefaultOfferSeconds = 30;

    /// <summary>Given by the caller, or GUID v7.</summary>
    public required Guid Id { get; init; }

    /// <summary>Starts at 1 and grows by one a change.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Where it is.</summary>
    public ConversationState State { get; init; }

    /// <summary>Whose customer it is (S084).</summary>
    public required Guid ClientId { get; init; }

    /// <summary>On which channel (S085), in the tenant's spelling.</summary>
    public required string Channel { get; init; }

    /// <summary>The department that answers (S082); null: the group does.</summary>
    public Guid? DepartmentId { get; init; }

    /// <summary>The group that answers; null: the department does.</summary>
    public Guid? GroupId { get; init; }

    /// <summary>What whoever answers must have, as tags of the user.</summary>
    public IReadOnlyList<string> Skills { get; init; } = [];

    /// <summary>0-100; the greater is served first.</summary>
    public int Priority { get; init; }

    /// <summary>Who gets it if they can; null: nobody in particular.</summary>
    public Guid? PreferredAgentId { get; init; }

    /// <summary>Who never gets it.</summary>
    public IReadOnlyList<Guid> ExcludedAgentIds { get; init; } = [];

    /// <summary>What it is called elsewhere; null: nothing.</summary>
    public string? Reference { get; init; }

    /// <summary>Seconds an agent has to answer, 5-300.</summary>
    public int OfferSeconds { get; init; } = DefaultOfferSeconds;

    /// <summary>Seconds it still counts after its end, 0-3600.</summary>
    public int WrapUpSeconds { get; init; }

    /// <summary>Seconds it waits before the department's failover, 5-86400; null: as long as it takes.</summary>
    public int? MaxWaitSeconds { get; init; }

    /// <summary>Seconds without a sign of it after which it does not count at the agent, 60-86400; null: it always counts. Never for calls.</summary>
    public int? ParkAfterSeconds { get; init; }

    /// <summary>When there was a sign of it last, UTC; null: no agent has had it.</summary>
    public DateTimeOffset? ActiveAt { get; init; }

    /// <summary>Since when it is parked, UTC; null: it is not.</summary>
    public DateTimeOffset? ParkedAt { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From when its wait counts, UTC: it keeps it whatever becomes of an offer.</summary>
    public required DateTimeOffset EnqueuedAt { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Since when it waits in the present department or group, UTC: what <see cref="MaxWaitSeconds"/> counts from.</summary>
    public required DateTimeOffset PlacedAt { get; init; }

    /// <summary>The offer, or who has it; null: nobody.</summary>
    public Offer? Offer { get; init; }

    /// <summary>The offer to somebody else while <see cref="Offer"/> has it; null: none.</summary>
    public Offer? Transfer { get; init; }

    /// <summary>When writing up ends by itself, UTC; null: it does not write up.</summary>
    public DateTimeOffset? WrapUntil { get; init; }

    /// <summary>When it ended, UTC; null: it has not.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Where it went outside of routing; null: nowhere.</summary>
    public Failover? Overflow { get; init; }

    /// <summary>Who had their chance.</summary>
    public IReadOnlyList<TriedAgent> Tried { get; init; } = [];

    /// <summary>What is still to be written at the agents.</summary>
    public IReadOnlyList<Owed> Owed { get; init; } = [];

    /// <summary>How many decisions were stored.</summary>
    public int Decisions { get; init; }

    /// <summary>The table's own ETag; null: not written yet.</summary>
    [JsonIgnore]
    public string? RowETag { get; init; }

    /// <summary>True: nothing will become of it any more.</summary>
    [JsonIgnore]
    public bool IsEnded => State is ConversationState.Completed or ConversationState.Canceled or ConversationState.Overflowed;

    /// <summary>True while somebody, or the sweep, has still something to do with it.</summary>
    [JsonIgnore]
    public bool IsOpen => !IsEnded || Owed.Count > 0;

    /// <summary>When its wait is over, UTC; null: never, or it does not wait.</summary>
    [JsonIgnore]
    public DateTimeOffset? WaitsUntil => State is ConversationState.Queued && MaxWaitSeconds is { } seconds ? PlacedAt.AddSeconds(seconds) : null;

    /// <summary>When it is parked unless there is a sign of it, UTC; null: never, or it is.</summary>
    [JsonIgnore]
    public DateTimeOffset? ParksAt => State is ConversationState.Assigned && ParkedAt is null && ParkAfterSeconds is { } seconds ? ActiveAt?.AddSeconds(seconds) : null;

    /// <summary>Who does not get it at this time.</summary>
    /// <param name="actedAt">When an agent's status was last set: who declined or missed it and came back since is asked again.</param>
    /// <param name="now">UTC.</param>
    public IReadOnlySet<Guid> ExcludedNow(Func<Guid, DateTimeOffset?> actedAt, DateTimeOffset now)
    {
        var excluded = new HashSet<Guid>(ExcludedAgentIds);
        excluded.UnionWith(Tried.Where(tried => tried.RetryAt is { } retry ? retry > now : !(actedAt(tried.UserId) > tried.At)).Select(tried => tried.UserId));
        return excluded;
    }

    /// <summary>What it was asked for with, see <see cref="RequestMark"/>; null: it came before that was kept.</summary>
    public string? AskedWith { get; init; }

    /// <summary>True when both ask for the same: a request that came twice. Of one whose request was not kept, what may have become another since does not count.</summary>
    public bool AsksAs(Conversation other) => AskedWith is { } mark ? mark == RequestMark.Of(other) :
        (ClientId, Channel, Priority, Reference, OfferSeconds, WrapUpSeconds, MaxWaitSeconds) == (other.ClientId, other.Channel, other.Priority, other.Reference, other.OfferSeconds, other.WrapUpSeconds, other.MaxWaitSeconds)
        && ExcludedAgentIds.SequenceEqual(other.ExcludedAgentIds);
}
