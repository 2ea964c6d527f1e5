using UserFunctions.Platform.Connector;

namespace UserFunctions.Presence;

#pragma warning disable CS1591 // Each property is described by its sentence, or where the profile shows it.

/// <summary>A capacity profile to be created, as a body says it; what <see cref="CapacityProfile"/> reads.</summary>
[DescribedBy(typeof(CapacityProfile))]
public sealed record CapacityProfileBody
{
    [Field("Name of the profile, at most 100 characters; no two profiles have the same one, whatever its case.", IsRequired = true)]
    public string? Name { get; init; }

    [Field("Most chats at once over all channels but voice, from 0 (none) to 1000, or -1 for unlimited; the profile says nothing of it unless given.")]
    public int? ChatLimit { get; init; }

    public IReadOnlyDictionary<string, int>? ChannelLimits { get; init; }

    [Field("Units that all channels share, from 1 to 1000: conversations fit in as long as their units do; channels share nothing unless given.", Visibility = Visibility.Advanced)]
    public int? TotalUnits { get; init; }

    public IReadOnlyDictionary<string, int>? ChannelUnits { get; init; }

    [Field("True: the profile holds for all users who have none; at most one profile does. False unless given.")]
    public bool? IsDefault { get; init; }
}

/// <summary>What a body changes of a capacity profile: what it does not name stays, null takes it away.</summary>
[DescribedBy(typeof(CapacityProfile))]
public sealed record CapacityProfileChanges
{
    public string? Name { get; init; }

    public int? ChatLimit { get; init; }

    public IReadOnlyDictionary<string, int>? ChannelLimits { get; init; }

    public int? TotalUnits { get; init; }

    public IReadOnlyDictionary<string, int>? ChannelUnits { get; init; }

    public bool? IsDefault { get; init; }
}

/// <summary>The query of a deletion.</summary>
public sealed record DeleteCapacityProfileQuery
{
    [Field("True: also a profile is deleted that users have, who have none then. False unless given, and it is refused then.", Visibility = Visibility.Advanced)]
    public bool? Force { get; init; }
}
