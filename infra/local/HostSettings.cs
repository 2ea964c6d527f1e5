using System.Text.Json;

namespace UserFunctions.Local;

/// <summary>What host.json says, read as the real host reads it; absent values have the real host's defaults.</summary>
public sealed record HostSettings
{
    // In development the real host polls at least this often, whatever the file says.
    private static readonly TimeSpan LongestPollingInterval = TimeSpan.FromSeconds(2);

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

    /// <summary>How long a failed message stays hidden.</summary>
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

    /// <summary>Reads the host.json that lies beside the binaries.</summary>
    /// <exception cref="StartException">A value is wrong; the message names it.</exception>
    public static HostSettings Read() => Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "host.json")));

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

    private static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;

    /// <summary>Values of the file by dotted path.</summary>
    private sealed class HostFile(JsonElement root)
    {
        public static HostFile Parse(string json)
        {
            try
            {
                using var document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
                var file = new HostFile(document.RootElement.Clone());
                return file.Text("version") == "2.0" ? file : throw new StartException("host.json: \"version\": \"2.0\" is missing.");
            }
            catch (JsonException exception)
            {
                throw new StartException($"host.json is not valid JSON: {exception.Message}");
            }
        }

        public string? Text(string path) => Find(path) switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } value => value.GetString(),
            var value => throw Wrong(path, value.Value, "a text"),
        };

        public int? Number(string path, int min, int max) => Find(path) switch
        {
            null => null,
            { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var number) && number >= min && number <= max => number,
            var value => throw Wrong(path, value.Value, max == int.MaxValue ? $"a whole number of at least {min}" : $"a whole number from {min} to {max}"),
        };

        public TimeSpan? Duration(string path) => Find(path) switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } value when TimeSpan.TryParse(value.GetString(), System.Globalization.CultureInfo.InvariantCulture, out var time) && time >= TimeSpan.Zero => time,
            var value => throw Wrong(path, value.Value, "a time span such as \"00:00:30\""),
        };

        private JsonElement? Find(string path)
        {
            var at = root;
            foreach (var name in path.Split('.'))
                if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
                    return null;
            return at;
        }

        private static StartException Wrong(string path, JsonElement value, string allowed) =>
            new($"host.json: {path} is {value.GetRawText()}, but must be {allowed}.");
    }
}
