using UserFunctions.Platform.Connector;
using UserFunctions.Users;

namespace UserFunctions.Presence;

#pragma warning disable CS1591 // Each property is described by its sentence.

/// <summary>A status that users can have, on the wire.</summary>
public sealed record StatusView(
    [property: Field("What stands for the status for good.")] string Id,
    [property: Field("Counts the changes of the status; the same number stands in the ETag.")] int Version,
    [property: Field("Name of the status, as a change of status names it, at most 50 characters; no two statuses have the same one, whatever its case.")] string Name,
    [property: Field("Available: ready for work; Unavailable: at work, but not for new conversations; Inactive: absent.")] PresenceClass Class,
    [property: Field("True: every tenant has it; only its idle time can be changed.", Title = "Is Built In")] bool IsBuiltIn,
    [property: Field("Minutes without a sign of the user after which it becomes another status, 5 to 1440; absent: it never does.")] int? IdleMinutes,
    [property: Field("Name of the status that it becomes then; absent: it never does.")] string? IdleStatus,
    [property: Field("When the status was created, in UTC; absent: every tenant has it.")] DateTimeOffset? CreatedAt,
    [property: Field("When the status was changed last, in UTC; absent: never.")] DateTimeOffset? UpdatedAt)
{
    /// <summary>The view among these statuses.</summary>
    public static StatusView Of(TenantStatus status, StatusList all) => new(
        status.Id, status.Version, status.Name, status.Class, status.IsBuiltIn, status.IdleMinutes,
        status.IdleMinutes is null && status.IdleStatusId is null ? null : all.Of(status.IdleStatusId, PresenceClass.Inactive).Name, status.CreatedAt, status.UpdatedAt);
}

/// <summary>A status to be created, as a body says it; what <see cref="TenantStatus"/> reads.</summary>
public sealed record TenantStatusBody
{
    [Field("Name of the status, at most 50 characters; no two statuses have the same one, whatever its case.", IsRequired = true)]
    public string? Name { get; init; }

    [Field("Available: ready for work; Unavailable: at work, but not for new conversations; Inactive: absent. A status keeps its class.", IsRequired = true)]
    public PresenceClass? Class { get; init; }

    [Field("Minutes without a sign of the user after which it becomes another status, 5 to 1440; never unless given.")]
    public int? IdleMinutes { get; init; }

    [Field("Name or id of the status that it becomes then, which is no more available than this one; Inactive unless given.", Lookup = "statuses")]
    public string? IdleStatus { get; init; }
}

/// <summary>What a body changes of a status: what it does not name stays.</summary>
public sealed record TenantStatusChanges
{
    [Field("Name of the status, at most 50 characters; no two statuses have the same one, whatever its case. The statuses that every tenant has keep theirs.")]
    public string? Name { get; init; }

    [Field("Minutes without a sign of the user after which it becomes another status, 5 to 1440; null: never.")]
    public int? IdleMinutes { get; init; }

    [Field("Name or id of the status that it becomes then, which is no more available than this one; null: Inactive.", Lookup = "statuses")]
    public string? IdleStatus { get; init; }
}

/// <summary>The query of a deletion.</summary>
public sealed record DeleteStatusQuery
{
    [Field("True: also a status is deleted that users have, who have the one of its class then that every tenant has. False unless given, and it is refused then.", Visibility = Visibility.Advanced)]
    public bool? Force { get; init; }
}
