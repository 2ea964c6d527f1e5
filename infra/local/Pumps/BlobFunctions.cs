using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Hosting;

namespace UserFunctions.Local.Pumps;

/// <summary>Runs blob functions for the messages of the control queue.</summary>
internal sealed class BlobFunctions(IEnumerable<FunctionDescription> functions, StorageConnections storage, FunctionRunner runner, ILogger logger)
{
    private readonly Dictionary<string, FunctionDescription> byId = functions.ToDictionary(f => $"Host.Functions.{f.Name}");

    /// <summary>The message's body as it lies on the queue: base64, like every message of the host.</summary>
    public static string Encode(BlobMessage message) => Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(message));

    /// <summary>Runs the function that the message names; a message whose blob has changed or gone is dropped as done.</summary>
    public async Task<bool> Run(QueueMessage _, string body)
    {
        var message = JsonSerializer.Deserialize<BlobMessage>(body)!;
        if (!byId.TryGetValue(message.FunctionId, out var function))
            return Dropped(message, "its function is not running here");
        var blob = storage.Blobs(function.Connection).GetBlobContainerClient(message.ContainerName).GetBlobClient(message.BlobName);
        if (await Version(blob) is not { } version)
            return Dropped(message, "it is gone");
        if (version != new ETag(message.ETag))
            return Dropped(message, "it has changed since and comes again");
        if (new BlobPattern(function.BlobPath!).Match(message.BlobName) is not { } values)
            return Dropped(message, "its name does not match any more");
        await using var content = new LazyBlobStream(blob, version);
        var reason = $"New blob detected: {message.ContainerName}/{message.BlobName}";
        return await runner.Run(function, reason, p => p.Position == function.Trigger!.Position ? content : values[p.Name!]);
    }

    private bool Dropped(BlobMessage message, string why)
    {
        logger.LogInformation("Blob '{Container}/{Blob}' is skipped: {Why}.", message.ContainerName, message.BlobName, why);
        return true;
    }

    private static async Task<ETag?> Version(BlobClient blob)
    {
        try
        {
            return (await blob.GetPropertiesAsync()).Value.ETag;
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }
}
