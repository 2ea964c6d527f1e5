using UserFunctions.Departments;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Groups;

/// <summary>A group on the wire.</summary>
/// <param name="Id">GUID v7.</param>
/// <param name="Version">The ETag.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">Free text; null: none.</param>
/// <param name="MemberCount">Users in it.</param>
/// <param name="Departments">Names of the departments that are linked to it (S079).</param>
/// <param name="DepartmentIds">Their ids.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
public sealed record GroupView(
    Guid Id, int Version, string Name, string? Description, int MemberCount, IReadOnlyList<string> Departments, IReadOnlyList<Guid> DepartmentIds, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>Fields that other rooms decide and that a body may repeat.</summary>
    internal static IReadOnlyList<string> Derived { get; } = ["memberCount", "departments", "departmentIds"];

    /// <summary>The view of a group that nobody is in or linked to yet.</summary>
    public static GroupView New(Group group) => new(group.Id, group.Version, group.Name, group.Description, 0, [], [], group.CreatedAt, group.UpdatedAt);

    /// <summary>The view of a group with so many members as of these facts.</summary>
    public static GroupView Of(Group group, int members, TenantFacts facts)
    {
        var departments = DepartmentList.Of(facts).LinkedTo(group.Id);
        return new(
            group.Id, group.Version, group.Name, group.Description, members, [.. departments.Select(d => d.Name)], [.. departments.Select(d => d.Id)], group.CreatedAt, group.UpdatedAt);
    }
}

/// <summary>Makes the views of groups: what they show of users and departments is that of now.</summary>
public sealed class GroupViews(Facts facts, Users.UserIndexes indexes)
{
    /// <summary>The view of one group.</summary>
    public async Task<GroupView> Of(string tenant, Group group, CancellationToken cancellationToken)
    {
        var users = await indexes.Now(tenant, cancellationToken);
        return GroupView.Of(group, users.MembersOf(group.Id).Count, await facts.Now(tenant, cancellationToken));
    }
}
