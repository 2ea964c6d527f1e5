using UserFunctions.Platform.Storage;

namespace UserFunctions.Departments;

/// <summary>The tenant's departments.</summary>
public sealed class DepartmentList
{
    private readonly Dictionary<Guid, Department> byId;
    private readonly ILookup<Guid, Department> byGroup;

    private DepartmentList(IReadOnlyList<Department> departments)
    {
        All = departments;
        byId = departments.ToDictionary(d => d.Id);
        byGroup = departments.SelectMany(d => d.LinkedGroupIds.Select(group => (Department: d, Group: group))).ToLookup(link => link.Group, link => link.Department);
    }

    /// <summary>All of them, in the order of their creation.</summary>
    public IReadOnlyList<Department> All { get; }

    /// <summary>The list as of these facts.</summary>
    public static DepartmentList Of(TenantFacts facts) => facts.Of(known => new DepartmentList([.. known.DepartmentRows.Select(DepartmentTable.Read)]));

    /// <summary>The department of this id; null when there is none.</summary>
    public Department? Find(Guid id) => byId.GetValueOrDefault(id);

    /// <summary>Those that the group is linked to.</summary>
    public IReadOnlyList<Department> LinkedTo(Guid group) => [.. byGroup[group]];
}
