using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Queues;
using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Hosting;

namespace UserFunctions.Local.Pumps;

/// <summary>Looks for new and changed blobs of one function and puts them on the control queue, from which they are run.</summary>
/// <remarks>Blobs that lay there before the first start count as new.</remarks>
internal sealed class BlobPump(FunctionDescription function, BlobContainerClient container, QueueClient control, BlobReceipts receipts, PumpSignals signals, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PauseAfterError = TimeSpan.FromSeconds(2);

    private readonly BlobPattern pattern = new(function.BlobPath!);

    /// <summary>What was announced, so that an unchanged container costs no more than its listing.</summary>
    private readonly Dictionary<string, ETag> known = [];

    /// <summary>Runs until told to stop.</summary>
    public async Task Run(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var pause = PollInterval;
            try
            {
                await Look(stopping);
            }
            catch (RequestFailedException exception) when (exception.Status == 404)
            {
                // The listener never creates its container; the app does.
            }
            catch (Exception exception) when (exception is RequestFailedException or AggregateException)
            {
                logger.LogWarning("Container '{Container}' could not be read: {Message}", container.Name, exception.Message);
                pause = PauseAfterError;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }

            await Task.WhenAny(Task.Delay(pause, time, stopping));
        }
    }

    private async Task Look(CancellationToken stopping)
    {
        var seen = new HashSet<string>();
        await foreach (var blob in container.GetBlobsAsync(prefix: pattern.Prefix, cancellationToken: stopping))
        {
            if (pattern.Match(blob.Name) is null || blob.Properties.ETag is not { } version) continue;
            seen.Add(blob.Name);
            if (known.TryGetValue(blob.Name, out var last) && last == version) continue;
            if (await receipts.Once(function.Name, container.Name, blob.Name, version, () => Announce(blob, version), stopping)) known[blob.Name] = version;
        }

        foreach (var gone in known.Keys.Except(seen).ToList()) known.Remove(gone);
    }

    private async Task Announce(BlobItem blob, ETag version)
    {
        var type = (blob.Properties.BlobType ?? BlobType.Block) + "Blob";
        var message = new BlobMessage("BlobTrigger", $"Host.Functions.{function.Name}", type, container.Name, blob.Name, version.ToString("H"));
        await control.SendMessageAsync(BlobFunctions.Encode(message));
        signals.Wake(control.Name);
    }
}
