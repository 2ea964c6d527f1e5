namespace UserFunctions.Users;

/// <summary>Where a user is in life; one of five independent axes, never mixed with presence or sign-in.</summary>
public enum Lifecycle
{
    /// <summary>Known, not invited.</summary>
    Staged,

    /// <summary>Invited, has not accepted (S120).</summary>
    Pending,

    /// <summary>Has accepted (S119).</summary>
    Active,

    /// <summary>Removed; kept as a tombstone that no answer shows (S104).</summary>
    Deleted,
}

/// <summary>Whether work may be routed to a user (S105-S107); apart from signing in and from presence.</summary>
public enum AgentState
{
    /// <summary>Yes.</summary>
    Enabled,

    /// <summary>No new work; what is open is finished, signing in stays.</summary>
    Disabled,

    /// <summary>No work at all: offers and sessions end at once, outbound calls are refused.</summary>
    Blocked,
}

/// <summary>Whether an agent wants work (S095): set by the agent or an admin, never by load.</summary>
public enum PresenceClass
{
    /// <summary>Ready.</summary>
    Available,

    /// <summary>At work, but not for new conversations.</summary>
    Unavailable,

    /// <summary>Absent.</summary>
    Inactive,
}
