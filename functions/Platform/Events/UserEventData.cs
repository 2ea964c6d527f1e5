using UserFunctions.Platform.Connector;

namespace UserFunctions.Platform.Events;

/// <summary>A user, right behind a change.</summary>
public sealed record UserEventData : EventData
{
    /// <summary>Entries of a list that are told.</summary>
    public const int MostListed = 20;

    /// <summary>GUID v7.</summary>
    [Field("Id of the user.")]
    public required Guid Id { get; init; }

    /// <summary>The user's version.</summary>
    [Field("Version of the user; it grows by one with each change.")]
    public required int Version { get; init; }

    /// <summary>E-mail address.</summary>
    [Field("E-mail address.", Format = "email")]
    public required string Email { get; init; }

    /// <summary>Full name.</summary>
    [Field("Full name.")]
    public required string DisplayName { get; init; }

    /// <summary>Given name.</summary>
    [Field("Given name; absent when unknown.")]
    public string? GivenName { get; init; }

    /// <summary>Family name.</summary>
    [Field("Family name; absent when the full name is one word.")]
    public string? FamilyName { get; init; }

    /// <summary>Phone number.</summary>
    [Field("Phone number; absent when there is none.")]
    public string? Phone { get; init; }

    /// <summary>Job title.</summary>
    [Field("Job title; absent when there is none.")]
    public string? Designation { get; init; }

    /// <summary>Id in another system.</summary>
    [Field("Id by which another system knows the user; absent when there is none.")]
    public string? ExternalId { get; init; }

    /// <summary>Department's name.</summary>
    [Field("Name of the department; absent when the user is in none.")]
    public string? Department { get; init; }

    /// <summary>Department's id.</summary>
    [Field("Id of the department; absent when the user is in none.")]
    public Guid? DepartmentId { get; init; }

    /// <summary>Names of groups.</summary>
    [Field("Names of the groups, the primary one first; at most 20 are told.")]
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>Role's name.</summary>
    [Field("Name of the role.")]
    public required string Role { get; init; }

    /// <summary>Internal number.</summary>
    [Field("Extension number; absent when there is none.")]
    public string? ExtensionNumber { get; init; }

    /// <summary>Pending, Active or Deleted.</summary>
    [Field("Pending until the invitation is accepted, then Active; Deleted after the deletion.")]
    public required string Lifecycle { get; init; }

    /// <summary>May sign in.</summary>
    [Field("True when the user may sign in.")]
    public required bool AccountEnabled { get; init; }

    /// <summary>Enabled or Blocked.</summary>
    [Field("Enabled when the user may be given conversations, otherwise Blocked.")]
    public required string AgentState { get; init; }

    /// <summary>Presence.</summary>
    [Field("Status of the user: Available, Unavailable or Inactive.")]
    public required string Presence { get; init; }

    /// <summary>Active or Offline.</summary>
    [Field("Active when calls can reach the user, otherwise Offline.")]
    public required string AgentStatus { get; init; }

    /// <summary>UTC.</summary>
    [Field("When the user was created, in UTC.")]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>UTC.</summary>
    [Field("When the user was last changed, in UTC.")]
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>What changed.</summary>
    [Field("Names of the fields that changed; empty for a new, deleted or restored user.")]
    public required IReadOnlyList<string> Changes { get; init; }

    /// <summary>A list was cut.</summary>
    [Field("True when a list here was cut because it is long: read the user for the whole of it.")]
    public required bool IsCut { get; init; }
}
