using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace UserFunctions.Local;

/// <summary>What host.json says, read as the real host reads it; absent values have the real host's defaults.</summary>
public sealed record HostSettings
{
    // In development the real host polls at least this often, whatever the file says.
    private static readonly TimeSpan LongestPollingInterval = TimeSpan.FromSeconds(2);

    // The service hides a message for whole seconds, at most a week.
    private static readonly TimeSpan ShortestLease = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestLease = TimeSpan.FromDays(7);

    private const string VisibilityTimeoutSetting = "AzureFunctionsJobHost:extensions:queues:visibilityTimeout";

    /// <summary>First segment of every route; empty for none.</summary>
    public string RoutePrefix { get; init; } = "api";

    /// <summary>Requests held at once, running or waiting; more are answered 429. −1 is no limit.</summary>
    public int MaxOutstandingRequests { get; init; } = -1;

    /// <summary>Requests that run at once. −1 is no limit.</summary>
    public int MaxConcurrentRequests { get; init; } = -1;

    /// <summary>After this long a function's token is cancelled.</summary>
    public TimeSpan FunctionTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Messages received in one call, 1-32.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>The next batch is received once no more than this many messages are running.</summary>
    public int NewBatchThreshold { get; init; } = 8 * Environment.ProcessorCount;

    /// <summary>Runs of a message before it goes to the poison queue.</summary>
    public int MaxDequeueCount { get; init; } = 5;

    /// <summary>How long a failed message stays hidden. As on Azure, the setting <c>AzureFunctionsJobHost__extensions__queues__visibilityTimeout</c> wins over host.json.</summary>
    public TimeSpan VisibilityTimeout { get; init; }

    /// <summary>Longest pause between polls of an empty queue.</summary>
    public TimeSpan MaxPollingInterval { get; init; } = LongestPollingInterval;

    /// <summary>True when message bodies are base64, false when they are plain text.</summary>
    public bool Base64Messages { get; init; } = true;

    /// <summary>Blobs worked on at once.</summary>
    public int BlobParallelism { get; init; } = 8;

    /// <summary>Runs of a blob before it is given up.</summary>
    public int BlobPoisonThreshold { get; init; } = 5;

    /// <summary>How long a received message is hidden from others; renewed at half of it. Not in host.json: setting <c>Local__QueueLease</c>, for crash tests.</summary>
    public TimeSpan QueueLease { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Names what the host keeps in storage for itself: receipts, timers, the control queue. Setting <c>AzureFunctionsWebHost__hostid</c>.</summary>
    public string HostId { get; init; } = "userfunctions-local";

    /// <summary>Reads the host.json that lies beside the binaries, and the two settings that are not in it.</summary>
    /// <exception cref="StartException">A value is wrong; the message names it.</exception>
    public static HostSettings Read(IConfiguration configuration)
    {
        var settings = Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "host.json")));
        return settings with
        {
            HostId = configuration["AzureFunctionsWebHost:hostid"] ?? settings.HostId,
            QueueLease = configuration["Local:QueueLease"] is { } lease ? Lease(lease) : settings.QueueLease,
            VisibilityTimeout = configuration[VisibilityTimeoutSetting] is { } hidden ? Hidden(hidden) : settings.VisibilityTimeout,
        };
    }

    /// <summary>Reads the text of a host.json.</summary>
    /// <exception cref="StartException">A value is wrong; the message names it.</exception>
    public static HostSettings Parse(string json)
    {
        var file = HostFile.Parse(json);
        var none = new HostSettings();
        var (batch, threshold) = Batch(file, none);
        return new HostSettings
        {
            RoutePrefix = file.Text("extensions.http.routePrefix") ?? none.RoutePrefix,
            MaxOutstandingRequests = file.Number("extensions.http.maxOutstandingRequests", -1, int.MaxValue) ?? none.MaxOutstandingRequests,
            MaxConcurrentRequests = file.Number("extensions.http.maxConcurrentRequests", -1, int.MaxValue) ?? none.MaxConcurrentRequests,
            FunctionTimeout = file.Duration("functionTimeout") ?? none.FunctionTimeout,
            BatchSize = batch,
            NewBatchThreshold = threshold,
            MaxDequeueCount = file.Number("extensions.queues.maxDequeueCount", 1, int.MaxValue) ?? none.MaxDequeueCount,
            VisibilityTimeout = file.Duration("extensions.queues.visibilityTimeout") ?? none.VisibilityTimeout,
            MaxPollingInterval = Least(file.Duration("extensions.queues.maxPollingInterval") ?? none.MaxPollingInterval, LongestPollingInterval),
            Base64Messages = file.Text("extensions.queues.messageEncoding")?.Equals("none", StringComparison.OrdinalIgnoreCase) != true,
            BlobParallelism = file.Number("extensions.blobs.maxDegreeOfParallelism", 1, int.MaxValue) ?? none.BlobParallelism,
            BlobPoisonThreshold = file.Number("extensions.blobs.poisonBlobThreshold", 1, int.MaxValue) ?? none.BlobPoisonThreshold,
        };
    }

    private static (int Size, int Threshold) Batch(HostFile file, HostSettings none)
    {
        var size = file.Number("extensions.queues.batchSize", 1, 32) ?? none.BatchSize;
        return (size, file.Number("extensions.queues.newBatchThreshold", 0, int.MaxValue) ?? size / 2 * Environment.ProcessorCount);
    }

    private static TimeSpan Lease(string text) =>
        TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var lease) && lease >= ShortestLease && lease <= LongestLease
            ? lease
            : throw new StartException($"The setting Local__QueueLease is '{text}', but must be a time span from {ShortestLease} to {LongestLease}.");

    private static TimeSpan Hidden(string text) =>
        TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var hidden) && hidden >= TimeSpan.Zero
            ? hidden
            : throw new StartException($"The setting {VisibilityTimeoutSetting.Replace(":", "__", StringComparison.Ordinal)} is '{text}', but must be a time span such as 00:00:30.");

    private static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
