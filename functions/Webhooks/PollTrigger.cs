using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Events;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Webhooks;

/// <summary><c>GET /api/triggers/{event}</c>: polling triggers. The cursor is the place in the change log, so nothing is told twice and nothing is missed.</summary>
public sealed class PollTrigger(EventLog events, WebhookFilters filters, Facts facts)
{
    /// <summary>Seconds after which a flow asks again when there was nothing.</summary>
    public const int RetryAfterSeconds = 15;

    // A change is told whole; one that ends an import of all or none makes 500 users.
    private const int MostEvents = 100;

    // Changes that are looked at for one answer. Where none of them is wanted, the flow goes on behind them.
    private const int MostChanges = 1000;
    private const int ChangesAtOnce = 100;

    private const string State = "triggerState";

    /// <summary>Without <c>triggerState</c>: 202 and a <c>Location</c> that holds the cursor; nothing new: 202 and the same one; otherwise 200, the data of the events, and a <c>Location</c> behind them.</summary>
    /// <remarks>More may be there at once: <c>Retry-After</c> is 1 then. 404 for an event that there is not; 400 for a wrong filter or cursor.</remarks>
    [Function("PollTrigger")]
    [Operation("When a user is created", "Starts a flow when users were created, by whoever and in whatever way.", Id = "OnUserCreated", Route = "triggers/user.created", Trigger = "batch", Visibility = Visibility.Important)]
    [Answers(200, typeof(IReadOnlyList<UserEventData>), Operation = "OnUserCreated", Also = [202])]
    [Operation("When a user is changed", "Starts a flow when fields of users were changed; names what changed. The status alone is no change.", Id = "OnUserChanged", Route = "triggers/user.changed", Trigger = "batch", Visibility = Visibility.Important)]
    [Answers(200, typeof(IReadOnlyList<UserEventData>), Operation = "OnUserChanged", Also = [202])]
    [Operation("When a user is deleted", "Starts a flow when users were deleted.", Id = "OnUserDeleted", Route = "triggers/user.deleted", Trigger = "batch", Visibility = Visibility.Important)]
    [Answers(200, typeof(IReadOnlyList<UserEventData>), Operation = "OnUserDeleted", Also = [202])]
    [Operation("When a user is restored", "Starts a flow when deleted users were restored.", Id = "OnUserRestored", Route = "triggers/user.restored", Trigger = "batch")]
    [Answers(200, typeof(IReadOnlyList<UserEventData>), Operation = "OnUserRestored", Also = [202])]
    [Operation("When the status of a user changes", "Starts a flow when users became Available, Unavailable or Inactive.", Id = "OnUserStatusChanged", Route = "triggers/user.status.changed", Trigger = "batch", Visibility = Visibility.Important)]
    [Answers(200, typeof(IReadOnlyList<StatusEventData>), Operation = "OnUserStatusChanged", Also = [202])]
    [Operation("When the capacity of a user changes", "Starts a flow when it was changed how many conversations users take at once.", Id = "OnUserCapacityChanged", Route = "triggers/user.capacity.changed", Trigger = "batch")]
    [Answers(200, typeof(IReadOnlyList<CapacityEventData>), Operation = "OnUserCapacityChanged", Also = [202])]
    [Operation("When an agent is drained", "Starts a flow when users who only finished what was open had nothing in hand any more and got the status that was to come.", Id = "OnAgentDrained", Route = "triggers/agent.drained", Trigger = "batch")]
    [Answers(200, typeof(IReadOnlyList<StatusEventData>), Operation = "OnAgentDrained", Also = [202])]
    [Operation("When a capacity is put right", "Starts a flow when what users were said to have in hand was counted wrong and was put right: a defect of this app, which its operators should hear of.", Id = "OnCapacityDrift", Route = "triggers/capacity.drift", Trigger = "batch", Visibility = Visibility.Advanced)]
    [Answers(200, typeof(IReadOnlyList<DriftEventData>), Operation = "OnCapacityDrift", Also = [202])]
    [Operation("When an invitation is accepted", "Starts a flow when invited people accepted.", Id = "OnInvitationAccepted", Route = "triggers/invitation.accepted", Trigger = "batch", Visibility = Visibility.Important)]
    [Answers(200, typeof(IReadOnlyList<InvitationEventData>), Operation = "OnInvitationAccepted", Also = [202])]
    [Operation("When an import finishes", "Starts a flow when imports of files came to their end, with how many rows did what.", Id = "OnImportFinished", Route = "triggers/import.finished", Trigger = "batch", Visibility = Visibility.Important)]
    [Answers(200, typeof(IReadOnlyList<ImportEventData>), Operation = "OnImportFinished", Also = [202])]
    [Query(typeof(PollQuery))]
    [PathValue("triggers/{name}", "Event", "Name of the event, such as user.created.", Lookup = "event-types")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "triggers/{name}")] HttpRequest request, string name, CancellationToken cancellationToken)
    {
        if (!events.Demand(request, name).Try(out var asked, out var error))
            return Answer.Problem(error);
        var (caller, type) = asked;
        if (request.ReadPage([State, .. WebhookFilters.Words]).Error is { } wrong)
            return Answer.Problem(wrong);
        if (!(await Filter(request, caller.Tenant, type, cancellationToken)).Try(out var filter, out error))
            return Answer.Problem(error);
        var head = await events.Head(caller.Tenant, cancellationToken);
        if (request.Word(State) is not { } word)
            return Answer.Accepted(Location(request, type, head), RetryAfterSeconds, Array.Empty<object>());
        if (EventCursor.Read(word) is not { } after || after > head)
            return Answer.Problem(Error.Invalid(State, "triggerState.invalid", $"{State} '{FieldReader.Shown(word)}' is not one that a Location of this trigger gave: follow Location as it is, or leave it out to begin anew."));
        var (found, through) = await Find(caller.Tenant, type, filter, after, cancellationToken);
        var seconds = through < head ? 1 : RetryAfterSeconds;
        if (found.Count > 0)
            return Answer.Ok(found).With("Location", Location(request, type, through)).With("Retry-After", seconds.ToString(System.Globalization.CultureInfo.InvariantCulture));
        // The same cursor, unless so much was looked at in vain that the next one would look at it all again.
        return Answer.Accepted(Location(request, type, through - after >= MostChanges ? through : after), seconds, found);
    }

    private async Task<(List<object> Found, long Through)> Find(string tenant, EventType type, EventFilter filter, long after, CancellationToken cancellationToken)
    {
        var found = new List<object>();
        for (var through = after; ;)
        {
            var page = await events.Read(tenant, through, ChangesAtOnce, cancellationToken);
            foreach (var change in page.Events.Where(e => e.Type == type && filter.Passes(e.What.Marks)).GroupBy(e => e.Change))
            {
                found.AddRange(change.Select(e => e.What.Data));
                if (found.Count >= MostEvents)
                    return (found, change.Key);
            }

            through = page.Through;
            if (page.IsEnd || through - after >= MostChanges)
                return (found, through);
        }
    }

    private async Task<Result<EventFilter>> Filter(HttpRequest request, string tenant, EventType type, CancellationToken cancellationToken)
    {
        var errors = new List<FieldError>();
        var known = await facts.Now(tenant, cancellationToken);
        var filter = filters.Read(request.Word, type, known, (field, code, message) => errors.Add(new($"{field}.{code}", field, message)));
        return errors.Count == 0 ? filter : Error.Of(errors);
    }

    // The filters stay, the key does not: a flow's connection sends its own.
    private static string Location(HttpRequest request, EventType type, long cursor)
    {
        var query = WebhookFilters.Words.Where(word => request.Word(word) is not null).Select(word => $"{word}={Uri.EscapeDataString(request.Word(word)!)}").Append($"{State}={EventCursor.Of(cursor)}");
        return request.Link($"triggers/{type.Name}?{string.Join('&', query)}");
    }
}

/// <summary>The door of triggers.</summary>
internal static class TriggerDoor
{
    /// <summary>The caller and the event: 404 when there is no such event, 401, and 403 for a caller who may not read what it tells.</summary>
    public static Result<(Caller Caller, EventType Type)> Demand(this EventLog events, HttpRequest request, string name)
    {
        if (events.Find(name) is { } type)
            return request.Demand(type.Permission).Map(caller => (caller, type));
        // Without a key nobody learns which events there are.
        return request.Demand(Permission.UsersRead).Try(out _, out var error)
            ? new Error(ErrorKind.NotFound, "event.not_found", $"There is no event '{FieldReader.Shown(name)}': use one of {string.Join(", ", events.Types.Select(t => t.Name))}.", "event")
            : error;
    }
}
