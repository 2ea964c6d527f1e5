using Microsoft.AspNetCore.Http;
using UserFunctions.Hooks;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Presence;

/// <summary><c>POST /api/hooks/status</c> and <c>/capacity</c>: other systems say what the queues' messages say, signed or by key.</summary>
public sealed class ReceivePresence(HookDoor door, RequestRows requests, QueuePresence queue)
{
    /// <summary>202 with the operation and its <c>Location</c>; 400; 401; 403; 409 when the request's id was used with another body.</summary>
    [Function("ReceiveStatus")]
    [Operation("Receive a status", "For other systems that report who is ready for work: takes one change of status, signed with the secret of the hook as Standard Webhooks says, or by API key. Sent again under the same webhook-id it does nothing twice.", Visibility = Visibility.Internal)]
    [Takes(typeof(StatusNotice))]
    [Query(typeof(HookQuery))]
    [Answers(202, typeof(Operation))]
    public Task<IResult> Status([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "hooks/status")] HttpRequest request, CancellationToken cancellationToken) =>
        Accept(request, Hook.Status, ApplyStatus.Changes, cancellationToken);

    /// <summary>202 with the operation and its <c>Location</c>; 400; 401; 403; 409 when the request's id was used with another body.</summary>
    [Function("ReceiveCapacity")]
    [Operation("Receive a capacity", "For other systems that decide how much somebody takes at once: takes one change of capacity, signed with the secret of the hook as Standard Webhooks says, or by API key. Sent again under the same webhook-id it does nothing twice.", Visibility = Visibility.Internal)]
    [Takes(typeof(CapacityNotice))]
    [Query(typeof(HookQuery))]
    [Answers(202, typeof(Operation))]
    public Task<IResult> Capacity([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "hooks/capacity")] HttpRequest request, CancellationToken cancellationToken) =>
        Accept(request, Hook.Capacity, ApplyCapacity.Changes, cancellationToken);

    private async Task<IResult> Accept<T>(HttpRequest request, Hook hook, PresenceKind<T> kind, CancellationToken cancellationToken)
    {
        if (!(await door.Read(request, hook, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        var queued = await requests.Once(read.Caller, token => queue.Handle(read.Caller, read.Body, null, kind, token), cancellationToken);
        return queued.Try(out var operation, out error) ? Answer.Accepted(request.Link($"operations/{operation.Id}"), SetPresence.RetryAfterSeconds, operation) : Answer.Problem(error);
    }
}
