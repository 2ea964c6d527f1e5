using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary><c>GET /api/users</c>: users in the order of their creation, a page at a time, filtered by exact values.</summary>
public sealed class ListUsers(ITables tables, UserWriter users, Facts facts)
{
    private static readonly string[] Filters = ["email", "role", "lifecycle", "department", "group", "designation", "tag"];

    /// <summary>200 with <c>value</c> and, while there is more, <c>nextLink</c>; 400 names a wrong filter.</summary>
    [Function("ListUsers")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "users")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.UsersRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadPage(Filters).Try(out var page, out error))
            return Answer.Problem(error);
        if (!Filter(request, await facts.Now(caller.Tenant, cancellationToken)).Try(out var filter, out error))
            return Answer.Problem(error);
        var (found, last) = request.Word("email") is { } email
            ? (await ByEmail(caller.Tenant, email, filter, cancellationToken), null)
            : await Scan(caller.Tenant, page, filter, cancellationToken);
        var shown = await facts.ForReading(caller.Tenant, found.SelectMany(user => user.NamedIds), cancellationToken);
        return request.Page([.. found.Select(user => UserView.Of(user, shown).At(request))], page, last);
    }

    private async Task<List<User>> ByEmail(string tenant, string email, Func<User, bool> filter, CancellationToken cancellationToken) =>
        await users.FindByEmail(tenant, email, cancellationToken) is { } user && filter(user) ? [user] : [];

    private async Task<(List<User> Found, string? Last)> Scan(string tenant, PageRequest page, Func<User, bool> filter, CancellationToken cancellationToken)
    {
        var (rows, last) = await tables.List(ChangeLog.Table, tenant, UserTable.Prefix, page, Passes, cancellationToken);
        return ([.. rows.Select(UserColumns.Read)], last);

        bool Passes(Row row) => UserColumns.Read(row) is { Lifecycle: not Lifecycle.Deleted } user && filter(user);
    }

    private static Result<Func<User, bool>> Filter(HttpRequest request, TenantFacts facts)
    {
        var tests = new List<Func<User, bool>>();
        if (request.Word("role") is { } role)
        {
            if (!Roles.RoleList.Of(facts).TryFind(role, out var found))
                return Error.Invalid("role", "role.unknown", $"role '{FieldReader.Shown(role)}' does not exist.");
            tests.Add(user => user.RoleId == found.Id);
        }

        if (request.Word("designation") is { } designation)
            tests.Add(user => designation.Equals(user.Designation, StringComparison.OrdinalIgnoreCase));
        if (request.Word("tag") is { } tag)
            tests.Add(user => user.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase));
        if (request.Word("lifecycle") is { } state)
        {
            if (!Enum.GetNames<Lifecycle>().Contains(state, StringComparer.OrdinalIgnoreCase) || Enum.Parse<Lifecycle>(state, true) is not (not Lifecycle.Deleted and var lifecycle))
                return Error.Invalid("lifecycle", "lifecycle.invalid", $"lifecycle '{FieldReader.Shown(state)}' is not valid: use Staged, Pending or Active.");
            tests.Add(user => user.Lifecycle == lifecycle);
        }

        if (request.Word("department") is { } department)
        {
            if (!facts.Departments.TryFind(department, out var found))
                return Error.Invalid("department", "department.unknown", $"department '{FieldReader.Shown(department)}' does not exist.");
            tests.Add(user => user.DepartmentId == found.Id);
        }

        if (request.Word("group") is { } group)
        {
            if (!facts.Groups.TryFind(group, out var found))
                return Error.Invalid("group", "group.unknown", $"group '{FieldReader.Shown(group)}' does not exist.");
            tests.Add(user => user.GroupIds.Contains(found.Id));
        }

        return (Func<User, bool>)(user => tests.TrueForAll(test => test(user)));
    }
}
