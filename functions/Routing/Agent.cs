using UserFunctions.Presence;
using UserFunctions.Users;

namespace UserFunctions.Routing;

/// <summary>A client that an agent answers for.</summary>
/// <param name="Client">Which.</param>
/// <param name="Channels">On which channels.</param>
internal readonly record struct AgentClient(Guid Client, ChannelSet Channels);

/// <summary>How much an agent takes at once.</summary>
/// <param name="ChatLimit">Chats over all channels but voice: −1 unlimited.</param>
/// <param name="ChannelLimits">By channel: −1 unlimited; a channel that is absent has none of its own.</param>
internal sealed record AgentLimits(int ChatLimit, IReadOnlyDictionary<string, int> ChannelLimits)
{
    /// <summary>What the channels share, in units; null: they share nothing.</summary>
    public int? TotalUnits { get; init; }

    /// <summary>Units that a conversation of a channel takes; a channel that is absent takes one.</summary>
    public IReadOnlyDictionary<string, int> Units { get; init; } = new Dictionary<string, int>();

    /// <summary>Conversations of the channel at once: −1 unlimited.</summary>
    public int Of(string channel) => ChannelLimits.TryGetValue(channel, out var limit) ? limit : WorkSettings.Unlimited;

    /// <summary>Units that the load takes.</summary>
    public int UnitsOf(AgentLoad load) => load.Used.Sum(pair => pair.Value * UnitsOf(pair.Key));

    /// <summary>Units that one conversation of the channel takes.</summary>
    public int UnitsOf(string channel) => Units.GetValueOrDefault(channel, 1);
}

/// <summary>A user as routing knows one: all that does not change from one conversation to the next.</summary>
internal sealed record Agent
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    /// <summary>What is against any work: lifecycle, account, agent state.</summary>
    public required Reason Standing { get; init; }

    /// <summary>Has the licence and the access that chats take.</summary>
    public required bool HasDesk { get; init; }

    public required PresenceClass Presence { get; init; }

    /// <summary>When the status was last set, UTC; null: never.</summary>
    public DateTimeOffset? ActedAt { get; init; }

    /// <summary>False: must be signed in to get work, and is not.</summary>
    public bool HasSession { get; init; } = true;

    /// <summary>Finishes what is open and gets nothing new.</summary>
    public bool IsDraining { get; init; }

    public required bool IsCalling { get; init; }

    public required IReadOnlyList<AgentClient> Clients { get; init; }

    public Guid? DepartmentId { get; init; }

    public IReadOnlyList<Guid> GroupIds { get; init; } = [];

    /// <summary>Null: reachable at any time.</summary>
    public Hours? Hours { get; init; }

    /// <summary>The user's tags.</summary>
    public IReadOnlyList<string> Skills { get; init; } = [];

    /// <summary>Channels that are paused.</summary>
    public ChannelSet Paused { get; init; }

    public required AgentLimits Limits { get; init; }

    /// <summary>Four of the id's bytes, to break ties with.</summary>
    public required uint Mark { get; init; }

    /// <summary>What is known of the agent's load.</summary>
    public required LoadCell Cell { get; init; }

    /// <summary>Where the user stands before anything else is asked.</summary>
    public static Reason StandingOf(User user) =>
        user.Lifecycle is not Lifecycle.Active ? Reason.NotActive
        : !user.Login.AccountEnabled ? Reason.AccountDisabled
        : user.AgentState switch { AgentState.Disabled => Reason.AgentDisabled, AgentState.Blocked => Reason.AgentBlocked, _ => Reason.None };
}
