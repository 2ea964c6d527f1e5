using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Departments;

/// <summary>A department on the wire: groups that are gone are left out.</summary>
/// <param name="Id">GUID v7.</param>
/// <param name="Version">The ETag.</param>
/// <param name="Name">Its name.</param>
/// <param name="LinkedGroups">Names of the groups that answer for it.</param>
/// <param name="LinkedGroupIds">Their ids.</param>
/// <param name="Failover">Where its calls go instead (S035).</param>
/// <param name="MemberCount">Users who answer for it: its own and those of the linked groups, each once (S080).</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
public sealed record DepartmentView(
    Guid Id, int Version, string Name, IReadOnlyList<string> LinkedGroups, IReadOnlyList<Guid> LinkedGroupIds, FailoverView Failover, int MemberCount, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>The view as of these names and users.</summary>
    public static DepartmentView Of(Department department, TenantFacts facts, UserIndex users)
    {
        var linked = Staffing.Links(department, facts.Groups);
        return new(
            department.Id, department.Version, department.Name, [.. linked.Select(id => facts.Groups.NameOf(id)!)], linked, FailoverView.Of(department.Failover, facts), Staffing.Members(department.Id, linked, users).Count,
            department.CreatedAt, department.UpdatedAt);
    }
}
