using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;

namespace UserFunctions.Local.Pumps;

/// <summary>A received message, kept hidden from others for as long as it is in hand.</summary>
internal sealed class HeldMessage : IAsyncDisposable
{
    private readonly QueueClient queue;
    private readonly QueueMessage message;
    private readonly ILogger logger;
    private readonly CancellationTokenSource released = new();
    private readonly Task renewing;
    private string popReceipt;

    public HeldMessage(QueueClient queue, QueueMessage message, TimeSpan lease, TimeProvider time, ILogger logger)
    {
        (this.queue, this.message, this.logger, popReceipt) = (queue, message, logger, message.PopReceipt);
        renewing = Renew(lease, time);
    }

    /// <summary>It is done with.</summary>
    public Task Delete() => Settle(() => queue.DeleteMessageAsync(message.MessageId, popReceipt));

    /// <summary>It may be received again after <paramref name="hidden"/>.</summary>
    public Task Return(TimeSpan hidden) => Settle(() => Update(hidden));

    public async ValueTask DisposeAsync()
    {
        await StopRenewing();
        released.Dispose();
    }

    private async Task Settle(Func<Task> last)
    {
        await StopRenewing();
        try
        {
            await last();
        }
        catch (RequestFailedException exception) when (IsStale(exception))
        {
            logger.LogInformation("Message '{Id}' of queue '{Queue}' is held by another receiver by now; nothing to do.", message.MessageId, queue.Name);
        }
    }

    private async Task Renew(TimeSpan lease, TimeProvider time)
    {
        try
        {
            while (true)
            {
                await Task.Delay(lease / 2, time, released.Token);
                await Update(lease);
            }
        }
        catch (OperationCanceledException)
        {
            // Released.
        }
        catch (RequestFailedException exception)
        {
            logger.LogWarning("The hold on message '{Id}' of queue '{Queue}' could not be renewed: {Message}", message.MessageId, queue.Name, exception.Message);
        }
    }

    // Not cancelled half-way: the answer holds the only pop receipt that works from then on.
    private async Task Update(TimeSpan hidden) =>
        popReceipt = (await queue.UpdateMessageAsync(message.MessageId, popReceipt, (string?)null, hidden, CancellationToken.None)).Value.PopReceipt;

    private async Task StopRenewing()
    {
        await released.CancelAsync();
        await renewing;
    }

    private static bool IsStale(RequestFailedException exception) =>
        exception.ErrorCode == QueueErrorCode.PopReceiptMismatch || exception.ErrorCode == QueueErrorCode.MessageNotFound || exception.Status == 404;
}
