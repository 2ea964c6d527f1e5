using System.Text.Json;
using System.Text.Json.Nodes;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Presence;

/// <summary>What is changed through a queue: status or capacity.</summary>
/// <typeparam name="T">What is set.</typeparam>
/// <param name="Name">Of its operations.</param>
/// <param name="Queue">The queue.</param>
/// <param name="Read">Reads what is set.</param>
internal sealed record PresenceKind<T>(string Name, string Queue, Func<FieldReader, TenantFacts, T> Read);

/// <summary>Checks a change of status or capacity at once and puts it on its queue.</summary>
public sealed class QueuePresence(UserWriter users, Facts facts, OperationTable operations, Queues queues, TimeProvider time)
{
    /// <summary>Puts it on the queue.</summary>
    /// <param name="caller">Whose name it is done in. With a <see cref="Caller.RequestKey"/> the same request is the same operation, at the time of its first try.</param>
    /// <param name="body">What is set.</param>
    /// <param name="user">Whose it is; null: the body's field <c>user</c> says it.</param>
    /// <param name="kind">Which of both.</param>
    /// <param name="cancellationToken">Ends the try.</param>
    /// <returns>The operation; 400; 404.</returns>
    internal async Task<Result<Operation>> Handle<T>(Caller caller, JsonElement body, Guid? user, PresenceKind<T> kind, CancellationToken cancellationToken)
    {
        var fields = new FieldReader(body, kind.Name);
        var named = user is null ? Named(fields, caller) : null;
        _ = kind.Read(fields, await facts.Now(caller.Tenant, cancellationToken));
        var now = time.GetUtcNow();
        if (fields.Time("changedAt").Value > now + ChangeOrder.MaxAhead)
            fields.Add("changedAt", "invalid", $"changedAt lies more than {ChangeOrder.MaxAhead.TotalMinutes:0} minutes ahead: set the sender's clock.");
        if (fields.Finish() is { } invalid)
            return invalid;
        var found = user is { } id ? await users.Find(caller.Tenant, id, cancellationToken) : await users.FindNamed(caller.Tenant, named!, cancellationToken);
        if (found is null)
            return user is { } missing ? Error.NotFound("user", missing.ToString()) : Error.Invalid("user", "user.unknown", $"user '{FieldReader.Shown(named!)}' does not exist: give the id or e-mail address of a user.");
        var (operation, message) = await Begin(caller, body, kind.Name, found.Id, now, cancellationToken);
        await queues.Send(kind.Queue, message, cancellationToken);
        return operation;
    }

    private static string? Named(FieldReader fields, Caller caller)
    {
        var user = fields.Text("user", UserFields.MaxEmail).Value;
        if (user is null)
            fields.Missing("user", "give the id or e-mail address of a user");
        fields.ReadOnly("tenant", caller.Tenant, "it is that of the key or of the URL, so leave it out");
        return user;
    }

    // What was cut off behind this is taken up by the repeat, and does not count as newer than what came in between.
    private async Task<(Operation, JsonObject)> Begin(Caller caller, JsonElement body, string kind, Guid user, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var id = caller.RequestKey?.Id ?? Guid.CreateVersion7(now);
        if (caller.RequestKey is not null && await operations.Find(caller.Tenant, id, cancellationToken) is { } begun && begun.CreatedAt > now - RepeatedRequest.Kept)
            return (begun, Message(body, caller, begun));
        var operation = new Operation(id, kind, OperationState.Queued, user.ToString(), now, null, null, null);
        var message = Message(body, caller, operation);
        await operations.Begin(caller.Tenant, operation, MessageMark.Of(JsonSerializer.SerializeToElement(message, Json.Options)), cancellationToken);
        return (operation, message);
    }

    // The message is the body itself with who, whom and when: what anyone may put on the queue directly.
    private static JsonObject Message(JsonElement body, Caller caller, Operation operation)
    {
        var message = JsonObject.Create(body)!;
        message["id"] = operation.Id;
        message["tenant"] = caller.Tenant;
        message["user"] = operation.User;
        message["by"] = caller.Actor;
        message["source"] = (caller.UserId is { } own && operation.User == own.ToString() ? StatusSource.Agent : StatusSource.Admin).ToString();
        message["correlationId"] = caller.CorrelationId;
        message["changedAt"] ??= operation.CreatedAt;
        return message;
    }
}
