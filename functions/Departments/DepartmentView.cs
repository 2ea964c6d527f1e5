using UserFunctions.Platform.Connector;
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
    [property: Field("Id of the department.", Title = "Department Id")] Guid Id,
    [property: Field("Counts the changes of the department; the same number stands in the ETag.")] int Version,
    [property: Field("Name of the department, at most 100 characters; no two departments have the same one, whatever its case.")] string Name,
    [property: Field("Names of the groups that answer for the department.")] IReadOnlyList<string> LinkedGroups,
    [property: Field("Ids of these groups, in the same order.")] IReadOnlyList<Guid> LinkedGroupIds,
    [property: Field("Where calls that came through the department go when the agent cannot be reached at that time.")] FailoverView Failover,
    [property: Field("How many users answer for it: its own and those of the linked groups, each counted once.")] int MemberCount,
    [property: Field("When the department was created, in UTC.")] DateTimeOffset CreatedAt,
    [property: Field("When the department was changed last, in UTC.")] DateTimeOffset UpdatedAt)
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
