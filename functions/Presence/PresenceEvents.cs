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

    /// <summary>A limit is another.</summary>
    public static EventType CapacityChanged { get; } = new(
        "user.capacity.changed", "Capacity of a user changed", "How many conversations a user takes at once was changed.", typeof(CapacityEventData), Permission.UsersRead);

    /// <summary>The room's seam.</summary>
    public EventSource Source => new([StatusChanged, CapacityChanged], UserStates.Concerns, Read);

    private async Task<IReadOnlyList<RoomEvent>> Read(string tenant, IReadOnlyList<CommittedChange> changes, CancellationToken cancellationToken)
    {
        var moments = await states.Read(tenant, changes, cancellationToken);
        var known = await facts.ForReading(tenant, [], cancellationToken);
        return [.. moments.Where(m => m is { Before.Lifecycle: not Lifecycle.Deleted, After.Lifecycle: not Lifecycle.Deleted }).SelectMany(moment => Of(moment, moment.Before!, moment.After!, known))];
    }

    private static IEnumerable<RoomEvent> Of(UserMoment moment, User before, User after, TenantFacts facts)
    {
        var settings = TenantSettings.Of(facts);
        if (before.Presence != after.Presence || before.StatusId != after.StatusId)
            yield return Told(StatusChanged, moment, StatusOf(moment, before, after, facts), facts);
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
