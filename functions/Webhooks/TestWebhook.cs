using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Webhooks;

/// <summary>What came of a test.</summary>
public sealed record WebhookTest
{
    /// <summary>Of the event that was sent.</summary>
    [Field("Id of the event that was sent; the receiver finds it in the header webhook-id.")]
    public required string EventId { get; init; }

    /// <summary>2xx.</summary>
    [Field("True when the receiver answered with a status from 200 to 299.")]
    public required bool Delivered { get; init; }

    /// <summary>HTTP.</summary>
    [Field("The HTTP status that it answered with; absent when there was no answer.")]
    public int? Status { get; init; }

    /// <summary>Why not.</summary>
    [Field("Why it was not delivered; absent when it was.")]
    public string? Reason { get; init; }

    /// <summary>Milliseconds.</summary>
    [Field("How long the receiver took, in milliseconds.")]
    public required int DurationMs { get; init; }
}

/// <summary>The data of a test.</summary>
/// <param name="Message">Says that it is one.</param>
internal sealed record PingData(string Message);

/// <summary><c>POST /api/webhooks/{id}/test</c>: sends a ping now, whether the webhook is switched on or not.</summary>
public sealed class TestWebhook(WebhookTable webhooks, SendEvent sender, RequestRows requests, TimeProvider time)
{
    /// <summary>Name of the event that a test sends; nobody subscribes to it.</summary>
    public const string Ping = "webhook.ping";

    /// <summary>200 with what came of it; 404.</summary>
    /// <remarks>With an Idempotency-Key the same request again is the same answer and no second ping.</remarks>
    [Function("TestWebhook")]
    [Operation("Test a webhook", "Sends the event webhook.ping to the webhook now and answers with what came of it; it takes at most 20 seconds.")]
    [Answers(200, typeof(WebhookTest))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "webhooks/{id:guid}/test")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.WebhooksWrite, cancellationToken, optional: true)).Try(out var read, out var error))
            return Answer.Problem(error);
        if (new FieldReader(read.Body, "test").Finish() is { } invalid)
            return Answer.Problem(invalid);
        var tested = await requests.Once(read.Caller, token => Handle(read.Caller, id, token), cancellationToken);
        return tested.Try(out var test, out error) ? Answer.Ok(test) : Answer.Problem(error);
    }

    private async Task<Result<WebhookTest>> Handle(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        if (await webhooks.Find(caller.Tenant, id, cancellationToken) is not { } webhook)
            return Error.NotFound("webhook", id.ToString());
        var now = time.GetUtcNow();
        // Of a request that was cut off and comes again it is the same event.
        var eventId = $"{caller.Tenant}_ping_{caller.RequestKey?.Key[..32] ?? Guid.CreateVersion7(now).ToString("N")}";
        var began = time.GetTimestamp();
        var body = EventMessages.Write(eventId, caller.Tenant, Ping, now, $"webhooks/{id:D}", new PingData("This is a test."));
        var outcome = await sender.Send(webhook, eventId, body, cancellationToken);
        return new WebhookTest
        {
            EventId = eventId,
            Delivered = outcome.Ok,
            Status = outcome.Status,
            Reason = outcome.Reason,
            DurationMs = (int)time.GetElapsedTime(began).TotalMilliseconds,
        };
    }
}
