using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Departments;

/// <summary><c>PATCH /api/departments/{id}</c>: a JSON merge; <c>linkedGroups</c> replaces the list.</summary>
public sealed class ChangeDepartment(ITables tables, ChangeLog log, Facts facts, UserIndexes indexes, UserWriter users, TimeProvider time)
{
    /// <summary>200 with the department as it is now; 400, 404, 409, 412. Without <c>force=true</c> nobody's being left to answer is a 409 (S081).</summary>
    /// <remarks><c>createMissing=true</c> makes linked groups that are named and not there (S075).</remarks>
    [Function("ChangeDepartment")]
    [Operation("Change a department", "Changes the fields of a department that the request names; all others stay as they are, and a list replaces the one before.", IsVersioned = true)]
    [Takes(typeof(DepartmentChanges))]
    [Query(typeof(ChangeDepartmentQuery))]
    [Answers(200, typeof(DepartmentView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "departments/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.DepartmentsWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!(await request.ReadObject(cancellationToken)).Try(out var body, out error))
            return Answer.Problem(error);
        if (!request.ReadFlag("createMissing").Try(out var createsMissing, out error) || !request.ReadFlag("force").Try(out var isForced, out error))
            return Answer.Problem(error);
        var makesGroups = createsMissing && caller.Permissions.Contains(Permission.GroupsWrite);
        var named = new DepartmentFields(body.Root).NamedUser is { } text ? await users.FindNamed(caller.Tenant, text, cancellationToken) : null;
        var changed = await log.Write<Department>(caller, token => Decide(caller.Tenant, id, request.IfMatch(), body.Root, makesGroups, named?.Id, isForced, token), cancellationToken);
        if (!changed.Try(out var department, out error))
            return Answer.Problem(error);
        var known = await facts.ForReading(caller.Tenant, department.LinkedGroupIds, cancellationToken);
        return Answer.Ok(DepartmentView.Of(department, known, await indexes.Now(caller.Tenant, cancellationToken))).Tagged(department.Version);
    }

    private async Task<Result<Draft<Department>>> Decide(
        string tenant, Guid id, string? ifMatch, JsonElement body, bool makesGroups, Guid? named, bool isForced, CancellationToken cancellationToken)
    {
        if (await tables.Get(ChangeLog.Table, tenant, DepartmentTable.Key(id), cancellationToken) is not { } row)
            return Error.NotFound("department", id.ToString());
        var before = DepartmentTable.Read(row);
        if (Versions.Check(ifMatch, before.Version) is { } stale)
            return stale;
        var fields = new DepartmentFields(body);
        var context = new DepartmentContext(await facts.ForWriting(tenant, cancellationToken), makesGroups, time.GetUtcNow(), named);
        if (!fields.Change(before, context).Try(out var after, out var error))
            return error;
        if (ReferenceEquals(after, before))
            return Draft<Department>.Unchanged(before);
        if (!isForced && before.LinkedGroupIds.Except(after.LinkedGroupIds).Any()
            && Staffing.WhenLinked(before, after, context.Facts.Groups, await indexes.ForWriting(tenant, cancellationToken)) is { } refused)
            return refused;
        var (steps, also) = NamedKind.Group.Rows(tenant, fields.NewGroups, context.Now);
        return new Draft<Department>(after, new Change("department.changed", [id], Json.Write(before)).With(also))
            .With([Step.Replace(DepartmentTable.Write(tenant, after, row.ETag)), .. steps]);
    }
}
