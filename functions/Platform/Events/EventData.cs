using UserFunctions.Platform.Connector;

namespace UserFunctions.Platform.Events;

// The records stand here and not in the rooms that fill them, because the documents of the triggers are made of them, and triggers know no room. They are texts, numbers and
// lists of them: a flow picks each as it is.

/// <summary>What all events say.</summary>
public abstract record EventData
{
    /// <summary>Unique, and the same however often the event is told.</summary>
    [Field("Id of the event; the same each time the event is told, so a flow can recognise what it has seen.")]
    public string EventId { get; init; } = "";

    /// <summary>When, UTC.</summary>
    [Field("When it happened, in UTC.")]
    public DateTimeOffset OccurredAt { get; init; }

    /// <summary>Who.</summary>
    [Field("Who did it: key:{id} for an API key, import:{id} for an import, invitation:{user} for the invited person.")]
    public string ChangedBy { get; init; } = "";
}

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

/// <summary>A user's status, right behind a change of it.</summary>
public sealed record StatusEventData : EventData
{
    /// <summary>Whose.</summary>
    [Field("Id of the user.")]
    public required Guid UserId { get; init; }

    /// <summary>E-mail address.</summary>
    [Field("E-mail address of the user.", Format = "email")]
    public required string Email { get; init; }

    /// <summary>Full name.</summary>
    [Field("Full name of the user.")]
    public required string DisplayName { get; init; }

    /// <summary>Department's name.</summary>
    [Field("Name of the user's department; absent when the user is in none.")]
    public string? Department { get; init; }

    /// <summary>The status from then on.</summary>
    [Field("Status from then on: Available, Unavailable or Inactive.")]
    public required string Status { get; init; }

    /// <summary>The status before.</summary>
    [Field("Status before: Available, Unavailable or Inactive.")]
    public required string PreviousStatus { get; init; }

    /// <summary>Active or Offline.</summary>
    [Field("Active when calls can reach the user, otherwise Offline.")]
    public required string AgentStatus { get; init; }

    /// <summary>By the sender's clock.</summary>
    [Field("When the status changed, by the clock of whoever changed it, in UTC.")]
    public required DateTimeOffset ChangedAt { get; init; }
}

/// <summary>How much a user takes at once, right behind a change of it.</summary>
public sealed record CapacityEventData : EventData
{
    /// <summary>Whose.</summary>
    [Field("Id of the user.")]
    public required Guid UserId { get; init; }

    /// <summary>E-mail address.</summary>
    [Field("E-mail address of the user.", Format = "email")]
    public required string Email { get; init; }

    /// <summary>Full name.</summary>
    [Field("Full name of the user.")]
    public required string DisplayName { get; init; }

    /// <summary>Chats at once.</summary>
    [Field("Chats at once over all channels: -1 is unlimited, 0 is none.")]
    public required int ChatLimit { get; init; }

    /// <summary>Chats at once before.</summary>
    [Field("Chats at once before the change.")]
    public required int PreviousChatLimit { get; init; }

    /// <summary>By channel.</summary>
    [Field("Conversations at once by channel: -1 is unlimited, 0 is none; a channel that is not named has no limit of its own.")]
    public required IReadOnlyDictionary<string, int> ChannelLimits { get; init; }
}

/// <summary>An accepted invitation.</summary>
public sealed record InvitationEventData : EventData
{
    /// <summary>Who.</summary>
    [Field("Id of the user who was invited.")]
    public required Guid UserId { get; init; }

    /// <summary>E-mail address.</summary>
    [Field("E-mail address that was invited.", Format = "email")]
    public required string Email { get; init; }

    /// <summary>Full name.</summary>
    [Field("Full name of the user.")]
    public required string DisplayName { get; init; }

    /// <summary>Department's name.</summary>
    [Field("Name of the user's department; absent when the user is in none.")]
    public string? Department { get; init; }

    /// <summary>Role's name.</summary>
    [Field("Name of the user's role.")]
    public required string Role { get; init; }
}

/// <summary>The end of an import.</summary>
public sealed record ImportEventData : EventData
{
    /// <summary>Which.</summary>
    [Field("Id of the import.")]
    public required Guid ImportId { get; init; }

    /// <summary>The file.</summary>
    [Field("Name of the file.")]
    public required string FileName { get; init; }

    /// <summary>How it ended.</summary>
    [Field("How it ended: Succeeded, PartiallySucceeded, Failed, Cancelled or RolledBack.")]
    public required string State { get; init; }

    /// <summary>Rows.</summary>
    [Field("Rows of the file.")]
    public required int Total { get; init; }

    /// <summary>Rows that made a user.</summary>
    [Field("Rows that created a user.")]
    public required int Created { get; init; }

    /// <summary>Rows that changed a user.</summary>
    [Field("Rows that changed a user.")]
    public required int Updated { get; init; }

    /// <summary>Rows that changed nothing.</summary>
    [Field("Rows that changed nothing.")]
    public required int Unchanged { get; init; }

    /// <summary>Rows that failed.</summary>
    [Field("Rows that failed; the report says why.")]
    public required int Failed { get; init; }

    /// <summary>Rows that were not tried.</summary>
    [Field("Rows that were not tried.")]
    public required int Skipped { get; init; }

    /// <summary>Why the whole file was refused.</summary>
    [Field("Why the file as a whole was refused; absent when it was not.")]
    public string? Problem { get; init; }
}
