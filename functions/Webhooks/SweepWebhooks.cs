using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Events;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Webhooks;

/// <summary>Every minute and at start: finds what is left to tell although no message says so, because a process died or a message was lost.</summary>
public sealed class SweepWebhooks(
    WatchLists lists, WebhookTable webhooks, DeliveryTable deliveries, EventLog events, Facts facts, Queues queues, TimeProvider time, ILogger<SweepWebhooks> logger)
{
    /// <summary>The watch list of tenants with webhooks.</summary>
    public const string Watched = "webhooks";

    /// <summary>What follows from a webhook's being made or changed: its tenant is looked at from then on.</summary>
    public static ChangeReaction Reaction(WatchLists lists) =>
        new(new HashSet<string> { WebhookWriter.CreatedKind, WebhookWriter.ChangedKind }, (change, cancellationToken) => lists.Put(Watched, change.Tenant, cancellationToken));

    /// <summary>Looks at every webhook that is switched on.</summary>
    [Function("SweepWebhooks")]
    public async Task Run([TimerTrigger("45 * * * * *", RunOnStartup = true)] TimerInfo timer, CancellationToken cancellationToken)
    {
        await foreach (var listed in lists.On(Watched, cancellationToken))
        {
            try
            {
                if (!await Sweep(listed.Key, cancellationToken))
                    await lists.Remove(listed, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The other tenants are not held up; this one is met again in a minute.
                logger.LogError(exception, "The webhooks of {Tenant} could not be swept", listed.Key);
            }
        }
    }

    // False when there is none. Those that are off stay watched: without the key that opens their secrets all are off, and the right key changes nothing that would be told.
    private async Task<bool> Sweep(string tenant, CancellationToken cancellationToken)
    {
        var all = webhooks.Of(await facts.Now(tenant, cancellationToken)).All;
        var enabled = all.Where(webhook => webhook.Enabled).ToList();
        if (enabled.Count == 0)
            return all.Count > 0;
        var head = await events.Head(tenant, cancellationToken);
        foreach (var webhook in enabled)
        {
            var state = await deliveries.State(tenant, webhook, cancellationToken);
            if (IsLeft(state, head))
                await queues.Send(WebhookMessage.Queue, new WebhookMessage(tenant, webhook.Id), cancellationToken);
        }

        return true;
    }

    // While the receiver is down, or too much waits, the cursor stays behind: the time of the next try counts.
    private bool IsLeft(DeliveryState state, long head)
    {
        var now = time.GetUtcNow();
        var waits = state.DownUntil is not null || state.Pending >= DeliveryRules.MostPending;
        return (!waits && state.Cursor < head) || (state.Pending > 0 && !(state.WakeAt > now)) || state.DownUntil <= now;
    }
}
