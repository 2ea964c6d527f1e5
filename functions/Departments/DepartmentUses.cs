using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Departments;

/// <summary>What hangs on a department, as of one position of the log.</summary>
/// <param name="Department">Which.</param>
/// <param name="Users">Its own users.</param>
/// <param name="Linked">How many others answer for it through its linked groups (S080).</param>
/// <param name="Groups">Its linked groups.</param>
/// <param name="Failovers">Time groups and other departments whose failover goes to it.</param>
internal sealed record DepartmentUses(Department Department, IReadOnlyList<Use> Users, int Linked, IReadOnlyList<Use> Groups, IReadOnlyList<Use> Failovers)
{
    private const int MostNamed = 5;

    public static DepartmentUses Of(Department department, TenantFacts facts, UserIndex users)
    {
        var own = users.OfDepartment(department.Id);
        var links = Staffing.Links(department, facts.Groups);
        return new(
            department,
            [.. own.Select(id => new Use("User", id, users.NameOf(id) ?? ""))],
            Staffing.Members(department.Id, links, users).Count - own.Count,
            [.. links.Select(id => new Use("Group", id, facts.Groups.NameOf(id) ?? ""))],
            [
                .. TimeGroup.All(facts).Where(t => t.Failover.ToDepartment == department.Id).Select(t => new Use("TimeGroup", t.Id, t.Name)),
                .. DepartmentList.Of(facts).All.Where(d => d.Failover.ToDepartment == department.Id && d.Id != department.Id).Select(d => new Use("Department", d.Id, d.Name)),
            ]);
    }

    /// <summary>The 409 for taking it away without force; null when nobody answers for it and nothing goes to it: a link to a group that is empty is no use.</summary>
    public Error? InUse()
    {
        string[] uses =
        [
            .. Counted(Users.Count, ""),
            .. Counted(Linked, " of its linked groups"),
            .. Failovers.Select(use => $"the failover of {(use.Kind is "TimeGroup" ? "time group" : "department")} '{use.Name}'"),
        ];
        return uses.Length == 0 ? null : Error.Conflict(
            "id", "department.in_use",
            $"department '{Department.Name}' is used by {string.Join(", ", uses.Take(MostNamed))}{(uses.Length > MostNamed ? " …" : "")}: move them elsewhere first, or send force=true.");
    }

    /// <summary>What taking it away takes from whom: users lose it, groups are linked to it no longer, failovers go nowhere.</summary>
    public TakenReport Report() => TakenReport.Of(Uses.Report("department", Department.Name, [.. Users, .. Groups, .. Failovers]));

    private static string[] Counted(int users, string which) => users == 0 ? [] : [$"{users} {(users == 1 ? "user" : "users")}{which}"];
}
