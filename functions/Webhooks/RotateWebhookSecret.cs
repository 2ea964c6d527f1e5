using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Signing;

namespace UserFunctions.Webhooks;

/// <summary><c>POST /api/webhooks/{id}/rotate-secret</c>: a new secret; the one before signs too for a day, so that receivers can be moved.</summary>
public sealed class RotateWebhookSecret(WebhookWriter writer, WebhookViews views)
{
    /// <summary>200 with the webhook and its new secret, shown this once; 400; 404; 412.</summary>
    /// <remarks>Repeated with the same Idempotency-Key it is the same secret.</remarks>
    [Function("RotateWebhookSecret")]
    [Operation("Rotate the secret of a webhook", "Makes a new secret, shown this once; for 24 hours deliveries are signed with the one before too.", IsVersioned = true)]
    [Answers(200, typeof(WebhookView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "webhooks/{id:guid}/rotate-secret")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.WebhooksWrite, cancellationToken, optional: true)).Try(out var read, out var error))
            return Answer.Problem(error);
        if (new FieldReader(read.Body, "rotation").Finish() is { } invalid)
            return Answer.Problem(invalid);
        var secret = Signature.NewSecret();
        var rotated = await writer.Change(read.Caller, id, request.IfMatch(), null, (current, _, now) => Rotated(current, secret, now), cancellationToken);
        return rotated.Try(out var webhook, out error)
            ? Answer.Ok(await views.Of(read.Caller.Tenant, webhook, cancellationToken) with { Secret = webhook.Secret }).Tagged(webhook.Version)
            : Answer.Problem(error);
    }

    private static Result<Webhook> Rotated(Webhook current, string secret, DateTimeOffset now) =>
        current with { Secret = secret, PreviousSecret = current.Secret, PreviousSecretUntil = now + DeliveryRules.SecretOverlap };
}
