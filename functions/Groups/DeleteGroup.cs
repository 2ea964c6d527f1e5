using Microsoft.AspNetCore.Http;
using UserFunctions.Departments;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Groups;

/// <summary><c>DELETE /api/groups/{id}</c> (S081): ends the memberships, keeps the users.</summary>
/// <remarks>
/// The group disappears with the first batch; its members follow in batches that are each whole. Where a run is cut off, the sweep of the change log
/// goes on, or the same DELETE sent again.
/// </remarks>
public sealed class DeleteGroup(ITables tables, ChangeLog log, Facts facts, UserIndexes indexes, EndMemberships members)
{
    /// <summary>200 with <c>changes</c>, empty unless members left it or departments lost the link to it; 404; 409 when nobody would be left to answer for a department, unless <c>force=true</c>; 412.</summary>
    [Function("DeleteGroup")]
    [Operation("Delete a group", "Deletes a group and ends its memberships; the users themselves stay. The answer says who was in it and which departments it was linked to.", IsVersioned = true)]
    [Query(typeof(StaffingQuery))]
    [Answers(200, typeof(TakenReport))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "groups/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.GroupsWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadFlag("force").Try(out var isForced, out error))
            return Answer.Problem(error);
        var hidden = await log.Write<TakenReport>(caller, token => Hide(caller.Tenant, id, request.IfMatch(), isForced, token), cancellationToken);
        if (!hidden.Try(out var report, out error))
            return Answer.Problem(error);
        var ended = await members.Handle(caller, id, cancellationToken);
        return ended.Ok ? Answer.Ok(report) : Answer.Problem(ended.Error!);
    }

    private async Task<Result<Draft<TakenReport>>> Hide(string tenant, Guid id, string? ifMatch, bool isForced, CancellationToken cancellationToken)
    {
        if (await tables.Get(ChangeLog.Table, tenant, GroupTable.Key(id), cancellationToken) is not { } row)
            return Error.NotFound("group", id.ToString());
        var group = GroupTable.Read(row);
        var (known, users) = (await facts.ForWriting(tenant, cancellationToken), await indexes.ForWriting(tenant, cancellationToken));
        var departments = DepartmentList.Of(known).LinkedTo(id);
        var report = Report(group, departments, users);
        // Of a deletion that was cut off: what is left to be done.
        if (row.Flag("deleting"))
            return Draft<TakenReport>.Unchanged(report);
        if (Versions.Check(ifMatch, group.Version) is { } stale)
            return stale;
        if (!isForced && Staffing.WhenDeleted(id, departments, known.Groups, users) is { } refused)
            return refused;
        var hidden = GroupTable.Write(tenant, group, row.ETag);
        hidden["deleting"] = true;
        return new Draft<TakenReport>(report, new Change(EndMemberships.GroupDeleted, [id], Json.Write(group))) { Defer = true }.With([Step.Replace(hidden)]);
    }

    private static TakenReport Report(Group group, IReadOnlyList<Department> departments, UserIndex users) => TakenReport.Of(Uses.Report(
        "group", group.Name,
        [.. users.MembersOf(group.Id).Select(id => new Use("User", id, users.NameOf(id) ?? "")), .. departments.Select(d => new Use("Department", d.Id, d.Name))]));
}
