using UserFunctions.Departments;
using UserFunctions.Platform.Connector;
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
    [property: Field("Id of the group.", Title = "Group Id")] Guid Id,
    [property: Field("Counts the changes of the group; the same number stands in the ETag.")] int Version,
    [property: Field("Name of the group, at most 100 characters; no two groups have the same one, whatever its case.")] string Name,
    [property: Field("What the group is for, at most 500 characters; absent: not said.")] string? Description,
    [property: Field("How many users are in the group.")] int MemberCount,
    [property: Field("Names of the departments that the group answers for.")] IReadOnlyList<string> Departments,
    [property: Field("Ids of these departments, in the same order.")] IReadOnlyList<Guid> DepartmentIds,
    [property: Field("When the group was created, in UTC.")] DateTimeOffset CreatedAt,
    [property: Field("When the group was changed last, in UTC.")] DateTimeOffset UpdatedAt)
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
