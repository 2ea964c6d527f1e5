using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Presence;

/// <summary>A user's status on the wire (S095), with what follows from it.</summary>
public sealed record UserStatusView(
    [property: Field("Id of the user.")] Guid UserId,
    [property: Field("Available: ready for work; Unavailable: at work, but not for new conversations; Inactive: absent.")] PresenceClass Status,
    [property: Field("Name of the status, as the tenant calls it.")] string Name,
    [property: Field("Why, in the words of whoever set it; absent: not said.")] string? Reason,
    [property: Field("What it came of. Agent: the user; Admin: somebody else; Idle: no sign of the user; Disconnect: no device was signed in any more; Missed, Schedule, Scim: as whoever set it said. Absent: it was never set.")] StatusSource? Source,
    [property: Field("When it was set, in UTC; absent: never.")] DateTimeOffset? ChangedAt,
    [property: Field("Who set it, such as key:{id}.")] string? ChangedBy,
    [property: Field("Id of the operation that set it.")] Guid? ChangeId,
    [property: Field("Counts the changes of the status; 0: it was never set.")] int Version,
    [property: Field("Status that the user gets when nothing is open any more; until then nothing new comes. Absent: none.")] NextStatus? Next,
    [property: Field("Active: calls can reach the user; Offline: they cannot.")] string AgentStatus,
    [property: Field("What the user is to routing. Offline: cannot be reached; NotResponding: left offers unanswered; Draining: finishes what is open; Full: has as much as they take; Working: takes more; Idle: has nothing in hand.")] RoutingState RoutingState,
    [property: Field("Devices that the user is signed in on at the moment.")] IReadOnlyList<PresenceSession> Sessions,
    [property: Field("When a device last said that the user is there, in UTC; absent: none did lately.")] DateTimeOffset? LastSeenAt)
{
    /// <summary>The view as of these facts and this moment.</summary>
    internal static UserStatusView Of(User user, UserStatus status, PresenceSessions sessions, AgentLoad load, TenantFacts facts, DateTimeOffset now) => new(
        user.Id, status.Status, StatusList.Of(facts).Of(status.StatusId, status.Status).Name, status.Reason, status.Source, status.ChangedAt, status.ChangedBy, status.ChangeId, status.Version,
        status.Next, user.IsAgentActive ? "Active" : "Offline", RoutingStates.Of(user, load, EffectiveCapacity.Of(user, facts)), sessions.Live(now), sessions.All.Count == 0 ? null : sessions.All.Max(session => session.SeenAt));
}
