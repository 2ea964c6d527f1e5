using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Departments;

/// <summary><c>GET /api/departments</c>: departments in the order of their creation, a page at a time.</summary>
public sealed class ListDepartments(ITables tables, Facts facts, UserIndexes indexes)
{
    // Whoever puts users into departments, or sends calls there, has to be able to choose one.
    private static readonly string[] Seeing =
    [
        Permission.DepartmentsRead, Permission.DepartmentsWrite, Permission.UsersRead, Permission.UsersWrite, Permission.GroupsRead, Permission.TenantWrite, Permission.ImportsRead, Permission.WebhooksWrite, Permission.CallsDecide,
        Permission.RoutingRead, Permission.RoutingWrite,
    ];

    /// <summary>200 with <c>value</c> and, while there is more, <c>nextLink</c>.</summary>
    [Function("ListDepartments")]
    [Operation("List departments", "Lists the departments of the tenant in the order of their creation, each with the groups that answer for it and how many users do.", Visibility = Visibility.Important)]
    [Answers(200, typeof(DepartmentView), IsPage = true)]
    [Lookup("departments", "id", "name")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "departments")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.DemandAny(Seeing).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadPage().Try(out var page, out error))
            return Answer.Problem(error);
        var (rows, last) = await tables.List(ChangeLog.Table, caller.Tenant, DepartmentTable.Prefix, page, _ => true, cancellationToken);
        var departments = rows.Select(DepartmentTable.Read).ToList();
        var known = await facts.ForReading(caller.Tenant, departments.SelectMany(d => d.LinkedGroupIds), cancellationToken);
        var users = await indexes.Now(caller.Tenant, cancellationToken);
        return request.Page([.. departments.Select(d => DepartmentView.Of(d, known, users))], page, last);
    }
}
