using UserFunctions.Platform.Connector;

namespace UserFunctions.Presence;

/// <summary>A status to be set, as a body says it; what <see cref="UserStatus.Read"/> reads.</summary>
public sealed record StatusBody
{
    /// <summary>By its name.</summary>
    [Field("Available: ready for work; Unavailable: at work, but not for new conversations; Inactive: absent.", IsRequired = true, Lookup = "statuses")]
    public string? Status { get; init; }

    /// <summary>Free text.</summary>
    [Field("Why, in your own words, at most 200 characters.")]
    public string? Reason { get; init; }

    /// <summary>Null: now.</summary>
    [Field("When the change was made, at most 5 minutes ahead; now unless given. A change that is older than the one that stands changes nothing.", Visibility = Visibility.Advanced)]
    public DateTimeOffset? ChangedAt { get; init; }
}

/// <summary>Both limits to be set, as a body says it; what <see cref="UserCapacity.Read"/> reads.</summary>
[DescribedBy(typeof(UserCapacity))]
public sealed record CapacityBody
{
    /// <summary>Null: unlimited, when the other one is given.</summary>
    [Field("Most conversations at once over all channels, from 0 (none) to 1000, or -1 for unlimited; needed unless channelLimits is given, and unlimited then.", IsRequired = true)]
    public int? ChatLimit { get; init; }

    /// <summary>Null: none.</summary>
    public IReadOnlyDictionary<string, int>? ChannelLimits { get; init; }

    /// <summary>Null: now.</summary>
    [Field("When the change was made, at most 5 minutes ahead; now unless given. A change that is older than the one that stands changes nothing.", Visibility = Visibility.Advanced)]
    public DateTimeOffset? ChangedAt { get; init; }
}
