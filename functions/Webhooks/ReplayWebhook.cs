using System.Globalization;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Events;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Webhooks;

/// <summary>From where a webhook is told again.</summary>
public sealed record ReplayBody
{
    /// <summary>Cursor or time.</summary>
    [Field("From where on: a cursor as a webhook shows it, or a time in UTC such as 2026-03-01T09:30:00Z. All that matches and happened behind it is sent again, under the same ids.", IsRequired = true)]
    public string? From { get; init; }
}

/// <summary><c>POST /api/webhooks/{id}/replay</c>: the cursor goes back, or forward, and what is behind it is told once more.</summary>
public sealed class ReplayWebhook(WebhookTable webhooks, DeliveryTable deliveries, WebhookViews views, EventLog events, ChangeLog log, WakeWebhooks wake, RequestRows requests)
{
    private const int MaxText = 40;
    private const int MostAttempts = 10;

    /// <summary>202 with the webhook; 400; 404; 409 <c>webhook.disabled</c>.</summary>
    /// <remarks>With an Idempotency-Key the same request again is the same answer and moves nothing.</remarks>
    [Function("ReplayWebhook")]
    [Operation("Replay events to a webhook", "Sends events once more that happened behind a cursor or a time. They keep their ids, so a receiver can tell which it has seen; what waits or was given up behind that place is part of it.")]
    [Takes(typeof(ReplayBody))]
    [Answers(202, typeof(WebhookView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "webhooks/{id:guid}/replay")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.WebhooksWrite, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        if (!(await From(read.Caller.Tenant, new FieldReader(read.Body, "replay"), cancellationToken)).Try(out var from, out error))
            return Answer.Problem(error);
        var replayed = await requests.Once(read.Caller, token => Handle(read.Caller.Tenant, id, from, token), cancellationToken);
        return replayed.Try(out var view, out error) ? Answer.Accepted(request.Link($"webhooks/{id}"), 1, view) : Answer.Problem(error);
    }

    /// <summary>The 409.</summary>
    internal static Error Disabled(Guid id) =>
        Error.Conflict("id", "webhook.disabled", $"webhook {id} is switched off: switch it on with PATCH {{\"enabled\": true}} first.");

    private async Task<Result<WebhookView>> Handle(string tenant, Guid id, long from, CancellationToken cancellationToken)
    {
        if (await webhooks.Find(tenant, id, cancellationToken) is not { } webhook)
            return Error.NotFound("webhook", id.ToString());
        if (!webhook.Enabled)
            return Disabled(id);
        await Move(tenant, webhook, from, cancellationToken);
        wake.Begin(new(tenant, id));
        return await views.Of(tenant, webhook, cancellationToken);
    }

    private async Task Move(string tenant, Webhook webhook, long from, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var state = await deliveries.State(tenant, webhook, cancellationToken);
            var all = await deliveries.All(tenant, webhook.Id, state, cancellationToken);
            // Those of a replay before this one, which may have moved the cursor farther back.
            await deliveries.Drop(tenant, webhook.Id, all.Past, cancellationToken);
            var next = state with
            {
                Cursor = from,
                Pending = all.Standing.Count(d => !d.IsDead && d.Change <= from),
                Failed = all.Standing.Count(d => d.IsDead && d.Change <= from),
                DownUntil = null,
                DownTries = 0,
                Replays = state.Replays + 1,
                ReplayedFrom = from,
            };
            if (await deliveries.Save(tenant, webhook.Id, state, next, [], [], cancellationToken) is null)
                continue;
            // Void already; a run that begins meanwhile tells these events, and may write rows of its own for them.
            await deliveries.Drop(tenant, webhook.Id, all.Standing.Where(d => d.Change > from), cancellationToken);
            return;
        }

        throw new InvalidOperationException($"The cursor of webhook {webhook.Id} moved under {MostAttempts} attempts to set it.");
    }

    private async Task<Result<long>> From(string tenant, FieldReader fields, CancellationToken cancellationToken)
    {
        var text = fields.Text("from", MaxText).Value;
        var head = await events.Head(tenant, cancellationToken);
        long? from = null;
        if (text is null)
            fields.Missing("from", "give a cursor as a webhook shows it, or a time such as 2026-03-01T09:30:00Z");
        else if (EventCursor.Read(text) is { } number && number <= head)
            from = number;
        else if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
            from = await Behind(tenant, time, head, cancellationToken);
        else
            fields.Add("from", "invalid", $"from '{FieldReader.Shown(text)}' is neither a cursor as a webhook shows it nor a time such as 2026-03-01T09:30:00Z.");
        return fields.Finish() is { } invalid ? invalid : from!.Value;
    }

    // The last change before the time: the log is in the order of time, so halving finds it.
    private async Task<long> Behind(string tenant, DateTimeOffset time, long head, CancellationToken cancellationToken)
    {
        var (low, high) = (0L, head + 1);
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            if (await log.Find(tenant, middle, cancellationToken) is { } change && change.At < time)
                low = middle;
            else
                high = middle;
        }

        return low;
    }
}
