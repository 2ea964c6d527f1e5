using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Webhooks;

/// <summary><c>DELETE /api/webhooks/{id}</c>, and how flows end their subscriptions.</summary>
public sealed class DeleteWebhook(WebhookTable webhooks, SubscriptionTokens tokens, ChangeLog log, Facts facts, RequestRows requests)
{
    /// <summary>Kind of the change.</summary>
    public const string Kind = "webhook.deleted";

    /// <summary>A flow that is deleted may have a key that was rotated out, or none.</summary>
    public static readonly KeylessRoute ByTokenRoute = new("DELETE", "/webhooks/subscriptions/");

    private const int MaxUrl = 2048;

    /// <summary>204; 404; 412.</summary>
    [Function("DeleteWebhook")]
    [Operation("Delete a webhook", "Ends the sending, and forgets the events that wait.", IsVersioned = true)]
    [Answers(204)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "webhooks/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.WebhooksWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        var deleted = await Handle(caller, id, request.IfMatch(), cancellationToken);
        return deleted.Ok ? Answer.NoContent() : Answer.Problem(deleted.Error!);
    }

    /// <summary>204 for every token, so that nobody learns which of them is one, and 503 when one could not be ended; it needs no key, because a flow that is deleted may have none any more.</summary>
    [Function("EndSubscription")]
    [Operation("End a subscription", "Ends what the trigger of a flow began; the platform calls it when the flow is switched off or deleted.", Visibility = Visibility.Internal, IsOpen = true)]
    [PathValue("webhooks/subscriptions/{token}", "Token", "The token of the subscription, from the Location that the trigger got.")]
    [Answers(204)]
    public async Task<IResult> ByToken(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "webhooks/subscriptions/{token}")] HttpRequest request, string token, CancellationToken cancellationToken)
    {
        var parts = token.Split('.');
        if (parts.Length == 3 && Guid.TryParseExact(parts[1], "N", out var id) && IsTenant(parts[0])
            && await webhooks.Find(parts[0], id, cancellationToken) is { } webhook && tokens.IsToken(parts[0], id, webhook.Mark, parts[2])
            && await End(Caller.System(parts[0], $"webhook:{id}", Correlation.Of(request.HttpContext)), id, cancellationToken) is { } error)
            return Answer.Problem(error);
        return Answer.NoContent();
    }

    /// <summary>204 however many there were; 400; 503 when not all could be ended.</summary>
    [Function("Unsubscribe")]
    [Operation("Unsubscribe a URL", "Deletes every webhook that sends to this URL; for the HTTP Webhook action, which unsubscribes by a request of its own.", Visibility = Visibility.Internal)]
    [Takes(typeof(UnsubscribeBody))]
    [Answers(204)]
    public async Task<IResult> ByUrl([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "webhooks/unsubscribe")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.WebhooksWrite, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        var fields = new FieldReader(read.Body, "unsubscription");
        var url = fields.Text("callbackUrl", MaxUrl).Value;
        if (url is null)
            fields.Missing("callbackUrl", "give the URL that events go to");
        if (fields.Finish() is { } invalid)
            return Answer.Problem(invalid);
        var ended = await requests.Once(read.Caller, token => Each(read.Caller with { RequestKey = null }, url!, token), cancellationToken);
        return ended.Try(out _, out error) ? Answer.NoContent() : Answer.Problem(error);
    }

    private async Task<Result<Guid[]>> Each(Caller caller, string url, CancellationToken cancellationToken)
    {
        var all = webhooks.Of(await facts.Now(caller.Tenant, cancellationToken)).All.Where(webhook => webhook.CallbackUrl == url).Select(webhook => webhook.Id).ToArray();
        foreach (var id in all)
        {
            if (await End(caller, id, cancellationToken) is { } error)
                return error;
        }

        return all;
    }

    // One that somebody else deleted has ended too. Anything else is said, because whoever unsubscribes would not come again.
    private async Task<Error?> End(Caller caller, Guid id, CancellationToken cancellationToken) =>
        (await Handle(caller, id, null, cancellationToken)).Error is { Kind: not ErrorKind.NotFound } error ? error : null;

    private Task<Result<Guid>> Handle(Caller caller, Guid id, string? ifMatch, CancellationToken cancellationToken)
    {
        return log.Write<Guid>(caller, Decide, cancellationToken);

        async Task<Result<Draft<Guid>>> Decide(CancellationToken token)
        {
            if (await webhooks.Find(caller.Tenant, id, token) is not { } before)
                return Error.NotFound("webhook", id.ToString());
            return Versions.Check(ifMatch, before.Version) is { } stale
                ? stale
                : new Draft<Guid>(id, new Change(Kind, [id], Json.Write(before))).With([WebhookTable.Delete(caller.Tenant, before)]);
        }
    }

    // What comes from outside is a part of a key.
    private static bool IsTenant(string name) => name.Length is > 0 and <= 40 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}

/// <summary>Which URL is told no more.</summary>
public sealed record UnsubscribeBody
{
    /// <summary>The URL.</summary>
    [Field("The URL that events are sent to.", IsRequired = true, Format = "uri")]
    public string? CallbackUrl { get; init; }
}
