using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Departments;

/// <summary><c>DELETE /api/departments/{id}</c>: with <c>force=true</c> also one in use; its users stay and show no department from then on.</summary>
public sealed class DeleteDepartment(ITables tables, ChangeLog log, Facts facts, UserIndexes indexes)
{
    /// <summary>204; 404; 409 while users are in it or a failover goes to it, unless <c>force=true</c>; 412.</summary>
    [Function("DeleteDepartment")]
    [Operation("Delete a department", "Deletes a department that no user is in and no failover goes to.", IsVersioned = true)]
    [Query(typeof(DeleteDepartmentQuery))]
    [Answers(204)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "departments/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.DepartmentsWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadFlag("force").Try(out var isForced, out error))
            return Answer.Problem(error);
        var deleted = await log.Write<Guid>(caller, token => Decide(caller.Tenant, id, request.IfMatch(), isForced, token), cancellationToken);
        return deleted.Ok ? Answer.NoContent() : Answer.Problem(deleted.Error!);
    }

    private async Task<Result<Draft<Guid>>> Decide(string tenant, Guid id, string? ifMatch, bool isForced, CancellationToken cancellationToken)
    {
        if (await tables.Get(ChangeLog.Table, tenant, DepartmentTable.Key(id), cancellationToken) is not { } row)
            return Error.NotFound("department", id.ToString());
        var before = DepartmentTable.Read(row);
        if (Versions.Check(ifMatch, before.Version) is { } stale)
            return stale;
        if (!isForced && InUse(before, await facts.ForWriting(tenant, cancellationToken), await indexes.ForWriting(tenant, cancellationToken)) is { } inUse)
            return inUse;
        return new Draft<Guid>(id, new Change("department.deleted", [id], Json.Write(before))).With([Step.Delete(row)]);
    }

    private static Error? InUse(Department department, TenantFacts facts, UserIndex users)
    {
        var own = users.OfDepartment(department.Id).Count;
        string[] uses =
        [
            .. own == 0 ? [] : (string[])[own == 1 ? "1 user" : $"{own} users"],
            .. TimeGroup.All(facts).Where(t => t.Failover.ToDepartment == department.Id).Select(t => $"the failover of time group '{t.Name}'"),
            .. DepartmentList.Of(facts).All.Where(d => d.Failover.ToDepartment == department.Id && d.Id != department.Id).Select(d => $"the failover of department '{d.Name}'"),
        ];
        const int named = 5;
        return uses.Length == 0 ? null : Error.Conflict(
            "id", "department.in_use",
            $"department '{department.Name}' is used by {string.Join(", ", uses.Take(named))}{(uses.Length > named ? " …" : "")}: move them elsewhere first, or send force=true.");
    }
}
