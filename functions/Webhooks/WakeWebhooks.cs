using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Events;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Webhooks;

/// <summary>
/// A change was made → those who want to know are told by this very process, behind the answer to whoever made it, because a queue that has been quiet is looked into every ten
/// seconds only. A message that comes somewhat later makes up for a process that dies meanwhile.
/// </summary>
public sealed class WakeWebhooks(WebhookTable webhooks, DeliverEvents deliver, EventLog events, Facts facts, Queues queues, TimeProvider time, ILogger<WakeWebhooks> logger)
{
    // Behind the time in which this process tells by itself; one message is enough for all changes of that time.
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<(string Tenant, Guid Id), long> sent = new();

    /// <summary>The reaction to every change.</summary>
    public static ChangeReaction Reaction(Func<WakeWebhooks> wake) =>
        new(new HashSet<string>(), (change, cancellationToken) => wake().Handle(change, cancellationToken)) { IsForAll = true, IsApart = true };

    /// <summary>The reaction to a webhook's deletion: what is kept of its deliveries goes too.</summary>
    public static ChangeReaction Forget(DeliveryTable deliveries)
    {
        return new(new HashSet<string> { DeleteWebhook.Kind }, React);

        async Task React(ChangeToReact change, CancellationToken cancellationToken)
        {
            foreach (var id in change.What.Ids)
                await deliveries.Forget(change.Tenant, id, cancellationToken);
        }
    }

    /// <summary>Begins to tell, and returns.</summary>
    public async Task Handle(ChangeToReact change, CancellationToken cancellationToken)
    {
        var types = events.Concerned(change.What).Select(type => type.Name).ToHashSet(StringComparer.Ordinal);
        if (types.Count == 0)
            return;
        var known = webhooks.Of(await facts.ForReading(change.Tenant, [], cancellationToken));
        var concerned = known.All.Where(webhook => webhook.Enabled && webhook.Events.Any(types.Contains)).ToList();
        foreach (var webhook in concerned)
            Begin(new(change.Tenant, webhook.Id));
        await Task.WhenAll(concerned.Where(webhook => IsDue((change.Tenant, webhook.Id))).Select(webhook =>
            queues.Send(WebhookMessage.Queue, new WebhookMessage(change.Tenant, webhook.Id), cancellationToken, Later)));
    }

    /// <summary>Begins to tell now, in this process.</summary>
    internal void Begin(WebhookMessage message) => _ = Behind(message, deliver.Handle(message));

    /// <summary>Begins to tell now, in this process; returns when that is done, or when this time is over and it goes on behind the caller.</summary>
    internal async Task Begin(WebhookMessage message, TimeSpan longest)
    {
        var telling = deliver.Handle(message);
        await telling.WaitAsync(longest, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (telling.IsCompleted)
            await telling;
        else
            _ = Behind(message, telling);
    }

    private bool IsDue((string, Guid) key)
    {
        var isDue = !sent.TryGetValue(key, out var at) || time.GetElapsedTime(at) >= Later / 2;
        if (isDue)
            sent[key] = time.GetTimestamp();
        return isDue;
    }

    private async Task Behind(WebhookMessage message, Task telling)
    {
        try
        {
            await telling;
        }
        catch (Exception exception)
        {
            // Nobody waits for this task, so whatever it was is said here.
            logger.LogWarning(exception, "Events of webhook {Id} in {Tenant} could not be told; the queue or the sweep repeats it", message.WebhookId, message.Tenant);
        }
    }
}

/// <summary>Queue <c>webhooks</c> → what there is to tell is told. Delivered twice it is told once; lost, it is made up for by <see cref="SweepWebhooks"/>.</summary>
public sealed class ContinueWebhook(WakeWebhooks wake, ILogger<ContinueWebhook> logger)
{
    // The queue hands out a dozen messages at a time. A receiver that takes longer keeps none of these places from the others: its run goes on behind the message, and the
    // sweep finds what is left should the process die.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(3);

    /// <summary>Reads the message; one that cannot be read is logged and dropped, because trying it again would change nothing.</summary>
    [Function("ContinueWebhook")]
    public async Task Run([QueueTrigger(WebhookMessage.Queue)] string message, CancellationToken cancellationToken)
    {
        WebhookMessage? next = null;
        try
        {
            next = Json.Read<WebhookMessage>(message);
        }
        catch (JsonException exception)
        {
            logger.LogError(exception, "A message on {Queue} cannot be read.", WebhookMessage.Queue);
        }

        if (next?.Tenant is { Length: > 0 })
            await wake.Begin(next, LongestWait);
    }
}
