using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace UserFunctions.Platform.Http;

/// <summary>The id that ties together the log lines, errors and messages of one request.</summary>
public static class Correlation
{
    /// <summary>Taken from the caller when it is short and plain, echoed in every answer.</summary>
    public const string Header = "x-correlation-id";

    /// <summary>The id's name in log scopes.</summary>
    public const string LogName = "CorrelationId";

    private const int MaxLength = 64;

    private static readonly object ItemKey = new();

    /// <summary>The request's id; made at the first call when the caller sent none that can be used.</summary>
    public static string Of(HttpContext context)
    {
        if (context.Items.TryGetValue(ItemKey, out var known))
            return (string)known!;
        var sent = context.Request.Headers[Header].ToString();
        var id = IsPlain(sent) ? sent : New();
        context.Items[ItemKey] = id;
        return id;
    }

    /// <summary>Every log line within carries the id as <c>CorrelationId</c>; the innermost scope counts.</summary>
    public static IDisposable? Correlate(this ILogger logger, string? id) =>
        id is null ? null : logger.BeginScope(new KeyValuePair<string, object>[] { new(LogName, id) });

    /// <summary>The trace id of the current activity, or a fresh one.</summary>
    public static string New() => (Activity.Current?.TraceId ?? ActivityTraceId.CreateRandom()).ToHexString();

    // Anything else could break a log line in two.
    private static bool IsPlain(string id) =>
        id.Length is > 0 and <= MaxLength && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':');
}
