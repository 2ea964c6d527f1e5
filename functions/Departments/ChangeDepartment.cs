using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Departments;

/// <summary><c>PATCH /api/departments/{id}</c>: a JSON merge; <c>linkedGroups</c> replaces the list.</summary>
public sealed class ChangeDepartment(ITables tables, ChangeLog log, Facts facts, TimeProvider time)
{
    /// <summary>200 with the department as it is now; 400, 404, 409, 412.</summary>
    [Function("ChangeDepartment")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "departments/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.DepartmentsWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!(await request.ReadObject(cancellationToken)).Try(out var body, out error))
            return Answer.Problem(error);
        var changed = await log.Write<Department>(caller, token => Decide(caller.Tenant, id, request.IfMatch(), body.Root, token), cancellationToken);
        if (!changed.Try(out var department, out error))
            return Answer.Problem(error);
        return Answer.Ok(DepartmentView.Of(department, await facts.ForReading(caller.Tenant, department.LinkedGroupIds, cancellationToken))).Tagged(department.Version);
    }

    private async Task<Result<Draft<Department>>> Decide(string tenant, Guid id, string? ifMatch, JsonElement body, CancellationToken cancellationToken)
    {
        if (await tables.Get(ChangeLog.Table, tenant, DepartmentTable.Key(id), cancellationToken) is not { } row)
            return Error.NotFound("department", id.ToString());
        var before = DepartmentTable.Read(row);
        if (Versions.Check(ifMatch, before.Version) is { } stale)
            return stale;
        if (!before.Change(body, await facts.ForWriting(tenant, cancellationToken), time.GetUtcNow()).Try(out var after, out var error))
            return error;
        return ReferenceEquals(after, before)
            ? Draft<Department>.Unchanged(before)
            : new Draft<Department>(after, new Change("department.changed", [id], Json.Write(before))).With([Step.Replace(DepartmentTable.Write(tenant, after, row.ETag))]);
    }
}
