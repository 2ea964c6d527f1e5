using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Hosting;

namespace UserFunctions.Local;

/// <summary>What to serve, and where.</summary>
public sealed record LocalAppOptions
{
    /// <summary>AzureWebJobsStorage: the storage of the app and of the host itself.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>Port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Settings that win over the environment, with <c>:</c> between their parts.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>Names of the functions to serve; null serves all.</summary>
    public IReadOnlyCollection<string>? Only { get; init; }

    /// <summary>What to serve in place of this app's functions; null means those.</summary>
    public IReadOnlyList<FunctionDescription>? Functions { get; init; }

    /// <summary>Takes the place of the app's own registrations; null uses those.</summary>
    public Action<IServiceCollection, IConfiguration>? AddServices { get; init; }

    /// <summary>Registrations on top: what a test replaces.</summary>
    public Action<IServiceCollection>? ReplaceServices { get; init; }

    /// <summary>Least level of the log lines of host and functions; the framework's own begin at Warning.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>Lets the framework say more, too.</summary>
    public bool Verbose { get; init; }

    /// <summary>How long a stop waits for what is running.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromSeconds(10);
}
