namespace UserFunctions.Users;

/// <summary>What of a user's capacity is neither the chat limit nor a channel's limit: the profile that fills what is not said, and what the user has otherwise than the profile.</summary>
/// <param name="ProfileId">The tenant's capacity profile; null: the default one, if there is one.</param>
/// <param name="ChatLimitIsOwn">The chat limit holds although it is the usual one; false: the usual one means that nothing was said.</param>
/// <param name="TotalUnits">What all channels share, in units; null: as the profile says.</param>
/// <param name="ChannelUnits">Units that a conversation takes, by channel; a channel that is not named is as the profile says.</param>
/// <param name="PausedChannels">Channels that get nothing new for now.</param>
public sealed record OwnCapacity(
    Guid? ProfileId, bool ChatLimitIsOwn, int? TotalUnits, IReadOnlyDictionary<string, int> ChannelUnits, IReadOnlyList<string> PausedChannels)
{
    /// <summary>Nothing was said.</summary>
    public static OwnCapacity None { get; } = new(null, false, null, new Dictionary<string, int>(), []);

    /// <summary>True when both say the same.</summary>
    public static bool AreSame(OwnCapacity? one, OwnCapacity? other)
    {
        var (a, b) = (one ?? None, other ?? None);
        return a.ProfileId == b.ProfileId && a.ChatLimitIsOwn == b.ChatLimitIsOwn && a.TotalUnits == b.TotalUnits
            && WorkSettings.AreSame(a.ChannelUnits, b.ChannelUnits) && a.PausedChannels.SequenceEqual(b.PausedChannels);
    }
}
