using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Groups;

/// <summary><c>PATCH /api/groups/{id}</c>: a JSON merge.</summary>
public sealed class ChangeGroup(ITables tables, ChangeLog log, Facts facts, GroupViews views, TimeProvider time)
{
    /// <summary>200 with the group as it is now; 400, 404, 409, 412.</summary>
    [Function("ChangeGroup")]
    [Operation("Change a group", "Changes the fields of a group that the request names; all others stay as they are, and null clears a field.", IsVersioned = true)]
    [Takes(typeof(GroupChanges))]
    [Answers(200, typeof(GroupView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "groups/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.GroupsWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!(await request.ReadObject(cancellationToken)).Try(out var body, out error))
            return Answer.Problem(error);
        var changed = await log.Write<Group>(caller, token => Decide(caller.Tenant, id, request.IfMatch(), body.Root, token), cancellationToken);
        return changed.Try(out var group, out error) ? Answer.Ok(await views.Of(caller.Tenant, group, cancellationToken)).Tagged(group.Version) : Answer.Problem(error);
    }

    private async Task<Result<Draft<Group>>> Decide(string tenant, Guid id, string? ifMatch, JsonElement body, CancellationToken cancellationToken)
    {
        if (await tables.Find(tenant, id, cancellationToken) is not { } row)
            return Error.NotFound("group", id.ToString());
        var before = GroupTable.Read(row);
        if (Versions.Check(ifMatch, before.Version) is { } stale)
            return stale;
        var known = await facts.ForWriting(tenant, cancellationToken);
        if (!before.Change(body, known.Groups, time.GetUtcNow()).Try(out var after, out var error))
            return error;
        return ReferenceEquals(after, before)
            ? Draft<Group>.Unchanged(before)
            : new Draft<Group>(after, new Change("group.changed", [id], Json.Write(before))).With([Step.Replace(GroupTable.Write(tenant, after, row.ETag))]);
    }
}
