namespace UserFunctions.Routing;

/// <summary>Why a candidate does not get a conversation, in the order in which it is asked: the first that applies is told.</summary>
public enum Reason
{
    /// <summary>Nothing is against it.</summary>
    None,

    /// <summary>The invitation was not accepted yet, or the user was deleted.</summary>
    NotActive,

    /// <summary>The account is disabled (S047).</summary>
    AccountDisabled,

    /// <summary>Taken off new work (S107).</summary>
    AgentDisabled,

    /// <summary>Taken off all work (S105).</summary>
    AgentBlocked,

    /// <summary>Without the licence or the access that the desk takes (S062, S064).</summary>
    NoDesk,

    /// <summary>The status is not Available (S095).</summary>
    NotAvailable,

    /// <summary>Finishes what is open, because another status comes then.</summary>
    Draining,

    /// <summary>Offers were not answered, and the agent has not acted since.</summary>
    NotResponding,

    /// <summary>Must be signed in to be called, and is not (S056).</summary>
    NoSession,

    /// <summary>Is no calling agent (S017).</summary>
    NotCalling,

    /// <summary>Does not answer for the client (S084, S087).</summary>
    OtherClient,

    /// <summary>Does not answer for the client on this channel (S085, S087).</summary>
    OtherChannel,

    /// <summary>Neither of the department nor of a group that is linked to it, or not of the group (S080, S082).</summary>
    NotMember,

    /// <summary>Outside the hours of the time group (S031).</summary>
    OutsideHours,

    /// <summary>Lacks a skill that the conversation asks for.</summary>
    LacksSkill,

    /// <summary>Excluded by the request, or declined or missed this very conversation.</summary>
    Excluded,

    /// <summary>The channel is paused for the agent.</summary>
    ChannelPaused,

    /// <summary>Has as many conversations of the channel as allowed (S088, S090).</summary>
    ChannelFull,

    /// <summary>Has as many chats as allowed (S092).</summary>
    ChatsFull,

    /// <summary>What the channel costs does not fit into what is left of the agent.</summary>
    NoCapacity,

    /// <summary>Others that wait come first.</summary>
    OthersFirst,
}
