using Microsoft.AspNetCore.Http;
using UserFunctions.Departments;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Groups;

/// <summary><c>DELETE /api/groups/{id}</c> (S081): ends the memberships, keeps the users.</summary>
/// <remarks>
/// The group disappears with the first batch; its members follow in batches that are each whole. Where a run is cut off, the sweep of the change log
/// goes on, or the same DELETE sent again.
/// </remarks>
public sealed class DeleteGroup(ITables tables, ChangeLog log, Facts facts, UserIndexes indexes, EndMemberships members)
{
    /// <summary>204; 404; 409 when nobody would be left to answer for a department, unless <c>force=true</c>; 412.</summary>
    [Function("DeleteGroup")]
    [Operation("Delete a group", "Deletes a group and ends its memberships; the users themselves stay.", IsVersioned = true)]
    [Query(typeof(StaffingQuery))]
    [Answers(204)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "groups/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.GroupsWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadFlag("force").Try(out var isForced, out error))
            return Answer.Problem(error);
        var hidden = await log.Write<Group>(caller, token => Hide(caller.Tenant, id, request.IfMatch(), isForced, token), cancellationToken);
        if (!hidden.Ok)
            return Answer.Problem(hidden.Error!);
        var ended = await members.Handle(caller, id, cancellationToken);
        return ended.Ok ? Answer.NoContent() : Answer.Problem(ended.Error!);
    }

    private async Task<Result<Draft<Group>>> Hide(string tenant, Guid id, string? ifMatch, bool isForced, CancellationToken cancellationToken)
    {
        if (await tables.Get(ChangeLog.Table, tenant, GroupTable.Key(id), cancellationToken) is not { } row)
            return Error.NotFound("group", id.ToString());
        var group = GroupTable.Read(row);
        if (row.Flag("deleting"))
            return Draft<Group>.Unchanged(group);
        if (Versions.Check(ifMatch, group.Version) is { } stale)
            return stale;
        if (!isForced && await Refused(tenant, id, cancellationToken) is { } refused)
            return refused;
        var hidden = GroupTable.Write(tenant, group, row.ETag);
        hidden["deleting"] = true;
        return new Draft<Group>(group, new Change(EndMemberships.GroupDeleted, [id], Json.Write(group))) { Defer = true }.With([Step.Replace(hidden)]);
    }

    private async Task<Error?> Refused(string tenant, Guid id, CancellationToken cancellationToken)
    {
        var known = await facts.ForWriting(tenant, cancellationToken);
        return DepartmentList.Of(known).LinkedTo(id) is { Count: > 0 } departments
            ? Staffing.WhenDeleted(id, departments, known.Groups, await indexes.ForWriting(tenant, cancellationToken)) : null;
    }
}
