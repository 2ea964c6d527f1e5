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

/// <summary>What events about one thing of a user say.</summary>
public abstract record PersonEventData : EventData
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
}

/// <summary>A user's status, right behind a change of it.</summary>
public sealed record StatusEventData : PersonEventData
{
    /// <summary>Department's name.</summary>
    [Field("Name of the user's department; absent when the user is in none.")]
    public string? Department { get; init; }

    /// <summary>The status from then on.</summary>
    [Field("Status from then on: Available, Unavailable or Inactive.")]
    public required string Status { get; init; }

    /// <summary>The status before.</summary>
    [Field("Status before: Available, Unavailable or Inactive.")]
    public required string PreviousStatus { get; init; }

    /// <summary>The status's name.</summary>
    [Field("Name of the status from then on, as the tenant calls it.")]
    public required string StatusName { get; init; }

    /// <summary>The name before.</summary>
    [Field("Name of the status before.")]
    public required string PreviousStatusName { get; init; }

    /// <summary>Active or Offline.</summary>
    [Field("Active when calls can reach the user, otherwise Offline.")]
    public required string AgentStatus { get; init; }

    /// <summary>By the sender's clock.</summary>
    [Field("When the status changed, by the clock of whoever changed it, in UTC.")]
    public required DateTimeOffset ChangedAt { get; init; }
}

/// <summary>What a user was said to have in hand, and what they had.</summary>
public sealed record DriftEventData : PersonEventData
{
    /// <summary>By channel.</summary>
    [Field("Conversations in hand as they were counted, by channel.")]
    public required IReadOnlyDictionary<string, int> Counted { get; init; }

    /// <summary>By channel.</summary>
    [Field("Conversations that the user really had in hand, by channel.")]
    public required IReadOnlyDictionary<string, int> Actual { get; init; }
}

/// <summary>How much a user takes at once, right behind a change of it.</summary>
public sealed record CapacityEventData : PersonEventData
{
    /// <summary>Chats at once.</summary>
    [Field("Chats at once over all channels: -1 is unlimited, 0 is none.")]
    public required int ChatLimit { get; init; }

    /// <summary>Chats at once before.</summary>
    [Field("Chats at once before the change.")]
    public required int PreviousChatLimit { get; init; }

    /// <summary>By channel.</summary>
    [Field("Conversations at once by channel: -1 is unlimited, 0 is none; a channel that is not named has no limit of its own.")]
    public required IReadOnlyDictionary<string, int> ChannelLimits { get; init; }

    /// <summary>Channels that get nothing new for now.</summary>
    [Field("Channels on which the user gets nothing new for now.")]
    public required IReadOnlyList<string> PausedChannels { get; init; }
}

/// <summary>An accepted invitation.</summary>
public sealed record InvitationEventData : PersonEventData
{
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
