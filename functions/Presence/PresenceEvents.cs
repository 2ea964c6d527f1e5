using UserFunctions.Platform.Events;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Presence;

/// <summary>What changes of status and capacity mean to callers outside, whichever door they came in by.</summary>
public sealed class PresenceEvents(UserStates states, Facts facts)
{
    /// <summary>A status is another.</summary>
    public static EventType StatusChanged { get; } = new(
        "user.status.changed", "Status of a user changed", "A user got another status: one that is Available, Unavailable or Inactive.", typeof(StatusEventData), Permission.UsersRead);

    /// <summary>Whoever only finished what was open is done.</summary>
    public static EventType Drained { get; } = new(
        "agent.drained", "Agent drained", "A user who only finished what was open has nothing in hand any more, and got the status that was to come.", typeof(StatusEventData), Permission.UsersRead);

    /// <summary>What an agent has in hand was counted wrong.</summary>
    public static EventType Drift { get; } = new(
        "capacity.drift", "Capacity put right", "What a user was said to have in hand differed from the conversations that they have, and was put right: a defect of this app, which its operators should hear of.", typeof(DriftEventData), Permission.UsersRead);

    /// <summary>A limit is another.</summary>
    public static EventType CapacityChanged { get; } = new(
        "user.capacity.changed", "Capacity of a user changed", "How many conversations a user takes at once was changed.", typeof(CapacityEventData), Permission.UsersRead);

    /// <summary>Kind of the part of a change of status that says that nothing was open any more.</summary>
    internal const string DrainedKind = "agent.drained";

    /// <summary>Kind of the entry in the log that says that a load was counted anew; what it says is its before-image.</summary>
    internal const string DriftKind = "load.drift";

    /// <summary>The room's seam.</summary>
    public EventSource Source => new([StatusChanged, CapacityChanged, Drained, Drift], change => UserStates.Concerns(change) || change.Kind == DriftKind, Read);

    private async Task<IReadOnlyList<RoomEvent>> Read(string tenant, IReadOnlyList<CommittedChange> changes, CancellationToken cancellationToken)
    {
        var moments = await states.Read(tenant, changes, cancellationToken);
        var known = await facts.ForReading(tenant, [], cancellationToken);
        var ofUsers = moments.Where(m => m is { Before.Lifecycle: not Lifecycle.Deleted, After.Lifecycle: not Lifecycle.Deleted }).SelectMany(moment => Of(moment, moment.Before!, moment.After!, known));
        var drifts = await Task.WhenAll(changes.Where(change => change.Kind == DriftKind).Select(change => DriftOf(tenant, change, known, cancellationToken)));
        return [.. ofUsers.Concat(drifts).OrderBy(told => told.Change)];
    }

    // The entry holds all that is told: no user was written, so whom filters look at is read.
    private async Task<RoomEvent> DriftOf(string tenant, CommittedChange entry, TenantFacts facts, CancellationToken cancellationToken)
    {
        var user = await states.Behind(tenant, entry.Ids[0], entry.Number, cancellationToken);
        var moment = new UserMoment(entry, [.. entry.What.Parts], entry.Ids[0], null, user);
        return new(Drift, entry.Number, UserEvents.SubjectOf(moment.Id), Json.Read<DriftEventData>(entry.What.Before!)!, UserEvents.MarksOf(moment, null, facts));
    }

    private static IEnumerable<RoomEvent> Of(UserMoment moment, User before, User after, TenantFacts facts)
    {
        var settings = TenantSettings.Of(facts);
        if (before.Presence != after.Presence || before.StatusId != after.StatusId)
            yield return Told(StatusChanged, moment, StatusOf(moment, before, after, facts), facts);
        if (moment.Is(DrainedKind))
            yield return Told(Drained, moment, StatusOf(moment, before, after, facts), facts);
        if (before.Work.ChatLimit != after.Work.ChatLimit || !WorkSettings.AreSame(before.Work.ChannelLimits, after.Work.ChannelLimits) || !OwnCapacity.AreSame(before.Work.Capacity, after.Work.Capacity))
            yield return Told(CapacityChanged, moment, CapacityOf(before, after, settings), facts);
    }

    private static RoomEvent Told(EventType type, UserMoment moment, EventData data, TenantFacts facts) =>
        new(type, moment.Entry.Number, UserEvents.SubjectOf(moment.Id), data, UserEvents.MarksOf(moment, null, facts));

    private static StatusEventData StatusOf(UserMoment moment, User before, User after, TenantFacts facts) => new()
    {
        UserId = after.Id,
        Email = after.Email,
        DisplayName = after.DisplayName,
        Department = facts.Departments.NameOf(after.DepartmentId),
        Status = after.Presence.ToString(),
        PreviousStatus = before.Presence.ToString(),
        StatusName = StatusList.Of(facts).Of(after.StatusId, after.Presence).Name,
        PreviousStatusName = StatusList.Of(facts).Of(before.StatusId, before.Presence).Name,
        AgentStatus = after.IsAgentActive ? "Active" : "Offline",
        ChangedAt = after.PresenceChangedAt ?? moment.Entry.At,
    };

    private static CapacityEventData CapacityOf(User before, User after, TenantSettings settings) => new()
    {
        UserId = after.Id,
        Email = after.Email,
        DisplayName = after.DisplayName,
        ChatLimit = after.Work.ChatLimit,
        PreviousChatLimit = before.Work.ChatLimit,
        ChannelLimits = after.Work.LimitsWithin(settings),
        PausedChannels = after.Work.Capacity?.PausedChannels ?? [],
    };
}
