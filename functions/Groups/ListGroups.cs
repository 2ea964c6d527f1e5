using System.Globalization;
using Microsoft.AspNetCore.Http;
using UserFunctions.Departments;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Roles;
using UserFunctions.Users;

namespace UserFunctions.Groups;

/// <summary><c>GET /api/groups</c>: groups in the order of their creation, a page at a time (S083).</summary>
public sealed class ListGroups(ITables tables, Facts facts, UserIndexes indexes)
{
    private const CompareOptions Loosely = CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace | CompareOptions.IgnoreWidth;

    // Whoever puts users or departments into groups has to be able to choose one.
    private static readonly string[] Seeing =
    [
        Permission.GroupsRead, Permission.GroupsWrite, Permission.UsersRead, Permission.UsersWrite, Permission.DepartmentsWrite, Permission.ImportsRead, Permission.WebhooksWrite,
        Permission.RoutingRead, Permission.RoutingWrite,
    ];

    private static readonly string[] Filters = ["department", "role", "search"];

    /// <summary>200 with <c>value</c> and, while there is more, <c>nextLink</c>; 400 names a wrong filter.</summary>
    /// <remarks>
    /// <c>department</c>: linked to it. <c>role</c>: with a member of that role. <c>search</c>: part of the name or description, whatever its case and accents. All
    /// that are given must hold.
    /// </remarks>
    [Function("ListGroups")]
    [Operation("List groups", "Lists the groups of the tenant in the order of their creation, each with how many users are in it; all filters that are given must hold.", Visibility = Visibility.Important)]
    [Query(typeof(GroupQuery))]
    [Answers(200, typeof(GroupView), IsPage = true)]
    [Lookup("groups", "id", "name")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "groups")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.DemandAny(Seeing).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadPage(Filters).Try(out var page, out error))
            return Answer.Problem(error);
        var (known, users) = (await facts.Now(caller.Tenant, cancellationToken), await indexes.Now(caller.Tenant, cancellationToken));
        if (!Filter(request, known, users).Try(out var passes, out error))
            return Answer.Problem(error);
        var (rows, last) = await tables.List(ChangeLog.Table, caller.Tenant, GroupTable.Prefix, page, row => !row.Flag("deleting") && passes(GroupTable.Read(row)), cancellationToken);
        var members = users.CountByGroup();
        return request.Page([.. rows.Select(GroupTable.Read).Select(group => GroupView.Of(group, members.GetValueOrDefault(group.Id), known))], page, last);
    }

    private static Result<Func<Group, bool>> Filter(HttpRequest request, TenantFacts facts, UserIndex users)
    {
        var tests = new List<Func<Group, bool>>();
        if (request.Word("department") is { } department)
        {
            if (!facts.Departments.TryFind(department, out var found))
                return Error.Invalid("department", "department.unknown", $"department '{FieldReader.Shown(department)}' does not exist.");
            var list = DepartmentList.Of(facts);
            tests.Add(group => list.LinkedTo(group.Id).Any(d => d.Id == found.Id));
        }

        if (request.Word("role") is { } role)
        {
            if (!RoleList.Of(facts).TryFind(role, out var found))
                return Error.Invalid("role", "role.unknown", $"role '{FieldReader.Shown(role)}' does not exist: use one of {RoleList.Of(facts).Names}.");
            var groups = users.GroupsWithRole(found.Id);
            tests.Add(group => groups.Contains(group.Id));
        }

        if (request.Word("search") is { } search)
            tests.Add(group => Holds(group.Name, search) || Holds(group.Description, search));
        return (Func<Group, bool>)(group => tests.TrueForAll(test => test(group)));
    }

    private static bool Holds(string? text, string search) => text is not null && CultureInfo.InvariantCulture.CompareInfo.IndexOf(text, search, Loosely) >= 0;
}
