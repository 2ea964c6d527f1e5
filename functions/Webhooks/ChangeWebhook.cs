using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;

namespace UserFunctions.Webhooks;

/// <summary><c>PATCH /api/webhooks/{id}</c>: a JSON merge.</summary>
public sealed class ChangeWebhook(WebhookWriter writer, WebhookFilters filters, WebhookViews views, WakeWebhooks wake)
{
    /// <summary>200 with the webhook as it is now; 400, 403, 404, 412. Switched on again it is told what happened meanwhile.</summary>
    [Function("ChangeWebhook")]
    [Operation("Update a webhook", "Changes what is named and leaves the rest. A webhook that is switched on again is told what happened meanwhile.", IsVersioned = true)]
    [Takes(typeof(WebhookChanges))]
    [Answers(200, typeof(WebhookView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "webhooks/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.WebhooksWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!(await request.ReadObject(cancellationToken)).Try(out var body, out error))
            return Answer.Problem(error);
        var changed = await writer.Change(
            caller, id, request.IfMatch(), request.Host.Host,
            (current, facts, now) => current.Apply(body.Root, filters.Types, (reader, filter, told) => filters.Read(reader, filter, told, facts), now), cancellationToken);
        if (!changed.Try(out var webhook, out error))
            return Answer.Problem(error);
        if (webhook.Enabled)
            wake.Begin(new(caller.Tenant, id));
        return Answer.Ok(await views.Of(caller.Tenant, webhook, cancellationToken)).Tagged(webhook.Version);
    }
}
