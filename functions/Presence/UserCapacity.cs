using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Presence;

/// <summary>How much an agent takes at once; the user's own row keeps what is theirs, and the profile fills the rest.</summary>
/// <param name="UserId">Whose.</param>
/// <param name="ChatLimit">Chats at once over all channels but voice (S092): −1 unlimited (S093, the default S094), 0 none.</param>
/// <param name="ChannelLimits">Conversations at once by channel (S088): −1 unlimited, 0 none; a channel that is not named has no limit of its own.</param>
/// <param name="ChangedAt">When the change was made; null: never set.</param>
/// <param name="ChangedBy">Who.</param>
/// <param name="ChangeId">The operation that set it; null when it was set with the user's other fields.</param>
public sealed record UserCapacity(
    [property: Field("Id of the user.")] Guid UserId,
    [property: Field("Most chats at once over all channels but voice, from 0 (none) to 1000, or -1 for unlimited, as it was set for the user.")] int ChatLimit,
    [property: Field("Most conversations at once by channel, from 0 (none) to 1000, or -1 for unlimited, as it was set for the user; a channel that is not named has no limit of its own.")] IReadOnlyDictionary<string, int> ChannelLimits,
    [property: Field("When it was set, in UTC; absent: never.")] DateTimeOffset? ChangedAt,
    [property: Field("Who set it, such as key:{id}.")] string? ChangedBy,
    [property: Field("Id of the operation that set it; absent: it was set with other fields of the user.")] Guid? ChangeId)
{
    /// <summary>The user's profile; null: none, or one that is gone.</summary>
    [Field("Name of the capacity profile that fills what is not set for the user; absent: the default one does, if there is one.")]
    public string? Profile { get; init; }

    /// <summary>The user's own units; null: as the profile says.</summary>
    [Field("Units that all channels of the user share, 1 to 1000, as it was set for the user; absent: as the profile says.")]
    public int? TotalUnits { get; init; }

    /// <summary>The user's own units by channel.</summary>
    [Field("Units that a conversation takes, by channel, 0 to 1000, as it was set for the user; a channel that is not named is as the profile says.")]
    public required IReadOnlyDictionary<string, int> ChannelUnits { get; init; }

    /// <summary>Channels that get nothing new for now.</summary>
    [Field("Channels on which the user gets nothing new for now.")]
    public required IReadOnlyList<string> PausedChannels { get; init; }

    /// <summary>What is open.</summary>
    [Field("Open conversations and offers by channel; a channel without any is not named.")]
    public required IReadOnlyDictionary<string, int> Used { get; init; }

    /// <summary>What it takes of the shared units.</summary>
    [Field("Units that they take of those that all channels share.")]
    public required int UsedUnits { get; init; }

    /// <summary>What holds after all.</summary>
    [Field("What holds after all of it, with who says so.")]
    public required EffectiveCapacity Effective { get; init; }

    /// <summary>The user's capacity, with the limits that hold: one of a channel that the user lacks says nothing until they have it.</summary>
    public static UserCapacity Of(User user, AgentLoad load, TenantFacts facts)
    {
        var (work, own, effective) = (user.Work, user.Work.Capacity ?? OwnCapacity.None, EffectiveCapacity.Of(user, facts));
        return new(user.Id, work.ChatLimit, work.LimitsWithin(TenantSettings.Of(facts)), work.LimitsSet?.At, work.LimitsSet?.By, work.LimitsSet?.Id)
        {
            Profile = CapacityProfileList.Of(facts).Find(own.ProfileId)?.Name,
            TotalUnits = own.TotalUnits,
            ChannelUnits = own.ChannelUnits,
            PausedChannels = own.PausedChannels,
            Used = load.Used,
            UsedUnits = effective.UsedUnits(load.Used),
            Effective = effective,
        };
    }
}

