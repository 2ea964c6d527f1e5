using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Departments;

/// <summary><c>GET /api/departments/{id}</c>.</summary>
public sealed class ReadDepartment(ITables tables, Facts facts, UserIndexes indexes)
{
    /// <summary>200 with the department and its ETag; 404.</summary>
    [Function("ReadDepartment")]
    [Operation("Get a department", "Gets one department, with the groups that answer for it and where its calls go when nobody does.", Visibility = Visibility.Important, IsVersioned = true)]
    [PathValue("departments/{id:guid}", "Department Id", "Id of the department.", Lookup = "departments")]
    [Answers(200, typeof(DepartmentView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "departments/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.DepartmentsRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (await tables.Get(ChangeLog.Table, caller.Tenant, DepartmentTable.Key(id), cancellationToken) is not { } row)
            return Answer.Problem(Error.NotFound("department", id.ToString()));
        var department = DepartmentTable.Read(row);
        var view = DepartmentView.Of(
            department, await facts.ForReading(caller.Tenant, department.LinkedGroupIds, cancellationToken), await indexes.Now(caller.Tenant, cancellationToken));
        return Answer.Ok(view).Tagged(view.Version);
    }
}
