using System.Text.Json.Serialization;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Presence;

/// <summary>Who said a part of a user's capacity.</summary>
public enum CapacitySource
{
    /// <summary>Nobody: there is no limit.</summary>
    Nobody,

    /// <summary>The user's own settings.</summary>
    User,

    /// <summary>The user's profile.</summary>
    Profile,

    /// <summary>The profile of all who have none.</summary>
    DefaultProfile,
}

/// <summary>What holds on one channel.</summary>
/// <param name="Channel">In the tenant's spelling.</param>
/// <param name="Limit">Conversations at once: −1 unlimited, 0 none.</param>
/// <param name="LimitFrom">Who says so.</param>
/// <param name="Units">What a conversation takes of the units that all channels share.</param>
/// <param name="UnitsFrom">Who says so.</param>
/// <param name="Paused">Gets nothing new for now.</param>
public sealed record ChannelCapacity(
    [property: Field("Name of the channel.")] string Channel,
    [property: Field("Most conversations at once on it; 0: none, -1: unlimited.")] int Limit,
    [property: Field("Who says so. User: the user's own settings; Profile: the user's capacity profile; DefaultProfile: the profile of all who have none; Nobody: there is no limit.")] CapacitySource LimitFrom,
    [property: Field("Units that a conversation on it takes of those that all channels share.")] int Units,
    [property: Field("Who says so, likewise.")] CapacitySource UnitsFrom,
    [property: Field("True: the channel gets nothing new for now.")] bool Paused);

/// <summary>How much an agent takes at once after everything that says something of it. Pure.</summary>
/// <param name="ChatLimit">Chats at once over all channels but voice: −1 unlimited, 0 none.</param>
/// <param name="ChatLimitFrom">Who says so.</param>
/// <param name="TotalUnits">What all channels share; null: they share nothing.</param>
/// <param name="TotalUnitsFrom">Who says so.</param>
/// <param name="Channels">The agent's channels, in the tenant's order.</param>
public sealed record EffectiveCapacity(
    [property: Field("Most chats at once over all channels but voice; 0: none, -1: unlimited.")] int ChatLimit,
    [property: Field("Who says so. User: the user's own settings; Profile: the user's capacity profile; DefaultProfile: the profile of all who have none; Nobody: there is no limit.")] CapacitySource ChatLimitFrom,
    [property: Field("Units that all channels share; absent: they share nothing.")] int? TotalUnits,
    [property: Field("Who says so, likewise.")] CapacitySource TotalUnitsFrom,
    [property: Field("What holds on each channel of the user.")] IReadOnlyList<ChannelCapacity> Channels)
{
    /// <summary>Name of the channel whose conversations are no chats.</summary>
    public const string Voice = "Voice";

    /// <summary>The user's capacity as of these facts: their own settings before the profile, the profile before nothing.</summary>
    public static EffectiveCapacity Of(User user, TenantFacts facts)
    {
        var (work, own, settings, profiles) = (user.Work, user.Work.Capacity ?? OwnCapacity.None, TenantSettings.Of(facts), CapacityProfileList.Of(facts));
        var chosen = profiles.Find(own.ProfileId);
        var (profile, source) = chosen is not null ? (chosen, CapacitySource.Profile) : (profiles.Default, CapacitySource.DefaultProfile);
        var isOwn = own.ChatLimitIsOwn || work.ChatLimit != WorkSettings.Unlimited;
        var chats = isOwn ? (work.ChatLimit, CapacitySource.User) : profile?.ChatLimit is { } limit ? (limit, source) : (WorkSettings.Unlimited, CapacitySource.Nobody);
        var total = own.TotalUnits is { } units ? (units, CapacitySource.User) : profile?.TotalUnits is { } shared ? ((int?)shared, source) : (null, CapacitySource.Nobody);
        return new(chats.Item1, chats.Item2, total.Item1, total.Item2, [.. work.ChannelsWithin(settings).Select(Channel)]);

        ChannelCapacity Channel(string channel)
        {
            var most = Said(work.ChannelLimits, profile?.ChannelLimits, channel, source, WorkSettings.Unlimited);
            var takes = Said(own.ChannelUnits, profile?.ChannelUnits, channel, source, 1);
            return new(channel, most.Number, most.From, takes.Number, takes.From, own.PausedChannels.Contains(channel, StringComparer.OrdinalIgnoreCase));
        }
    }

    /// <summary>The limits of the channels that have one, by channel; names without regard to case.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, int> ChannelLimits => Channels.Where(c => c.Limit != WorkSettings.Unlimited).ToDictionary(c => c.Channel, c => c.Limit, StringComparer.OrdinalIgnoreCase);

    /// <summary>Units of the channels that take another number than one, by channel; names without regard to case.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, int> ChannelUnits => Channels.Where(c => c.Units != 1).ToDictionary(c => c.Channel, c => c.Units, StringComparer.OrdinalIgnoreCase);

    /// <summary>Channels that get nothing new for now.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> PausedChannels => [.. Channels.Where(c => c.Paused).Select(c => c.Channel)];

    /// <summary>Whether one more conversation of the channel fits beside those that are open; null: it does. What is open beyond a limit that was lowered since stays, and counts.</summary>
    /// <param name="channel">One of the agent's.</param>
    /// <param name="used">Open reservations by channel.</param>
    public CapacityRefusal? Refuses(string channel, IReadOnlyDictionary<string, int> used)
    {
        if (Find(channel) is not { } capacity)
            return CapacityRefusal.ChannelLimit;
        var chats = used.Where(pair => !IsVoice(pair.Key)).Sum(pair => pair.Value);
        return new CapacityUse(capacity.Paused, used.GetValueOrDefault(capacity.Channel), capacity.Limit, chats, IsVoice(channel) ? WorkSettings.Unlimited : ChatLimit, UsedUnits(used) + capacity.Units, TotalUnits).Refusal;
    }

    /// <summary>True when no channel takes one more; an agent without channels is full.</summary>
    /// <param name="used">Open reservations by channel.</param>
    /// <param name="takesCalls">False: calls do not come to the agent anyway (S017).</param>
    public bool IsFull(IReadOnlyDictionary<string, int> used, bool takesCalls) =>
        Channels.Where(capacity => takesCalls || !IsVoice(capacity.Channel)).All(capacity => Refuses(capacity.Channel, used) is not null);

    /// <summary>Units that are taken.</summary>
    public int UsedUnits(IReadOnlyDictionary<string, int> used) => used.Sum(pair => pair.Value * (Find(pair.Key)?.Units ?? 1));

    /// <summary>True for calls, which have no part in the chat limit.</summary>
    public static bool IsVoice(string channel) => channel.Equals(Voice, StringComparison.OrdinalIgnoreCase);

    private ChannelCapacity? Find(string channel) => Channels.FirstOrDefault(c => c.Channel.Equals(channel, StringComparison.OrdinalIgnoreCase));

    private static (int Number, CapacitySource From) Said(IReadOnlyDictionary<string, int> own, IReadOnlyDictionary<string, int>? profile, string channel, CapacitySource source, int usual)
    {
        foreach (var (numbers, from) in ((IReadOnlyDictionary<string, int>?, CapacitySource)[])[(own, CapacitySource.User), (profile, source)])
        {
            if (numbers?.FirstOrDefault(pair => pair.Key.Equals(channel, StringComparison.OrdinalIgnoreCase)) is { Key: not null } said)
                return (said.Value, from);
        }

        return (usual, CapacitySource.Nobody);
    }
}
