using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Events;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Webhooks;

/// <summary>The message on the queue <c>webhooks</c>: whose events are to be told.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="WebhookId">The webhook.</param>
/// <param name="Waits">How often another process had it in hand.</param>
public sealed record WebhookMessage(string Tenant, Guid WebhookId, int Waits = 0)
{
    /// <summary>The queue's name.</summary>
    public const string Queue = "webhooks";
}

/// <summary>Tells receivers what happened. Of each receiver one process at a time tells, and whoever has the lease tells all there is.</summary>
public sealed class DeliverEvents(
    DeliveryTable deliveries, DeliveryLeases leases, WebhookTable webhooks, WebhookWriter writer, EventLog events, Facts facts, SendEvent sender, Queues queues, WebhookSettings settings,
    TimeProvider time, ILogger<DeliverEvents> logger) : IHostedService
{
    // A queue hides a message for no more than seven days.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(6);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private const int MostDoublings = 5;

    private readonly ConcurrentDictionary<(string Tenant, Guid Id), Running> running = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource cutOff = new();

    /// <summary>Tells what there is to tell; returns when that is done, or its time is over. While this process is at it already, it only sees to it that nothing is missed.</summary>
    public Task Handle(WebhookMessage message)
    {
        var key = (message.Tenant, message.WebhookId);
        while (true)
        {
            var run = running.GetOrAdd(key, _ => new Running());
            switch (run.Ask())
            {
                case Asked.First:
                    return Run(key, run, message.Waits);
                case Asked.Noted:
                    return Task.CompletedTask;
            }
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Begins nothing more, and lets what is being sent arrive for a moment.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        cutOff.CancelAfter(Grace);
        await Task.WhenAll(running.Values.Select(run => run.Ended)).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task Run((string Tenant, Guid Id) key, Running run, int waits)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            do
                await Once(key.Tenant, key.Id, waits);
            while (!stopping.IsCancellationRequested && !run.IsEnded(() => running.TryRemove(new(key, run))));
        }
        finally
        {
            // However it came to its end: whoever finds one that is over looks for another.
            run.End(() => running.TryRemove(new(key, run)));
        }
    }

    private async Task Once(string tenant, Guid id, int waits)
    {
        if (webhooks.Of(await facts.ForReading(tenant, [], CancellationToken.None)).Find(id) is not { Enabled: true })
            return;
        await using var lease = await leases.Take(tenant, id, CancellationToken.None);
        if (lease is null)
        {
            // Whoever has it may end, or die, before it comes to what this message is about.
            await queues.Send(WebhookMessage.Queue, new WebhookMessage(tenant, id, waits + 1), CancellationToken.None, Soon * (1 << Math.Min(waits, MostDoublings)));
            return;
        }

        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cutOff.Token, lease.Lost);
        var run = new DeliveryRun(tenant, id, Tools(tenant, id), stopping.Token, ends.Token);
        await run.Handle();
        if (lease.Lost.IsCancellationRequested)
            await queues.Send(WebhookMessage.Queue, new WebhookMessage(tenant, id), CancellationToken.None, settings.LeaseFor);
        else
            await PassOn(tenant, id, run);
    }

    private RunTools Tools(string tenant, Guid id) => new(
        deliveries, events, sender, settings, time,
        async token => webhooks.Of(await facts.ForReading(tenant, [], token)).Find(id),
        why =>
        {
            logger.LogWarning("Webhook {Id} of {Tenant} is switched off: {Why}", id, tenant, why);
            return writer.Disable(tenant, id, why, CancellationToken.None);
        });

    // One message for one time: each run that ends finds it on its way.
    private async Task PassOn(string tenant, Guid id, DeliveryRun run)
    {
        if (run.IsUnfinished)
            await queues.Send(WebhookMessage.Queue, new WebhookMessage(tenant, id), CancellationToken.None);
        var now = time.GetUtcNow();
        if (run.NextTry is not { } next || (run.State.WakeAt is { } wake && wake > now && wake <= next + Soon))
            return;
        var delay = next > now ? next - now : TimeSpan.Zero;
        await queues.Send(WebhookMessage.Queue, new WebhookMessage(tenant, id), CancellationToken.None, delay < LongestDelay ? delay : LongestDelay);
        await deliveries.Save(tenant, id, run.State, run.State with { WakeAt = next }, [], [], CancellationToken.None);
    }

    private enum Asked
    {
        First,
        Noted,
        TooLate,
    }

    /// <summary>A run of this process, and whether it has to look once more before it ends.</summary>
    private sealed class Running
    {
        private readonly Lock gate = new();
        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool isBegun;
        private bool isAskedAgain;
        private bool isOver;

        public Task Ended => ended.Task;

        public Asked Ask()
        {
            lock (gate)
            {
                if (isOver)
                    return Asked.TooLate;
                isAskedAgain = isBegun;
                return isBegun ? Asked.Noted : Begin();
            }
        }

        public bool IsEnded(Action remove)
        {
            lock (gate)
            {
                if (isAskedAgain)
                {
                    isAskedAgain = false;
                    return false;
                }

                isOver = true;
                remove();
                return true;
            }
        }

        public void End(Action remove)
        {
            lock (gate)
            {
                isOver = true;
                remove();
            }

            ended.TrySetResult();
        }

        private Asked Begin()
        {
            isBegun = true;
            return Asked.First;
        }
    }
}
