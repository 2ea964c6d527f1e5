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
    private const int MaxDeadlineSeconds = 86_400;

    /// <summary>200 with what stands then: the status itself when nothing was open; 400; 404; 409 for one that is Available.</summary>
    [Function("SetNextStatus")]
    [Operation("Set the next status of a user", "Sets the status that a user gets when nothing is open any more; until then nothing new comes. What is open the user finishes, within a time if one is given, or it waits again, or another user gets it.")]
    [Takes(typeof(NextStatusBody))]
    [Answers(200, typeof(NextStatusView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "users/{id:guid}/next-status")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.DemandFor(id, Permission.PresenceWrite, Permission.PresenceOwn).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!(await request.ReadObject(cancellationToken)).Try(out var body, out error))
            return Answer.Problem(error);
        if (!(await Read(caller, id, body.Root, cancellationToken)).Try(out var next, out error))
            return Answer.Problem(error);
        // What others have in hand is moved by whoever may move it.
        if (next.Mode is not DrainMode.Drain && request.Demand(Permission.RoutingWrite).Error is { } forbidden)
            return Answer.Problem(forbidden);
        return (await Handle(caller, id, next, cancellationToken)).Try(out var view, out error) ? Answer.Ok(view) : Answer.Problem(error);
    }

    /// <summary>204, also when none was set, or it came already; 404.</summary>
    [Function("CancelNextStatus")]
    [Operation("Cancel the next status of a user", "Takes back the status that a user would get when nothing is open any more; new work comes again.")]
    [Answers(204)]
    public async Task<IResult> Cancel([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "users/{id:guid}/next-status")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.DemandFor(id, Permission.PresenceWrite, Permission.PresenceOwn).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (await users.Find(caller.Tenant, id, cancellationToken) is null)
            return Answer.Problem(Error.NotFound("user", id.ToString()));
        var written = await writer.Write(caller, id, before => before.Next is null ? null : before with { Next = null, Version = before.Version + 1 }, cancellationToken);
        return written.Ok ? Answer.NoContent() : Answer.Problem(written.Error!);
    }

    private async Task<Result<NextStatus>> Read(Caller caller, Guid id, JsonElement body, CancellationToken cancellationToken)
    {
        var fields = new FieldReader(body, "next status");
        var (status, reason) = UserStatus.Read(fields, await facts.Now(caller.Tenant, cancellationToken));
        var mode = fields.Choice<DrainMode>("mode").Value ?? DrainMode.Drain;
        var seconds = fields.Integer("deadlineSeconds", 0, MaxDeadlineSeconds, "seconds").Value;
        var to = await Heir(caller, id, mode, fields, cancellationToken);
        if (mode is DrainMode.Requeue && seconds is not null)
            fields.AddConflict("deadlineSeconds", "not_used", "deadlineSeconds is for Drain and Reassign: with Requeue nothing is left to the user, so leave it out.");
        if (fields.Finish() is { } invalid)
            return invalid;
        if (status.Class is PresenceClass.Available)
            return Error.Conflict("status", "status.more_available", $"The status '{status.Name}' is Available, so there is nothing to wait for: set it with PUT /api/users/{{id}}/status.");
        if (await users.Find(caller.Tenant, id, cancellationToken) is null)
            return Error.NotFound("user", id.ToString());
        var now = time.GetUtcNow();
        return new NextStatus(status.Class, status.Name, status.Id, reason, now, caller.Actor, caller.UserId == id ? StatusSource.Agent : StatusSource.Admin)
        {
            Mode = mode,
            ReassignTo = to,
            DeadlineAt = seconds is { } after ? now.AddSeconds(after) : null,
        };
    }

    // Who gets what is open: another user, and for Reassign alone.
    private async Task<Guid?> Heir(Caller caller, Guid id, DrainMode mode, FieldReader fields, CancellationToken cancellationToken)
    {
        var named = fields.Text("reassignTo", UserFields.MaxEmail).Value;
        if (mode is DrainMode.Reassign && named is null)
            fields.Missing("reassignTo", "give the id or e-mail address of the user who gets what is open");
        else if (mode is not DrainMode.Reassign && named is not null)
            fields.AddConflict("reassignTo", "not_used", $"reassignTo is for Reassign: leave it out with {mode}.");
        if (named is null)
            return null;
        var found = await users.FindNamed(caller.Tenant, named, cancellationToken);
        if (found is null)
            fields.Add("reassignTo", "unknown", $"reassignTo '{FieldReader.Shown(named)}' does not exist: give the id or e-mail address of a user.");
        else if (found.Id == id)
            fields.AddConflict("reassignTo", "same", "reassignTo is the user whose conversations they are: name another one.");
        return found?.Id;
    }

    /// <summary>Sets the next status, sees to what is open, and gives it to who has nothing open at once.</summary>
    internal async Task<Result<NextStatusView>> Handle(Caller caller, Guid id, NextStatus next, CancellationToken cancellationToken)
    {
        if (!(await writer.Write(caller, id, before => before with { Next = next, IsDrained = false, Version = before.Version + 1 }, cancellationToken)).Try(out _, out var error))
            return error;
        await lists.Put(PresenceLists.Next, caller.Tenant, id, cancellationToken);
        var statuses = StatusList.Of(await facts.ForReading(caller.Tenant, [], cancellationToken));
        return (await apply.Press(caller.Tenant, id, cancellationToken)).Map(stands => new NextStatusView(id, statuses.Of(stands.StatusId, stands.Status).Name, stands.Next));
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