/// <summary>What a change says of a user's capacity.</summary>
/// <param name="Limits">Both limits, which replace those that were set; null: they stay.</param>
/// <param name="Profile">The profile; null in it: none.</param>
/// <param name="TotalUnits">Units that the channels share; null in it: as the profile says.</param>
/// <param name="ChannelUnits">Units by channel; null in it: as the profile says.</param>
/// <param name="PausedChannels">Channels that get nothing new; null in it: none.</param>
internal sealed record CapacityWish(
    (int? Chat, IReadOnlyDictionary<string, int> Channels)? Limits, Field<CapacityProfile> Profile, Field<int?> TotalUnits, Field<IReadOnlyDictionary<string, int>> ChannelUnits, Field<IReadOnlyList<string>> PausedChannels)
{
    private const int MaxName = 100;

    /// <summary>Reads it from a body or a message, which names at least one of them.</summary>
    public static CapacityWish Read(FieldReader fields, TenantFacts facts)
    {
        var settings = TenantSettings.Of(facts);
        var chat = fields.Integer("chatLimit", WorkSettings.Unlimited, WorkSettings.MaxLimit, "conversations at once, −1 is unlimited, 0 is none");
        var channels = fields.Raw("channelLimits");
        var limits = channels is { } given ? Users.ChannelLimits.Read(fields, given, settings.Channels, settings.Channels) : [];
        var wish = new CapacityWish(
            chat.IsSet || channels is not null ? (chat.Value, limits) : null,
            Named(fields, facts),
            fields.Integer("totalUnits", 1, CapacityProfile.MaxUnits, "units, null is what the profile says"),
            Users.ChannelLimits.Numbers(fields, "channelUnits", 0, CapacityProfile.MaxUnits, settings.Channels),
            Users.ChannelLimits.Names(fields, "pausedChannels", settings.Channels));
        if (wish is { Limits: null, Profile.IsSet: false, TotalUnits.IsSet: false, ChannelUnits.IsSet: false, PausedChannels.IsSet: false })
            fields.AddCode("chatLimit", "capacity.empty", "The capacity says nothing: give chatLimit, channelLimits, profile, totalUnits, channelUnits or pausedChannels.");
        return wish;
    }

    /// <summary>The user after the change; the same when a newer one, or this very one, stands.</summary>
    public User After(User user, LimitsMark mark, DateTimeOffset now)
    {
        if (!new ChangeOrder(mark.At, mark.Id ?? default).IsAfter(user.Work.LimitsSet?.At, user.Work.LimitsSet?.Id))
            return user;
        var own = user.Work.Capacity ?? OwnCapacity.None;
        own = own with
        {
            ProfileId = Profile.IsSet ? Profile.Value?.Id : own.ProfileId,
            // Unlimited is a word of its own only where a profile could say otherwise.
            ChatLimitIsOwn = Limits is { } said ? said.Chat is WorkSettings.Unlimited : own.ChatLimitIsOwn,
            TotalUnits = TotalUnits.Or(own.TotalUnits),
            ChannelUnits = ChannelUnits.Or(own.ChannelUnits) ?? OwnCapacity.None.ChannelUnits,
            PausedChannels = PausedChannels.Or(own.PausedChannels) ?? [],
        };
        var work = user.Work with { Capacity = OwnCapacity.AreSame(own, null) ? null : own, LimitsSet = mark };
        if (Limits is { } limits)
            work = work with { ChatLimit = limits.Chat ?? WorkSettings.Unlimited, ChannelLimits = limits.Channels };
        var after = user with { Work = work };
        // The same again is no other user; but what comes late must find that it was confirmed.
        return after.SameAs(user) ? after : after with { Version = user.Version + 1, UpdatedAt = now };
    }

    private static Field<CapacityProfile> Named(FieldReader fields, TenantFacts facts)
    {
        var named = fields.Text("profile", MaxName);
        if (named.Value is not { } name)
            return new(named.IsSet, null);
        var found = CapacityProfileList.Of(facts).Find(name);
        if (found is null)
            fields.Add("profile", "unknown", $"profile '{FieldReader.Shown(name)}' does not exist: create it with POST /api/capacity-profiles.");
        return new(true, found);
    }
}
