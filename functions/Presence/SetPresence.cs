using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Presence;

/// <summary><c>PUT /api/users/{id}/status</c> and <c>/capacity</c>: checked at once, applied through the queue.</summary>
public sealed class SetPresence(UserWriter users, Facts facts, OperationTable operations, Queues queues, TimeProvider time)
{
    private const int RetryAfterSeconds = 1;

    /// <summary>202 with the operation and its <c>Location</c>; 400; 404.</summary>
    [Function("SetStatus")]
    [Operation("Set the status of a user", "Sets whether a user is ready for work; it is applied within seconds, and the operation that is answered says what became of it.", Visibility = Visibility.Important)]
    [Takes(typeof(StatusBody))]
    [Answers(202, typeof(Operation))]
    public Task<IResult> Status([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "users/{id:guid}/status")] HttpRequest request, Guid id, CancellationToken cancellationToken) =>
        Accept(request, id, ApplyStatus.Queue, ApplyStatus.Kind, UserStatus.Read, cancellationToken);

    /// <summary>202 with the operation and its <c>Location</c>; 400; 404.</summary>
    [Function("SetCapacity")]
    [Operation("Set the capacity of a user", "Sets how many conversations a user takes at once, in place of both limits that were set; it is applied within seconds, and the operation that is answered says what became of it.")]
    [Takes(typeof(CapacityBody))]
    [Answers(202, typeof(Operation))]
    public Task<IResult> Capacity([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "users/{id:guid}/capacity")] HttpRequest request, Guid id, CancellationToken cancellationToken) =>
        Accept(request, id, ApplyCapacity.Queue, ApplyCapacity.Kind, UserCapacity.Read, cancellationToken);

    private async Task<IResult> Accept<T>(HttpRequest request, Guid user, string queue, string kind, Func<FieldReader, TenantSettings, T> read, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.PresenceWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!(await request.ReadObject(cancellationToken)).Try(out var body, out error))
            return Answer.Problem(error);
        var now = time.GetUtcNow();
        var fields = new FieldReader(body.Root, kind);
        _ = read(fields, TenantSettings.Of(await facts.Now(caller.Tenant, cancellationToken)));
        if (fields.Time("changedAt").Value > now + ChangeOrder.MaxAhead)
            fields.Add("changedAt", "invalid", $"changedAt lies more than {ChangeOrder.MaxAhead.TotalMinutes:0} minutes ahead: set the sender's clock.");
        if (fields.Finish() is { } invalid)
            return Answer.Problem(invalid);
        if (await users.Find(caller.Tenant, user, cancellationToken) is null)
            return Answer.Problem(Error.NotFound("user", user.ToString()));
        var operation = new Operation(Guid.CreateVersion7(now), kind, OperationState.Queued, user.ToString(), now, null, null, null);
        await operations.Save(caller.Tenant, operation, cancellationToken);
        await queues.Send(queue, Message(body, caller, operation), cancellationToken);
        return Answer.Accepted(request.Link($"operations/{operation.Id}"), RetryAfterSeconds, operation);
    }

    // The message is the body itself with who, whom and when: what anyone may put on the queue directly.
    private static JsonObject Message(JsonBody body, Caller caller, Operation operation)
    {
        var message = JsonObject.Create(body.Root)!;
        message["id"] = operation.Id;
        message["tenant"] = caller.Tenant;
        message["user"] = operation.User;
        message["by"] = caller.Actor;
        message["correlationId"] = caller.CorrelationId;
        message["changedAt"] ??= operation.CreatedAt;
        return message;
    }
}
