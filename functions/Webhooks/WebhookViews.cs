using UserFunctions.Platform.Events;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Webhooks;

/// <summary>Makes the views of webhooks: how their deliveries stand is that of now.</summary>
public sealed class WebhookViews(DeliveryTable deliveries, EventLog events, EventWords words, Facts facts)
{
    /// <summary>The view of one webhook.</summary>
    internal async Task<WebhookView> Of(string tenant, Webhook webhook, CancellationToken cancellationToken) => (await Of(tenant, [webhook], cancellationToken))[0];

    /// <summary>The views of several.</summary>
    internal async Task<IReadOnlyList<WebhookView>> Of(string tenant, IReadOnlyList<Webhook> webhooks, CancellationToken cancellationToken)
    {
        var head = await events.Head(tenant, cancellationToken);
        var known = await facts.ForReading(tenant, [], cancellationToken);
        var roles = words.Roles(known);
        var states = await Task.WhenAll(webhooks.Select(webhook => deliveries.State(tenant, webhook, cancellationToken)));
        return [.. webhooks.Zip(states, (webhook, state) => WebhookView.Of(webhook, state, head, known, roles))];
    }
}
