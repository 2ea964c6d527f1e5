using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;

namespace UserFunctions.Webhooks;

/// <summary><c>POST /api/webhooks</c>: events are sent to a URL from now on.</summary>
public sealed class CreateWebhook(WebhookWriter writer, WebhookFilters filters, WebhookViews views)
{
    /// <summary>201 with the webhook and its secret, shown this once; 400; 403 for events that the caller may not read; 409 when the tenant has too many.</summary>
    /// <remarks>Repeated with the same Idempotency-Key it is the same webhook and secret.</remarks>
    [Function("CreateWebhook")]
    [Operation("Create a webhook", "Sends events to a URL from now on, signed with a secret that is shown this once. A tenant has as many webhooks as its quota allows.", Visibility = Visibility.Advanced, IsVersioned = true)]
    [Takes(typeof(WebhookBody))]
    [Answers(201, typeof(WebhookView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "webhooks")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.WebhooksWrite, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        var body = read.Body;
        var made = await writer.Create(
            read.Caller, request.Host.Host, (blank, facts, now) => blank.Apply(body, filters.Types, (reader, current, told) => filters.Read(reader, current, told, facts), now), null, cancellationToken);
        if (!made.Try(out var created, out error))
            return Answer.Problem(error);
        var webhook = created.Webhook!;
        var view = await views.Of(read.Caller.Tenant, webhook, cancellationToken) with { Secret = webhook.Secret };
        return Answer.Created(request.Link($"webhooks/{webhook.Id}"), view).Tagged(webhook.Version);
    }
}
