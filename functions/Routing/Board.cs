using UserFunctions.Platform.Connector;
using UserFunctions.Presence;
using UserFunctions.Users;

namespace UserFunctions.Routing;

/// <summary>Whether an agent can be watched.</summary>
public enum Monitoring
{
    /// <summary>Yes.</summary>
    Available,

    /// <summary>No: the agent counts as always there, so nothing is known of when they are (S058).</summary>
    Unavailable,
}

/// <summary>An agent on the board.</summary>
public sealed record BoardAgent(
    [property: Field("Id of the user.")] Guid UserId,
    [property: Field("Full name of the user.")] string Name,
    [property: Field("Unavailable: the agent counts as always there, because login-based calling is off, and cannot be watched; Available: all others.")] Monitoring Monitoring,
    [property: Field("Name of the status; absent: the agent cannot be watched.")] string? Status,
    [property: Field("Available, Unavailable or Inactive; absent: the agent cannot be watched.")] PresenceClass? StatusClass,
    [property: Field("When the status was set, in UTC; absent: never, or the agent cannot be watched.")] DateTimeOffset? Since,
    [property: Field("What the agent is to routing: Offline, NotResponding, Draining, Full, Working or Idle; absent: the agent cannot be watched.")] RoutingState? RoutingState,
    [property: Field("Open conversations and offers by channel; absent: the agent cannot be watched.")] IReadOnlyDictionary<string, int>? Open,
    [property: Field("Open chats and offers over all channels but voice; absent: the agent cannot be watched.")] int? OpenChats,
    [property: Field("Most chats at once over all channels but voice, -1: unlimited; absent: the agent cannot be watched.")] int? ChatLimit,
    [property: Field("When the agent was last offered something, or was done with it, in UTC; absent: never, or the agent cannot be watched.")] DateTimeOffset? LastWorkAt)
{
    /// <summary>The agent with this in hand, under a status of this name.</summary>
    internal static BoardAgent Of(User user, AgentLoad load, EffectiveCapacity capacity, string status) => user.Login.LoginBasedCalling
        ? new(
            user.Id, user.DisplayName, Monitoring.Available, status, user.Presence, user.PresenceChangedAt, RoutingStates.Of(user, load, capacity), load.Used, load.Chats, capacity.ChatLimit, load.LastWorkAt)
        : new(user.Id, user.DisplayName, Monitoring.Unavailable, null, null, null, null, null, null, null, null);
}

/// <summary>How things stand in a department at the moment.</summary>
public sealed record BoardView(
    [property: Field("Id of the department.")] Guid DepartmentId,
    [property: Field("Name of the department.")] string Department,
    [property: Field("How many conversations wait in the queue of the department.")] int Waiting,
    [property: Field("Since when the one waits that has waited for the longest time, in UTC; absent: none waits.")] DateTimeOffset? OldestSince,
    [property: Field("How many agents of those who can be watched are in each state: Offline, NotResponding, Draining, Full, Working, Idle.")] IReadOnlyDictionary<string, int> States,
    [property: Field("All users who answer for the department, by their names.")] IReadOnlyList<BoardAgent> Agents)
{
    /// <summary>The board of these agents and places in the queue.</summary>
    internal static BoardView Of(Guid department, string name, IReadOnlyList<QueuePlace> queue, IReadOnlyList<BoardAgent> agents) => new(
        department, name, queue.Count, queue.Count == 0 ? null : queue.Min(place => place.EnqueuedAt),
        Enum.GetValues<RoutingState>().ToDictionary(state => state.ToString(), state => agents.Count(agent => agent.RoutingState == state)),
        [.. agents.OrderBy(agent => agent.Name, StringComparer.OrdinalIgnoreCase).ThenBy(agent => agent.UserId)]);
}

/// <summary>The query of the board.</summary>
public sealed record BoardQuery
{
    /// <summary>By name or id.</summary>
    [Field("Name or id of the department.", IsRequired = true, Lookup = "departments")]
    public string? Department { get; init; }
}
