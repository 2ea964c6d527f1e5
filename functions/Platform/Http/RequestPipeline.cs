using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Errors;

namespace UserFunctions.Platform.Http;

/// <summary>Finds the caller that a presented key belongs to.</summary>
public delegate Task<Result<Caller>> Authenticate(string key, string correlationId, CancellationToken cancellationToken);

/// <summary>Counts an unknown key of an address; the error to answer with instead when it has sent too many.</summary>
public delegate Error? LimitWrongKeys(IPAddress address);

/// <summary>Requests whose address is their credential: a key that comes with them is not looked at, because the caller's may have ended.</summary>
/// <param name="Method">Upper case.</param>
/// <param name="Under">What the path holds, from the prefix on: <c>/webhooks/subscriptions/</c>.</param>
public sealed record KeylessRoute(string Method, string Under)
{
    internal bool IsFor(HttpRequest request) => request.Method == Method && request.Path.Value?.Contains(Under, StringComparison.OrdinalIgnoreCase) == true;
}

/// <summary>
/// What happens around every HTTP function, once for both heads: correlation id, caller, and the last catch. The heads adapt it
/// to ASP.NET middleware and to the worker's middleware.
/// </summary>
public sealed class RequestPipeline(Authenticate authenticate, BearerReaders bearers, LimitWrongKeys limitWrongKeys, IEnumerable<KeylessRoute> keyless, ILogger<RequestPipeline> logger)
{
    /// <summary>Code of the 401 for a key that opens nothing.</summary>
    public const string UnknownKey = "key.unknown";

    /// <summary>The query word that a key may be sent in.</summary>
    internal const string KeyQuery = "code";

    private const string KeyHeader = "x-functions-key";

    private readonly KeylessRoute[] routes = [.. keyless];

    /// <summary>Around everything of one request: its log lines carry the correlation id.</summary>
    public IDisposable? Scope(HttpContext context) => logger.Correlate(Correlation.Of(context));

    /// <summary>Before the function: sets the correlation id and the caller. A non-null result is the answer, the function does not run.</summary>
    public async Task<IResult?> Begin(HttpContext context)
    {
        var correlationId = Correlation.Of(context);
        context.Response.Headers[Correlation.Header] = correlationId;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        if (routes.Any(route => route.IsFor(context.Request)))
            return null;
        if (KeyOf(context.Request) is not { } key)
            return BearerToken.Of(context) is { } token ? await Bear(context, token) : null;
        var found = await authenticate(key, correlationId, context.RequestAborted);
        if (!found.Try(out var caller, out var error))
            return Answer.Problem(error.Code == UnknownKey ? limitWrongKeys(SourceAddress.Of(context)) ?? error : error);
        context.Items[typeof(Caller)] = caller;
        return null;
    }

    // A browser sends the token that it has with everything. One that ended must not keep it from what is open to all, such as getting another: the refusal waits for who demands a caller.
    private async Task<IResult?> Bear(HttpContext context, BearerToken token)
    {
        if ((await bearers.Read(token, context.RequestAborted)).Try(out var caller, out var error))
            context.Items[typeof(Caller)] = caller;
        else if (error.Kind is not ErrorKind.Unauthenticated)
            return Answer.Problem(error);
        else if (error.Code == BearerToken.Unknown && limitWrongKeys(SourceAddress.Of(context)) is { } tooMany)
            return Answer.Problem(tooMany);
        else
            context.Items[typeof(Error)] = error;
        return null;
    }

    /// <summary>After an unexpected exception: logs it and makes the 500 in the error shape. Its text tells the caller nothing of the inside.</summary>
    public IResult Crash(HttpContext context, Exception exception)
    {
        if (context.RequestAborted.IsCancellationRequested)
            return Results.StatusCode(StatusCodes.Status499ClientClosedRequest);
        if (exception is BadHttpRequestException bad)
            return Answer.Problem(Bodies.Refused(bad));
        logger.LogError(exception, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
        return new Unexpected();
    }

    private static string? KeyOf(HttpRequest request)
    {
        var key = request.Headers[KeyHeader].ToString();
        if (key.Length == 0)
            key = request.Query[KeyQuery].ToString();
        return key.Length == 0 ? null : key;
    }

    private sealed class Unexpected : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status500InternalServerError;
            var traceId = Correlation.Of(httpContext);
            var body = new
            {
                error = new
                {
                    Code = "internal",
                    Message = $"Something went wrong on our side. Repeat the request; if it fails again, report it with traceId {traceId}.",
                    Details = Array.Empty<FieldError>(),
                    TraceId = traceId,
                },
            };
            await httpContext.Response.WriteAsJsonAsync(body, Json.Options, httpContext.RequestAborted);
        }
    }
}
