using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;

namespace UserFunctions.Local.Pumps;

/// <summary>How a queue is worked off; the numbers come from host.json.</summary>
internal sealed record QueuePumpOptions
{
    /// <summary>A client without encoding: the pump decodes itself, because an undecodable message has a fate of its own.</summary>
    public required QueueClient Queue { get; init; }

    /// <summary>Where messages go that failed too often; created when the first does.</summary>
    public required QueueClient Poison { get; init; }

    /// <inheritdoc cref="HostSettings.BatchSize"/>
    public required int BatchSize { get; init; }

    /// <inheritdoc cref="HostSettings.NewBatchThreshold"/>
    public required int NewBatchThreshold { get; init; }

    /// <inheritdoc cref="HostSettings.MaxDequeueCount"/>
    public required int MaxDequeueCount { get; init; }

    /// <inheritdoc cref="HostSettings.VisibilityTimeout"/>
    public required TimeSpan VisibilityTimeout { get; init; }

    /// <inheritdoc cref="HostSettings.MaxPollingInterval"/>
    public required TimeSpan MaxPollingInterval { get; init; }

    /// <inheritdoc cref="HostSettings.QueueLease"/>
    public required TimeSpan Lease { get; init; }

    /// <inheritdoc cref="HostSettings.Base64Messages"/>
    public required bool Base64 { get; init; }
}

/// <summary>Works off one queue: at least once, in no order, poison after too many failures.</summary>
/// <param name="options">The queue and the numbers.</param>
/// <param name="run">Handles a message with its decoded body; false means it failed.</param>
/// <param name="signals">Cut a pause short.</param>
/// <param name="time">For pauses and leases.</param>
/// <param name="logger">Says what was moved to poison and why.</param>
internal sealed class QueuePump(QueuePumpOptions options, Func<QueueMessage, string, Task<bool>> run, PumpSignals signals, TimeProvider time, ILogger logger)
{
    private readonly List<Task> running = [];

    /// <summary>Runs until told to stop, then waits for the messages in hand.</summary>
    public async Task Run(CancellationToken stopping)
    {
        var pause = new PollingPause(options.MaxPollingInterval);
        while (!stopping.IsCancellationRequested)
        {
            var messages = await Receive();
            running.AddRange(messages.Select(message => stopping.IsCancellationRequested ? GiveBack(message) : Handle(message)));
            if (messages.Length == 0) await signals.Wait(options.Queue.Name, pause.Next(), time, stopping);
            else pause.Reset();
            await WaitForRoom(stopping);
        }

        await Task.WhenAll(running);
    }

    private async Task WaitForRoom(CancellationToken stopping)
    {
        running.RemoveAll(t => t.IsCompleted);
        while (running.Count > options.NewBatchThreshold && !stopping.IsCancellationRequested)
        {
            await ((Task)Task.WhenAny(running).WaitAsync(stopping)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            running.RemoveAll(t => t.IsCompleted);
        }
    }

    // Not cut off by the end: the service would have given out messages whose receipts nobody read, hidden from everybody for a whole lease.
    private async Task<QueueMessage[]> Receive()
    {
        try
        {
            return (await options.Queue.ReceiveMessagesAsync(options.BatchSize, options.Lease, CancellationToken.None)).Value;
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            // The listener never creates its queue; the app does.
            return [];
        }
        catch (Exception exception) when (exception is RequestFailedException or AggregateException)
        {
            logger.LogWarning("Queue '{Queue}' could not be read: {Message}", options.Queue.Name, exception.Message);
            return [];
        }
    }

    // Leaves the loop's thread at once, so that a function that blocks holds up no other message.
    private Task Handle(QueueMessage message) => Task.Run(() => Hold(message, held => Settle(message, held)));

    // It came when nothing is begun any more: others take it at once.
    private Task GiveBack(QueueMessage message) => Hold(message, held => held.Return(TimeSpan.Zero));

    private async Task Hold(QueueMessage message, Func<HeldMessage, Task> settle)
    {
        try
        {
            await using var held = new HeldMessage(options.Queue, message, options.Lease, time, logger);
            await settle(held);
        }
        catch (Exception exception)
        {
            logger.LogError(exception, "Message '{Id}' of queue '{Queue}' could not be settled and comes again: {Message}", message.MessageId, options.Queue.Name, exception.Message);
        }
    }

    private async Task Settle(QueueMessage message, HeldMessage held)
    {
        if (Decode(message.MessageText) is not { } body)
            await Poison(message, held, "is not base64");
        else if (message.DequeueCount > options.MaxDequeueCount)
            await Poison(message, held, $"was received more than {options.MaxDequeueCount} times");
        else if (await run(message, body))
            await held.Delete();
        else if (message.DequeueCount >= options.MaxDequeueCount)
            await Poison(message, held, $"has failed {options.MaxDequeueCount} times");
        else
            await held.Return(options.VisibilityTimeout);
    }

    private string? Decode(string text)
    {
        if (!options.Base64) return text;
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var count) ? System.Text.Encoding.UTF8.GetString(bytes, 0, count) : null;
    }

    private async Task Poison(QueueMessage message, HeldMessage held, string why)
    {
        logger.LogWarning("Message '{Id}' of queue '{Queue}' {Why}: it is moved to '{Poison}'.", message.MessageId, options.Queue.Name, why, options.Poison.Name);
        try
        {
            await options.Poison.SendMessageAsync(message.MessageText);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            await options.Poison.CreateIfNotExistsAsync();
            await options.Poison.SendMessageAsync(message.MessageText);
        }

        signals.Wake(options.Poison.Name);
        await held.Delete();
    }
}
