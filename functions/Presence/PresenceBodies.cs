using UserFunctions.Platform.Connector;

namespace UserFunctions.Presence;

/// <summary>A status to be set, as a body says it; what <see cref="UserStatus.Read"/> reads.</summary>
public record StatusBody
{
    /// <summary>By its name.</summary>
    [Field("Name or id of the status: Available, Unavailable, Inactive, or one of the tenant's own.", IsRequired = true, Lookup = "statuses")]
    public string? Status { get; init; }

    /// <summary>Free text.</summary>
    [Field("Why, in your own words, at most 200 characters.")]
    public string? Reason { get; init; }

    /// <summary>Null: now.</summary>
    [Field("When the change was made, at most 5 minutes ahead; now unless given. A change that is older than the one that stands changes nothing.", Visibility = Visibility.Advanced)]
    public DateTimeOffset? ChangedAt { get; init; }
}

/// <summary>The status that is to come when all is done, as a body says it.</summary>
public sealed record NextStatusBody
{
    /// <summary>By its name.</summary>
    [Field("Name or id of the status that the user gets when nothing is open any more: one that is less available than the present one.", IsRequired = true, Lookup = "statuses")]
    public string? Status { get; init; }

    /// <summary>Free text.</summary>
    [Field("Why, in your own words, at most 200 characters.")]
    public string? Reason { get; init; }

    /// <summary>Null: Drain.</summary>
    [Field("What becomes of what is open. Drain: the user finishes it; Requeue: it waits again at once, in its old place; Reassign: the user of reassignTo gets it, as far as they can take it, and the first one finishes the rest. Drain unless given; the others take the permission routing.write.")]
    public DrainMode? Mode { get; init; }

    /// <summary>By id or address.</summary>
    [Field("Id or e-mail address of the user who gets what is open; for Reassign.", Lookup = "users")]
    public string? ReassignTo { get; init; }

    /// <summary>Null: never.</summary>
    [Field("Seconds from now after which what is still open waits again, 0 to 86400; unless given the user has all the time.")]
    public int? DeadlineSeconds { get; init; }
}

/// <summary>A capacity to be set, as a body says it; what <see cref="CapacityWish"/> reads.</summary>
[DescribedBy(typeof(UserCapacity))]
public record CapacityBody
{
    /// <summary>Null: what the profile says.</summary>
    [Field("Most chats at once over all channels but voice, from 0 (none) to 1000, or -1 for unlimited; it replaces both limits, and null or no number beside channelLimits is what the profile says.")]
    public int? ChatLimit { get; init; }

    /// <summary>Null: none.</summary>
    [Field("Most conversations at once by channel, from 0 (none) to 1000, or -1 for unlimited; it replaces both limits, and none beside chatLimit is none.")]
    public IReadOnlyDictionary<string, int>? ChannelLimits { get; init; }

    /// <summary>By name or id.</summary>
    [Field("Name or id of the capacity profile that fills what is not set for the user; null: none. It stays unless it is named.", Lookup = "capacity-profiles")]
    public string? Profile { get; init; }

    /// <summary>Null: as the profile says.</summary>
    [Field("Units that all channels share, 1 to 1000; null: as the profile says. It stays unless it is named.", Visibility = Visibility.Advanced)]
    public int? TotalUnits { get; init; }

    /// <summary>Null: as the profile says.</summary>
    [Field("Units that a conversation takes, by channel, 0 to 1000; null: as the profile says. They stay unless they are named.", Visibility = Visibility.Advanced)]
    public IReadOnlyDictionary<string, int>? ChannelUnits { get; init; }

    /// <summary>Null: none.</summary>
    [Field("All channels on which the user gets nothing new for now; null: none. They stay unless they are named.", Lookup = "channels")]
    public IReadOnlyList<string>? PausedChannels { get; init; }

    /// <summary>Null: now.</summary>
    [Field("When the change was made, at most 5 minutes ahead; now unless given. A change that is older than the one that stands changes nothing.", Visibility = Visibility.Advanced)]
    public DateTimeOffset? ChangedAt { get; init; }
}

/// <summary>A status that another system reports.</summary>
public sealed record StatusNotice : StatusBody
{
    /// <summary>Whose.</summary>
    [Field("The user, by id or e-mail address.", IsRequired = true, Lookup = "users")]
    public string? User { get; init; }
}

/// <summary>A capacity that another system reports.</summary>
[DescribedBy(typeof(UserCapacity))]
public sealed record CapacityNotice : CapacityBody
{
    /// <summary>Whose.</summary>
    [Field("The user, by id or e-mail address.", IsRequired = true, Lookup = "users")]
    public string? User { get; init; }
}
