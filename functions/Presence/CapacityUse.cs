using UserFunctions.Users;

namespace UserFunctions.Presence;

/// <summary>Why one more conversation does not fit.</summary>
public enum CapacityRefusal
{
    /// <summary>The channel gets nothing new for now.</summary>
    ChannelPaused,

    /// <summary>As many on the channel as there may be (S090).</summary>
    ChannelLimit,

    /// <summary>As many chats as there may be (S092).</summary>
    ChatLimit,

    /// <summary>What the channels share is used up.</summary>
    TotalUnits,
}

/// <summary>What an agent has in hand on a channel and may have, when one more conversation of it comes. The only rule of whether it fits (S088-S094).</summary>
/// <param name="IsPaused">The channel gets nothing new for now.</param>
/// <param name="OnChannel">Open on the channel.</param>
/// <param name="ChannelLimit">May be: −1 unlimited, 0 none.</param>
/// <param name="Chats">Open on all channels but voice.</param>
/// <param name="ChatLimit">May be: −1 unlimited, also for a call, which has no part in it; 0 none.</param>
/// <param name="UnitsThen">Units that are taken of those that all channels share, with the one that comes.</param>
/// <param name="TotalUnits">How many there are; null: the channels share nothing.</param>
internal readonly record struct CapacityUse(bool IsPaused, int OnChannel, int ChannelLimit, int Chats, int ChatLimit, int UnitsThen, int? TotalUnits)
{
    /// <summary>Why it does not fit; null: it does. What is open beyond a limit that was lowered since counts.</summary>
    public CapacityRefusal? Refusal =>
        IsPaused ? CapacityRefusal.ChannelPaused
        : ChannelLimit != WorkSettings.Unlimited && OnChannel >= ChannelLimit ? CapacityRefusal.ChannelLimit
        : ChatLimit != WorkSettings.Unlimited && Chats >= ChatLimit ? CapacityRefusal.ChatLimit
        : UnitsThen > TotalUnits ? CapacityRefusal.TotalUnits
        : null;
}
