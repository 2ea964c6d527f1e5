using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using UserFunctions.Platform.Http;

namespace UserFunctions.Local;

/// <summary>Log lines as <c>func start</c> writes them: <c>[2026-01-31T09:30:00.000Z] text</c>.</summary>
internal sealed class HostLog(TimeProvider time) : ConsoleFormatter(FormatName)
{
    private const string FormatName = "host";

    /// <summary>Sets up logging to the console.</summary>
    public static void Add(ILoggingBuilder logging, LogLevel level, bool verbose)
    {
        logging.SetMinimumLevel(verbose ? LogLevel.Information : LogLevel.Warning);
        foreach (var category in new[] { "Host", "Function", "UserFunctions" })
            logging.AddFilter(category, verbose && level > LogLevel.Debug ? LogLevel.Debug : level);
        // Each request to storage is a line of several; nobody wants that even when verbose.
        logging.AddFilter("Azure", LogLevel.Warning);
        // The framework makes an activity and a scope a request while this may log; requests are logged by the host itself, and traced when asked for.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        logging.AddConsole(options => options.FormatterName = FormatName);
        logging.Services.AddSingleton<ConsoleFormatter, HostLog>();
    }

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var now = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        textWriter.WriteLine($"[{now}] {logEntry.Formatter(logEntry.State, logEntry.Exception)}{CorrelationOf(scopeProvider)}");
        if (logEntry.Exception is { } exception) textWriter.WriteLine(exception);
    }

    // Scopes come from the outside in, so the last one that names an id is the innermost.
    private static string CorrelationOf(IExternalScopeProvider? scopes)
    {
        var found = new string?[1];
        scopes?.ForEachScope(
            static (scope, found) =>
            {
                foreach (var (name, value) in scope as IEnumerable<KeyValuePair<string, object>> ?? [])
                    found[0] = name == Correlation.LogName ? value.ToString() : found[0];
            },
            found);
        return found[0] is { } id ? $" CorrelationId={id}" : "";
    }
}
