using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Events;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Webhooks;

/// <summary>What a flow's trigger sends.</summary>
public sealed record TriggerBody : FilterBody
{
    /// <summary>The flow's URL.</summary>
    [Field("The URL that the flow is started at; the platform fills it in.", IsRequired = true, IsCallback = true, Visibility = Visibility.Internal, Format = "uri")]
    public string? CallbackUrl { get; init; }
}

/// <summary>A subscription as the platform keeps it.</summary>
public sealed record SubscriptionView
{
    /// <summary>The webhook's id.</summary>
    [Field("Id of the webhook that the subscription is.")]
    public required Guid Id { get; init; }

    /// <summary>The event.</summary>
    [Field("Name of the event.")]
    public required string Event { get; init; }
}

/// <summary><c>POST /api/triggers/{event}</c>: webhook triggers. The <c>Location</c> of the answer is what the platform deletes when the flow ends.</summary>
public sealed class SubscribeTrigger(WebhookWriter writer, WebhookFilters filters, SubscriptionTokens tokens, EventLog events, WakeWebhooks wake)
{
    private const int MaxUrl = 2048;

    /// <summary>201, also when the same URL asked for the same before, with an absolute <c>Location</c> whose DELETE needs no key; 400; 403; 404; 409.</summary>
    [Function("SubscribeTrigger")]
    [Operation("When a user is created (instant)", "Starts a flow at once when a user was created.", Id = "WhenUserCreated", Route = "triggers/user.created", Trigger = "single", Visibility = Visibility.Important)]
    [Notifies(typeof(UserEventMessage), "The user as it was right behind the change.", Operation = "WhenUserCreated")]
    [Operation("When a user is changed (instant)", "Starts a flow at once when fields of a user were changed; names what changed.", Id = "WhenUserChanged", Route = "triggers/user.changed", Trigger = "single", Visibility = Visibility.Important)]
    [Notifies(typeof(UserEventMessage), "The user as it was right behind the change.", Operation = "WhenUserChanged")]
    [Operation("When a user is deleted (instant)", "Starts a flow at once when a user was deleted.", Id = "WhenUserDeleted", Route = "triggers/user.deleted", Trigger = "single", Visibility = Visibility.Important)]
    [Notifies(typeof(UserEventMessage), "The user as it was right behind the change.", Operation = "WhenUserDeleted")]
    [Operation("When a user is restored (instant)", "Starts a flow at once when a deleted user was restored.", Id = "WhenUserRestored", Route = "triggers/user.restored", Trigger = "single")]
    [Notifies(typeof(UserEventMessage), "The user as it was right behind the change.", Operation = "WhenUserRestored")]
    [Operation("When the status of a user changes (instant)", "Starts a flow at once when a user became Available, Unavailable or Inactive.", Id = "WhenUserStatusChanged", Route = "triggers/user.status.changed", Trigger = "single", Visibility = Visibility.Important)]
    [Notifies(typeof(StatusEventMessage), "The status and the one before.", Operation = "WhenUserStatusChanged")]
    [Operation("When the capacity of a user changes (instant)", "Starts a flow at once when it was changed how many conversations a user takes at once.", Id = "WhenUserCapacityChanged", Route = "triggers/user.capacity.changed", Trigger = "single")]
    [Notifies(typeof(CapacityEventMessage), "The limits and the ones before.", Operation = "WhenUserCapacityChanged")]
    [Operation("When an agent is drained (instant)", "Starts a flow at once when a user who only finished what was open has nothing in hand any more and got the status that was to come.", Id = "WhenAgentDrained", Route = "triggers/agent.drained", Trigger = "single")]
    [Notifies(typeof(StatusEventMessage), "The status and the one before.", Operation = "WhenAgentDrained")]
    [Operation("When a capacity is put right (instant)", "Starts a flow at once when what a user was said to have in hand was counted wrong and was put right: a defect of this app, which its operators should hear of.", Id = "WhenCapacityDrift", Route = "triggers/capacity.drift", Trigger = "single", Visibility = Visibility.Advanced)]
    [Notifies(typeof(DriftEventMessage), "What was counted, and what it is.", Operation = "WhenCapacityDrift")]
    [Operation("When an invitation is accepted (instant)", "Starts a flow at once when an invited person accepted.", Id = "WhenInvitationAccepted", Route = "triggers/invitation.accepted", Trigger = "single", Visibility = Visibility.Important)]
    [Notifies(typeof(InvitationEventMessage), "Who accepted.", Operation = "WhenInvitationAccepted")]
    [Operation("When an import finishes (instant)", "Starts a flow at once when the import of a file came to its end.", Id = "WhenImportFinished", Route = "triggers/import.finished", Trigger = "single", Visibility = Visibility.Important)]
    [Notifies(typeof(ImportEventMessage), "How the import ended.", Operation = "WhenImportFinished")]
    [Takes(typeof(TriggerBody))]
    [Answers(201, typeof(SubscriptionView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "triggers/{name}")] HttpRequest request, string name, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.WebhooksWrite, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        if (!events.Demand(request, name).Try(out var asked, out error))
            return Answer.Problem(error);
        var (caller, body) = (read.Caller, read.Body);
        var made = await writer.Create(caller, request.Host.Host, Decide, (one, other) => IsSame(one, other), cancellationToken);
        if (!made.Try(out var subscription, out error))
            return Answer.Problem(error);
        // A new one has nothing to tell yet; one that is wanted again has what it missed.
        if (subscription.Webhook!.Version > 1)
            wake.Begin(new(caller.Tenant, subscription.Id));
        var view = new SubscriptionView { Id = subscription.Id, Event = asked.Type.Name };
        var location = request.Link($"webhooks/subscriptions/{tokens.Token(caller.Tenant, subscription.Id, subscription.Webhook.Mark)}");
        return Answer.Created(location, view);

        Result<Webhook> Decide(Webhook blank, TenantFacts facts, DateTimeOffset now)
        {
            var reader = new FieldReader(body, "subscription");
            var url = reader.Text("callbackUrl", MaxUrl).Value;
            if (url is null)
                reader.Missing("callbackUrl", "give the https URL that the flow is started at");
            var webhook = blank with { CallbackUrl = url ?? "", Events = [asked.Type.Name], Filter = filters.Read(reader, EventFilter.None, [asked.Type.Name], facts), IsTrigger = true };
            return reader.Finish() is { } invalid ? invalid : webhook;
        }
    }

    private static bool IsSame(Webhook one, Webhook other) =>
        one.IsTrigger && one.CallbackUrl == other.CallbackUrl && one.Events.SequenceEqual(other.Events) && one.Filter.SameAs(other.Filter);
}
