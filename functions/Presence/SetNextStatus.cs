using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Presence;

/// <summary><c>PUT</c> and <c>DELETE /api/users/{id}/next-status</c>: the status that comes when nothing is open any more; until then nothing new comes, and it can be taken back.</summary>
public sealed class SetNextStatus(UserWriter users, PresenceWriter writer, WatchLists lists, ApplyNextStatus apply, Facts facts, TimeProvider time)
{
    /// <summary>200 with what stands then: the status itself when nothing was open; 400; 404; 409 for one that is Available.</summary>
    [Function("SetNextStatus")]
    [Operation("Set the next status of a user", "Sets the status that a user gets when nothing is open any more; until then nothing new comes.")]
    [Takes(typeof(NextStatusBody))]
    [Answers(200, typeof(NextStatusView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "users/{id:guid}/next-status")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.PresenceWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!(await request.ReadObject(cancellationToken)).Try(out var body, out error))
            return Answer.Problem(error);
        return (await Handle(caller, id, body.Root, cancellationToken)).Try(out var view, out error) ? Answer.Ok(view) : Answer.Problem(error);
    }

    /// <summary>204, also when none was set, or it came already; 404.</summary>
    [Function("CancelNextStatus")]
    [Operation("Cancel the next status of a user", "Takes back the status that a user would get when nothing is open any more; new work comes again.")]
    [Answers(204)]
    public async Task<IResult> Cancel([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "users/{id:guid}/next-status")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.PresenceWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (await users.Find(caller.Tenant, id, cancellationToken) is null)
            return Answer.Problem(Error.NotFound("user", id.ToString()));
        var written = await writer.Write(caller, id, before => before.Next is null ? null : before with { Next = null, Version = before.Version + 1 }, cancellationToken);
        return written.Ok ? Answer.NoContent() : Answer.Problem(written.Error!);
    }

    /// <summary>Sets the next status, and gives it to who has nothing open at once.</summary>
    public async Task<Result<NextStatusView>> Handle(Caller caller, Guid id, JsonElement body, CancellationToken cancellationToken)
    {
        var known = await facts.Now(caller.Tenant, cancellationToken);
        var fields = new FieldReader(body, "next status");
        var (status, reason) = UserStatus.Read(fields, known);
        if (fields.Finish() is { } invalid)
            return invalid;
        if (status.Class is PresenceClass.Available)
            return Error.Conflict("status", "status.more_available", $"The status '{status.Name}' is Available, so there is nothing to wait for: set it with PUT /api/users/{{id}}/status.");
        if (await users.Find(caller.Tenant, id, cancellationToken) is null)
            return Error.NotFound("user", id.ToString());
        var next = new NextStatus(status.Class, status.Name, status.Id, reason, time.GetUtcNow(), caller.Actor, caller.UserId == id ? StatusSource.Agent : StatusSource.Admin);
        if (!(await writer.Write(caller, id, before => before with { Next = next, Version = before.Version + 1 }, cancellationToken)).Try(out _, out var error))
            return error;
        await lists.Put(WatchLists.Next, caller.Tenant, id, cancellationToken);
        return (await apply.Handle(caller.Tenant, id, cancellationToken)).Map(stands => new NextStatusView(id, StatusList.Of(known).Of(stands.StatusId, stands.Status).Name, stands.Next));
    }
}

/// <summary>What stands after a next status was set.</summary>
/// <param name="UserId">Whose.</param>
/// <param name="Status">The present one.</param>
/// <param name="Next">The next one; null: it came already.</param>
public sealed record NextStatusView(
    [property: Field("Id of the user.")] Guid UserId,
    [property: Field("Name of the status that the user has now.")] string Status,
    [property: Field("Status that the user gets when nothing is open any more; absent: nothing was open, so the user has it already.")] NextStatus? Next);
