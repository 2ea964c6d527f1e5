using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Webhooks;

/// <summary><c>GET /api/webhooks</c> and <c>/api/webhooks/{id}</c>: who is told of what, and how the deliveries stand.</summary>
public sealed class ReadWebhooks(WebhookTable webhooks, WebhookViews views, Facts facts)
{
    // Whoever changes or deletes webhooks has to be able to choose one.
    private static readonly string[] Seeing = [Permission.WebhooksRead, Permission.WebhooksWrite];

    /// <summary>200 with <c>value</c> and, while there is more, <c>nextLink</c>, in the order of their making.</summary>
    [Function("ListWebhooks")]
    [Operation("List webhooks", "Lists the webhooks of the tenant, those of flows among them, with how their deliveries stand.", Visibility = Visibility.Advanced)]
    [Answers(200, typeof(WebhookView), IsPage = true)]
    [Lookup("webhooks", "id", "callbackUrl")]
    public async Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "webhooks")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.DemandAny(Seeing).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadPage().Try(out var page, out error))
            return Answer.Problem(error);
        var (found, last) = page.Of(webhooks.Of(await facts.Now(caller.Tenant, cancellationToken)).All, webhook => webhook.Id);
        return request.Page(await views.Of(caller.Tenant, found, cancellationToken), page, last);
    }

    /// <summary>200 with the webhook; 404.</summary>
    [Function("ReadWebhook")]
    [Operation("Get a webhook", "Reads one webhook and how its deliveries stand: how far it has been told, what waits and why the last try failed.", IsVersioned = true)]
    [PathValue("webhooks/{id:guid}", "Webhook", "Id of the webhook.", Lookup = "webhooks")]
    [Answers(200, typeof(WebhookView))]
    public async Task<IResult> Read([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "webhooks/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.WebhooksRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        return await webhooks.Find(caller.Tenant, id, cancellationToken) is { } webhook
            ? Answer.Ok(await views.Of(caller.Tenant, webhook, cancellationToken)).Tagged(webhook.Version)
            : Answer.Problem(Error.NotFound("webhook", id.ToString()));
    }
}
