using UserFunctions.Platform.Errors;

namespace UserFunctions.Platform.Connector;

/// <summary>What every 4xx and 5xx says; it only describes what <see cref="Http.Answer"/> writes.</summary>
public sealed record ErrorAnswer
{
    /// <summary>The error.</summary>
    [Field("What went wrong.")]
    public required ErrorDetails Error { get; init; }
}

/// <summary>What went wrong.</summary>
public sealed record ErrorDetails
{
    /// <summary>A word that stays the same, for programs.</summary>
    [Field("A word that stays the same, for programs: user.unknown.")]
    public required string Code { get; init; }

    /// <summary>For people.</summary>
    [Field("Says what to change: the field, its value, and what is allowed.")]
    public required string Message { get; init; }

    /// <summary>The field or permission; null: it is about the whole request.</summary>
    [Field("The field or the permission that it is about; absent when it is about the whole request.")]
    public string? Target { get; init; }

    /// <summary>One for each wrong field.</summary>
    [Field("One entry for each wrong field.")]
    public required IReadOnlyList<FieldError> Details { get; init; }

    /// <summary>Ties it to the log.</summary>
    [Field("Name of this request in the app's log.")]
    public required string TraceId { get; init; }
}
