using UserFunctions.Users;

namespace UserFunctions.Presence;

/// <summary>What an agent is to routing at the moment: derived from everything else, never written.</summary>
public enum RoutingState
{
    /// <summary>Cannot be reached: disabled, blocked, or not signed in where that is needed.</summary>
    Offline,

    /// <summary>Left offers unanswered, and gets none until they act.</summary>
    NotResponding,

    /// <summary>Finishes what is open and gets nothing new.</summary>
    Draining,

    /// <summary>Has as much as they take at once.</summary>
    Full,

    /// <summary>Has something in hand and takes more.</summary>
    Working,

    /// <summary>Has nothing in hand.</summary>
    Idle,
}

/// <summary>Derives <see cref="RoutingState"/>; the first that holds.</summary>
internal static class RoutingStates
{
    /// <summary>The state of an agent with this in hand.</summary>
    public static RoutingState Of(User user, AgentLoad load, EffectiveCapacity capacity)
    {
        var isOpen = load.Used.Count > 0;
        // Who was disabled finishes what is open (S107), and is gone then.
        if (user is { Lifecycle: Lifecycle.Active, Login.AccountEnabled: true, AgentState: AgentState.Disabled } && isOpen)
            return RoutingState.Draining;
        if (!user.IsAgentActive)
            return RoutingState.Offline;
        if (load.IsNotResponding(user.PresenceChangedAt))
            return RoutingState.NotResponding;
        if (user.IsDraining)
            return RoutingState.Draining;
        return capacity.IsFull(load.Used, user.Calling.CallingAgent) ? RoutingState.Full : isOpen ? RoutingState.Working : RoutingState.Idle;
    }
}
