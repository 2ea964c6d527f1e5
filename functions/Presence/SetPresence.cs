using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Presence;

/// <summary><c>PUT /api/users/{id}/status</c> and <c>/capacity</c>: checked at once, applied through the queue.</summary>
public sealed class SetPresence(QueuePresence queue)
{
    /// <summary>Seconds after which the operation is worth a look.</summary>
    internal const int RetryAfterSeconds = 1;

    /// <summary>202 with the operation and its <c>Location</c>; 400; 404.</summary>
    [Function("SetStatus")]
    [Operation("Set the status of a user", "Sets whether a user is ready for work; users may set their own. It is applied within seconds, and the operation that is answered says what became of it.", Visibility = Visibility.Important)]
    [Takes(typeof(StatusBody))]
    [Answers(202, typeof(Operation))]
    public Task<IResult> Status([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "users/{id:guid}/status")] HttpRequest request, Guid id, CancellationToken cancellationToken) =>
        Accept(request, request.DemandFor(id, Permission.PresenceWrite, Permission.PresenceOwn), id, ApplyStatus.Changes, cancellationToken);

    /// <summary>202 with the operation and its <c>Location</c>; 400; 404.</summary>
    [Function("SetCapacity")]
    [Operation("Set the capacity of a user", "Sets how many conversations a user takes at once: limits replace both that were set, everything else stays unless it is named. It is applied within seconds, and the operation that is answered says what became of it.")]
    [Takes(typeof(CapacityBody))]
    [Answers(202, typeof(Operation))]
    public Task<IResult> Capacity([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "users/{id:guid}/capacity")] HttpRequest request, Guid id, CancellationToken cancellationToken) =>
        Accept(request, request.Demand(Permission.PresenceWrite), id, ApplyCapacity.Changes, cancellationToken);

    private async Task<IResult> Accept<T>(HttpRequest request, Result<Caller> demanded, Guid user, PresenceKind<T> kind, CancellationToken cancellationToken)
    {
        if (!demanded.Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!(await request.ReadObject(cancellationToken)).Try(out var body, out error))
            return Answer.Problem(error);
        var queued = await queue.Handle(caller, body.Root, user, kind, cancellationToken);
        return queued.Try(out var operation, out error) ? Answer.Accepted(request.Link($"operations/{operation.Id}"), RetryAfterSeconds, operation) : Answer.Problem(error);
    }
}
