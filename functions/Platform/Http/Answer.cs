using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;

namespace UserFunctions.Platform.Http;

/// <summary>A JSON answer: status, headers and a body (null: none).</summary>
public sealed class Answer : IResult
{
    private static readonly TimeSpan BusyFor = TimeSpan.FromSeconds(2);

    private const int MostKept = 1024 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? scratch;

    private readonly object? body;

    private Answer(int status, object? body)
    {
        StatusCode = status;
        this.body = body;
    }

    /// <summary>HTTP status.</summary>
    public int StatusCode { get; }

    private List<KeyValuePair<string, string>> Headers { get; } = [];

    /// <summary>200 with a body.</summary>
    public static Answer Ok(object body) => new(StatusCodes.Status200OK, body);

    /// <summary>201 with the created thing and where it lives.</summary>
    public static Answer Created(string location, object body) => new Answer(StatusCodes.Status201Created, body).With("Location", location);

    /// <summary>202: where to ask for the outcome and after how many seconds.</summary>
    public static Answer Accepted(string location, int retryAfterSeconds, object body) => new Answer(StatusCodes.Status202Accepted, body)
        .With("Location", location)
        .With("Retry-After", retryAfterSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>202 for what goes on elsewhere: it has no outcome to ask for, or the body says what the caller has to do next.</summary>
    public static Answer Taken(object body) => new(StatusCodes.Status202Accepted, body);

    /// <summary>304: what the caller has is what it would get.</summary>
    public static Answer NotModified(string tag) => new Answer(StatusCodes.Status304NotModified, null).With("ETag", tag);

    /// <summary>204.</summary>
    public static Answer NoContent() => new(StatusCodes.Status204NoContent, null);

    /// <summary>The one map from errors to HTTP.</summary>
    public static Answer Problem(Error error)
    {
        var answer = new Answer(StatusOf(error.Kind), error);
        return error.RetryAfter is { } wait ? answer.Waiting(wait) : error.Kind is ErrorKind.Busy ? answer.Waiting(BusyFor) : answer;
    }

    /// <summary>Adds a header.</summary>
    public Answer With(string header, string value)
    {
        Headers.Add(new(header, value));
        return this;
    }

    private Answer Waiting(TimeSpan time) => With("Retry-After", ((int)Math.Ceiling(time.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Adds the entity's version as its ETag.</summary>
    public Answer Tagged(int version) => With("ETag", Versions.ETag(version));

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = StatusCode;
        foreach (var (name, value) in Headers)
            response.Headers[name] = value;
        if (body is null)
            return;
        var content = body is Error error ? Shape(error, Correlation.Of(httpContext)) : body;
        response.ContentType = "application/json; charset=utf-8";
        Write(content, response);
        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }

    // In one piece, so that its length is known before its first byte, and in memory that the thread keeps: a page of a list is some ten thousand bytes.
    private static void Write(object content, HttpResponse response)
    {
        var memory = scratch ?? new();
        scratch = null;
        using (var writer = new Utf8JsonWriter(memory, Json.Writing))
            JsonSerializer.Serialize(writer, content, content.GetType(), Json.Options);
        response.ContentLength = memory.WrittenCount;
        response.BodyWriter.Write(memory.WrittenSpan);
        memory.ResetWrittenCount();
        if (memory.Capacity <= MostKept)
            scratch = memory;
    }

    private static object Shape(Error error, string traceId) => new
    {
        error = new { error.Code, error.Message, error.Target, Details = error.Details ?? [], TraceId = traceId },
    };

    /// <summary>The status of a kind of error.</summary>
    public static int StatusOf(ErrorKind kind) => kind switch
    {
        ErrorKind.Invalid => StatusCodes.Status400BadRequest,
        ErrorKind.Unauthenticated => StatusCodes.Status401Unauthorized,
        ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.Conflict => StatusCodes.Status409Conflict,
        ErrorKind.Gone => StatusCodes.Status410Gone,
        ErrorKind.Stale => StatusCodes.Status412PreconditionFailed,
        ErrorKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ErrorKind.WrongType => StatusCodes.Status415UnsupportedMediaType,
        ErrorKind.TooMany => StatusCodes.Status429TooManyRequests,
        ErrorKind.Busy => StatusCodes.Status503ServiceUnavailable,
        _ => throw new InvalidOperationException($"No status for {kind}."),
    };
}
