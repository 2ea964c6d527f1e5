using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Hosting;

namespace UserFunctions.Local.Pumps;

/// <summary>All pumps of the host: one for each queue, blob and timer function, and one for the blobs' control queue.</summary>
internal sealed class PumpSet(HostSettings settings, IConfiguration configuration, FunctionRunner runner, PumpSignals signals, TimeProvider time, ILogger logger)
{
    private const string BlobPoisonQueue = "webjobs-blobtrigger-poison";

    private static readonly TimeSpan PauseAfterCrash = TimeSpan.FromSeconds(2);

    private readonly StorageConnections storage = new(configuration);
    private readonly List<(string Name, Func<CancellationToken, Task> Run)> pumps = [];

    private BlobContainerClient HostContainer => storage.Blobs(null).GetBlobContainerClient("azure-webjobs-hosts");

    private QueueClient ControlQueue => storage.Queues(null).GetQueueClient($"azure-webjobs-blobtrigger-{settings.HostId}");

    /// <summary>Makes the pumps and creates what the host itself needs in storage.</summary>
    /// <exception cref="StartException">A schedule or a connection is wrong.</exception>
    public async Task Prepare(IReadOnlyList<FunctionDescription> functions, CancellationToken cancellationToken)
    {
        var byKind = functions.ToLookup(f => f.Kind);
        pumps.AddRange(byKind[FunctionKind.Queue].Select(f => (f.Name, (Func<CancellationToken, Task>)Queue(f).Run)));
        pumps.AddRange(byKind[FunctionKind.Timer].Select(f => (f.Name, (Func<CancellationToken, Task>)Timer(f).Run)));
        var blobs = byKind[FunctionKind.Blob].ToList();
        pumps.AddRange(blobs.Select(f => (f.Name, (Func<CancellationToken, Task>)Blob(f).Run)));
        if (blobs.Count > 0)
        {
            pumps.Add((ControlQueue.Name, Control(blobs).Run));
            await ControlQueue.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        }

        if (blobs.Count > 0 || byKind[FunctionKind.Timer].Any()) await HostContainer.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
    }

    /// <summary>Runs them all until told to stop, then waits for what they have in hand.</summary>
    public Task Run(CancellationToken stopping) => Task.WhenAll(pumps.Select(p => Keep(p.Name, p.Run, stopping)));

    private async Task Keep(string name, Func<CancellationToken, Task> run, CancellationToken stopping)
    {
        await Task.Yield();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await run(stopping);
            }
            catch (Exception exception)
            {
                logger.LogError(exception, "The listener of '{Function}' stopped and is started again: {Message}", name, exception.Message);
                await Task.WhenAny(Task.Delay(PauseAfterCrash, time, stopping));
            }
        }
    }

    private QueuePump Queue(FunctionDescription function)
    {
        var queues = storage.Queues(function.Connection);
        var options = Options(queues.GetQueueClient(function.Queue), queues.GetQueueClient(function.Queue + "-poison"));
        return Pump(options, new QueueFunction(function, runner).Run);
    }

    private QueuePump Control(IReadOnlyList<FunctionDescription> blobs)
    {
        var options = Options(ControlQueue, storage.Queues(null).GetQueueClient(BlobPoisonQueue)) with
        {
            BatchSize = Math.Min(settings.BlobParallelism, 32),
            NewBatchThreshold = 0,
            MaxDequeueCount = settings.BlobPoisonThreshold,
            // The host's own queue does not follow the file here: a failed blob is tried again at once.
            VisibilityTimeout = TimeSpan.Zero,
            Base64 = true,
        };
        return Pump(options, new BlobFunctions(blobs, storage, runner, logger).Run);
    }

    private BlobPump Blob(FunctionDescription function)
    {
        var container = storage.Blobs(function.Connection).GetBlobContainerClient(new BlobPattern(function.BlobPath!).Container);
        return new BlobPump(function, container, ControlQueue, new BlobReceipts(HostContainer, settings.HostId, time), signals, time, logger);
    }

    private TimerPump Timer(FunctionDescription function) => new(
        function, Schedule(function), HostContainer.GetBlobClient($"timers/{settings.HostId}/{function.Name}"), runner, time, logger);

    private CronSchedule Schedule(FunctionDescription function)
    {
        var text = function.Schedule!;
        if (text.StartsWith('%'))
            text = configuration[text.Trim('%')] ?? throw new StartException($"The setting {text.Trim('%')}, the schedule of '{function.Name}', is missing.");
        try
        {
            return CronSchedule.Parse(text);
        }
        catch (FormatException exception)
        {
            throw new StartException($"The schedule of '{function.Name}' is wrong: {exception.Message}");
        }
    }

    private QueuePumpOptions Options(QueueClient queue, QueueClient poison) => new()
    {
        Queue = queue,
        Poison = poison,
        BatchSize = settings.BatchSize,
        NewBatchThreshold = settings.NewBatchThreshold,
        MaxDequeueCount = settings.MaxDequeueCount,
        VisibilityTimeout = settings.VisibilityTimeout,
        MaxPollingInterval = settings.MaxPollingInterval,
        Lease = settings.QueueLease,
        Base64 = settings.Base64Messages,
    };

    private QueuePump Pump(QueuePumpOptions options, Func<QueueMessage, string, Task<bool>> run) => new(options, run, signals, time, logger);
}
