using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Departments;

/// <summary><c>DELETE /api/departments/{id}</c>: its users stay and show no department from then on.</summary>
public sealed class DeleteDepartment(ITables tables, ChangeLog log)
{
    /// <summary>204; 404; 412.</summary>
    [Function("DeleteDepartment")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "departments/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.DepartmentsWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        var deleted = await log.Write<Guid>(caller, token => Decide(caller.Tenant, id, request.IfMatch(), token), cancellationToken);
        return deleted.Ok ? Answer.NoContent() : Answer.Problem(deleted.Error!);
    }

    private async Task<Result<Draft<Guid>>> Decide(string tenant, Guid id, string? ifMatch, CancellationToken cancellationToken)
    {
        if (await tables.Get(ChangeLog.Table, tenant, DepartmentTable.Key(id), cancellationToken) is not { } row)
            return Error.NotFound("department", id.ToString());
        var before = DepartmentTable.Read(row);
        if (Versions.Check(ifMatch, before.Version) is { } stale)
            return stale;
        return new Draft<Guid>(id, new Change("department.deleted", [id], Json.Write(before))).With([Step.Delete(row)]);
    }
}
