using System.Text.Json.Serialization;

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

/// <summary>A person of the contact centre.</summary>
public sealed record User
{
    /// <summary>Groups a user may be in: with two rows a group a change of all of them still fits one batch.</summary>
    public const int MaxGroups = 40;

    /// <summary>GUID v7.</summary>
    public required Guid Id { get; init; }

    /// <summary>Starts at 1 and grows by one a change; the ETag.</summary>
    public required int Version { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Full name (S001), 1-200 characters.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Given name, at most 100 characters; the whole of a full name of one word; null when unknown.</summary>
    public string? GivenName { get; init; }

    /// <summary>Family name, at most 100 characters; null when the full name is one word.</summary>
    public string? FamilyName { get; init; }

    /// <summary>As it was sent; unique per tenant without regard to case (S003).</summary>
    public required string Email { get; init; }

    /// <summary>Ten digits (S004); null: none.</summary>
    public string? Phone { get; init; }

    /// <summary>Job title (S002).</summary>
    public string? Designation { get; init; }

    /// <summary>Free texts for company purposes (S012), the first is the primary one.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Department (S011); null: none.</summary>
    public Guid? DepartmentId { get; init; }

    /// <summary>Internal number (S010), unique per tenant; null: none.</summary>
    public string? ExtensionNumber { get; init; }

    /// <summary>Name of the role (S043).</summary>
    public required string Role { get; init; }

    /// <summary>Groups in the order given; the first is the primary one (S074).</summary>
    public IReadOnlyList<Guid> GroupIds { get; init; } = [];

    /// <summary>Pending until the invitation is accepted (S120).</summary>
    public required Lifecycle Lifecycle { get; init; }

    /// <summary>When it was deleted; null: it was not.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>The table's own ETag; null on a user that was not read from it.</summary>
    [JsonIgnore]
    public string? RowETag { get; init; }

    /// <summary>Ids of what an answer shows by name.</summary>
    [JsonIgnore]
    public IEnumerable<Guid> NamedIds => DepartmentId is { } department ? GroupIds.Append(department) : GroupIds;

    /// <summary>Splits a full name on its last blank (S001).</summary>
    public static (string? Given, string? Family) Split(string displayName)
    {
        var at = displayName.LastIndexOf(' ');
        return at < 0 ? (displayName, null) : (displayName[..at].TrimEnd(), displayName[(at + 1)..]);
    }

    /// <summary>Joins two names to a full one; null when both are.</summary>
    public static string? Join(string? given, string? family) =>
        string.Join(' ', new[] { given, family }.Where(n => n is not null)) is { Length: > 0 } name ? name : null;

    /// <summary>True when both say the same about the person: version and times do not count.</summary>
    public bool SameAs(User other) =>
        Tags.SequenceEqual(other.Tags) && GroupIds.SequenceEqual(other.GroupIds)
        && this with { Tags = other.Tags, GroupIds = other.GroupIds, Version = other.Version, UpdatedAt = other.UpdatedAt, RowETag = other.RowETag } == other;
}
