using System.Globalization;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Webhooks;

/// <summary>How an event stands that is not delivered.</summary>
public enum DeliveryWord
{
    /// <summary>It is tried again, or waits behind another of its subject.</summary>
    Pending,

    /// <summary>It was given up.</summary>
    Failed,
}

/// <summary>An event that is not delivered, on the wire.</summary>
public sealed record DeliveryView
{
    /// <summary>Its id.</summary>
    [Field("Id of the event.")]
    public required string EventId { get; init; }

    /// <summary>Its type.</summary>
    [Field("Name of the event, such as user.created.")]
    public required string Event { get; init; }

    /// <summary>What it is about.</summary>
    [Field("What it is about, such as users/ and the id of the user.")]
    public required string Subject { get; init; }

    /// <summary>How it stands.</summary>
    [Field("Pending: it is tried again, or waits behind another event of its subject. Failed: it was given up.")]
    public required DeliveryWord State { get; init; }

    /// <summary>Tries so far.</summary>
    [Field("Tries so far; 0 while it waits behind another event of its subject.")]
    public required int Tries { get; init; }

    /// <summary>UTC.</summary>
    [Field("When it is tried next, in UTC; absent: as soon as the one before it is delivered, or never.")]
    public DateTimeOffset? NextTryAt { get; init; }

    /// <summary>UTC.</summary>
    [Field("When it was last tried, in UTC; absent: never.")]
    public DateTimeOffset? TriedAt { get; init; }

    /// <summary>HTTP.</summary>
    [Field("The HTTP status of the last try; absent when there was no answer.")]
    public int? LastStatus { get; init; }

    /// <summary>Why.</summary>
    [Field("Why the last try failed; absent: it was not tried.")]
    public string? Reason { get; init; }

    internal static DeliveryView Of(Delivery delivery) => new()
    {
        EventId = delivery.EventId,
        Event = delivery.Type,
        Subject = delivery.Subject,
        State = delivery.IsDead ? DeliveryWord.Failed : DeliveryWord.Pending,
        Tries = delivery.Tries,
        NextTryAt = delivery.NextTryAt,
        TriedAt = delivery.TriedAt,
        LastStatus = delivery.LastStatus,
        Reason = delivery.Reason,
    };
}

/// <summary>Which deliveries are listed.</summary>
public sealed record DeliveryQuery
{
    /// <summary>How they stand.</summary>
    [Field("Only those that stand so; absent: all.")]
    public DeliveryWord? State { get; init; }
}

/// <summary><c>/api/webhooks/{id}/deliveries</c>: what could not be delivered yet, or was given up; and another try of one.</summary>
public sealed class Deliveries(WebhookTable webhooks, DeliveryTable deliveries, WakeWebhooks wake, RequestRows requests, TimeProvider time)
{
    private const int MostAttempts = 10;

    /// <summary>200 with <c>value</c> and, while there is more, <c>nextLink</c>, in the order in which they happened; 400; 404.</summary>
    [Function("ListDeliveries")]
    [Operation("List undelivered events of a webhook", "Lists the events that wait for another try and those that were given up, with the last status and reason. What was delivered is not listed.")]
    [Query(typeof(DeliveryQuery))]
    [Answers(200, typeof(DeliveryView), IsPage = true)]
    [Lookup("deliveries", "eventId", "event")]
    public async Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "webhooks/{id:guid}/deliveries")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        // Whoever has an event tried again has to be able to choose it.
        if (!request.DemandAny(Permission.WebhooksRead, Permission.WebhooksWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadPage("state").Try(out var page, out error))
            return Answer.Problem(error);
        if (!request.ReadChoices<DeliveryWord>("state").Try(out var states, out error))
            return Answer.Problem(error);
        if (await webhooks.Find(caller.Tenant, id, cancellationToken) is not { } webhook)
            return Answer.Problem(Error.NotFound("webhook", id.ToString()));
        var state = await deliveries.State(caller.Tenant, webhook, cancellationToken);
        var all = (await deliveries.All(caller.Tenant, id, state, cancellationToken)).Standing.Where(d => states.Count == 0 || states.Contains(DeliveryView.Of(d).State));
        var rest = all.Where(d => page.After is null || string.CompareOrdinal(d.Key, page.After) > 0).Take(page.Top + 1).ToList();
        return request.Page([.. rest.Take(page.Top).Select(DeliveryView.Of)], page, rest.Count > page.Top ? rest[page.Top - 1].Key : null);
    }

    /// <summary>202 with the event as it stands: its tries begin anew, now; 404; 409 <c>webhook.disabled</c>.</summary>
    /// <remarks>With an Idempotency-Key the same request again is the same answer and no other try.</remarks>
    [Function("RetryDelivery")]
    [Operation("Retry an event of a webhook", "Tries an event now that waits or was given up, and begins to count its tries anew.")]
    [PathValue("webhooks/{id:guid}/deliveries/{eventId}", "Event", "Id of the event, as the list of undelivered events shows it.", Lookup = "deliveries")]
    [Answers(202, typeof(DeliveryView))]
    public async Task<IResult> Retry(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "webhooks/{id:guid}/deliveries/{eventId}/retry")] HttpRequest request, Guid id, string eventId, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.WebhooksWrite, cancellationToken, optional: true)).Try(out var read, out var error))
            return Answer.Problem(error);
        if (new FieldReader(read.Body, "retry").Finish() is { } invalid)
            return Answer.Problem(invalid);
        var tried = await requests.Once(read.Caller, token => Handle(read.Caller.Tenant, id, eventId, token), cancellationToken);
        return tried.Try(out var view, out error) ? Answer.Accepted(request.Link($"webhooks/{id}/deliveries"), 1, view) : Answer.Problem(error);
    }

    private async Task<Result<DeliveryView>> Handle(string tenant, Guid id, string eventId, CancellationToken cancellationToken)
    {
        if (await webhooks.Find(tenant, id, cancellationToken) is not { } webhook)
            return Error.NotFound("webhook", id.ToString());
        if (!webhook.Enabled)
            return ReplayWebhook.Disabled(id);
        if (await Again(tenant, webhook, eventId, cancellationToken) is not { } delivery)
            return Error.NotFound("event", FieldReader.Shown(eventId));
        wake.Begin(new(tenant, id));
        return DeliveryView.Of(delivery);
    }

    // The state is written with it, so that a run that is under way reads both anew.
    private async Task<Delivery?> Again(string tenant, Webhook webhook, string eventId, CancellationToken cancellationToken)
    {
        if (eventId.Split('_') is not [_, var number, _, _] || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var change) || eventId.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-')))
            return null;
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var state = await deliveries.State(tenant, webhook, cancellationToken);
            if (await deliveries.Find(tenant, webhook.Id, change, eventId, cancellationToken) is not { } delivery || state.IsPast(delivery))
                return null;
            var due = delivery with { Tries = 0, IsDead = false, NextTryAt = time.GetUtcNow() };
            var next = state with { DownUntil = null, DownTries = 0, Pending = state.Pending + (delivery.IsDead ? 1 : 0), Failed = state.Failed - (delivery.IsDead ? 1 : 0) };
            if (await deliveries.Save(tenant, webhook.Id, state, next, [due], [], cancellationToken) is not null)
                return due;
        }

        throw new InvalidOperationException($"The state of webhook {webhook.Id} moved under {MostAttempts} attempts to change it.");
    }
}
