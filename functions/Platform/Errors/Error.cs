using UserFunctions.Platform.Connector;

namespace UserFunctions.Platform.Errors;

/// <summary>The closed set of ways in which a use case can refuse. Each maps to one HTTP status.</summary>
public enum ErrorKind
{
    /// <summary>400: a field or parameter is wrong.</summary>
    Invalid,

    /// <summary>401: no usable credential.</summary>
    Unauthenticated,

    /// <summary>403: the caller may not.</summary>
    Forbidden,

    /// <summary>404.</summary>
    NotFound,

    /// <summary>409: the state does not allow it, or a unique value is taken.</summary>
    Conflict,

    /// <summary>410: it was there and is no longer valid.</summary>
    Gone,

    /// <summary>412: the caller's ETag is not the current one.</summary>
    Stale,

    /// <summary>413.</summary>
    TooLarge,

    /// <summary>415.</summary>
    WrongType,

    /// <summary>429: the caller has made all the requests that it may for now, see Retry-After.</summary>
    TooMany,

    /// <summary>503: try again, see Retry-After.</summary>
    Busy,
}

/// <summary>One wrong field of a request.</summary>
/// <param name="Code">Dotted and stable, such as <c>email.invalid</c>.</param>
/// <param name="Target">The field as it is named on the wire.</param>
/// <param name="Message">What is wrong, with the value, and what is allowed.</param>
public sealed record FieldError(
    [property: Field("Code that does not change, such as email.invalid.")] string Code,
    [property: Field("Name of the field.")] string Target,
    [property: Field("What is wrong, with the value, and what is allowed.")] string Message);

/// <summary>An expected failure. It is a value: nothing throws it.</summary>
/// <param name="Kind">Decides the HTTP status.</param>
/// <param name="Code">Dotted and stable, such as <c>etag.stale</c>.</param>
/// <param name="Message">One sentence that alone tells a flow's author what to change.</param>
/// <param name="Target">The field or thing meant; null when it is the request as a whole.</param>
/// <param name="Details">Every wrong field when there are several; empty otherwise.</param>
public sealed record Error(ErrorKind Kind, string Code, string Message, string? Target = null, IReadOnlyList<FieldError>? Details = null)
{
    /// <summary>After how long the same request may do; null: nothing is known, or it never will.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>One wrong field.</summary>
    public static Error Invalid(string target, string code, string message) => Of([new FieldError(code, target, message)]);

    /// <summary>All the wrong fields of a body at once; the message joins theirs (S008).</summary>
    public static Error Of(IReadOnlyList<FieldError> fields) => new(
        ErrorKind.Invalid, fields[0].Code, string.Join(" ", fields.Select(f => f.Message)), fields[0].Target, fields);

    /// <summary>The thing asked for is not there.</summary>
    public static Error NotFound(string thing, string value) =>
        new(ErrorKind.NotFound, $"{thing}.not_found", $"There is no {thing} '{value}'.", thing);

    /// <summary>The state does not allow it.</summary>
    public static Error Conflict(string target, string code, string message) => new(ErrorKind.Conflict, code, message, target);

    /// <summary>A unique value is in use.</summary>
    public static Error Taken(string field, string value) =>
        new(ErrorKind.Conflict, $"{field}.taken", $"{field} '{value}' is already in use: choose another.", field);

    /// <summary>If-Match named an older version.</summary>
    public static Error Stale(string sent, string current) => new(
        ErrorKind.Stale, "etag.stale", $"If-Match was {sent} but the current ETag is {current}: read it again, then repeat the change.", "If-Match");
}
