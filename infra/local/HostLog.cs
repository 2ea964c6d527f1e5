using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

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
        logging.AddConsole(options => options.FormatterName = FormatName);
        logging.Services.AddSingleton<ConsoleFormatter, HostLog>();
    }

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var now = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        textWriter.WriteLine($"[{now}] {logEntry.Formatter(logEntry.State, logEntry.Exception)}");
        if (logEntry.Exception is { } exception) textWriter.WriteLine(exception);
    }
}
