using System.Text.Json;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Departments;

/// <summary>A department: where conversations arrive (S011, S082). Linked groups answer for it (S079).</summary>
/// <param name="Id">GUID v7.</param>
/// <param name="Version">The ETag.</param>
/// <param name="Name">1-100 characters, unique without regard to case.</param>
/// <param name="LinkedGroupIds">Groups in the order given; may hold groups that were deleted since, which no answer shows.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
public sealed record Department(Guid Id, int Version, string Name, IReadOnlyList<Guid> LinkedGroupIds, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    private const int MaxName = 100;
    private const int MaxLinkedGroups = 100;

    /// <summary>A new department from a body.</summary>
    public static Result<Department> Create(JsonElement body, TenantFacts facts, Guid id, DateTimeOffset now) =>
        Apply(new Department(id, 1, "", [], now, now), new FieldReader(body, "department"), facts);

    /// <summary>The department after a merge; itself when nothing differs.</summary>
    public Result<Department> Change(JsonElement body, TenantFacts facts, DateTimeOffset now)
    {
        if (!Apply(this, new FieldReader(body, "department"), facts).Try(out var changed, out var error))
            return error;
        var isSame = changed.Name == Name && changed.LinkedGroupIds.SequenceEqual(LinkedGroupIds);
        return isSame ? this : changed with { Version = Version + 1, UpdatedAt = now };
    }

    private static Result<Department> Apply(Department current, FieldReader reader, TenantFacts facts)
    {
        var name = reader.Text("name", MaxName);
        var linked = reader.Texts("linkedGroups", MaxLinkedGroups, MaxName);
        ReadOnly(reader, current, facts);
        var changed = current with
        {
            Name = name.Or(current.Name) ?? "",
            LinkedGroupIds = linked.IsSet ? Resolve(linked.Value ?? [], reader, facts.Groups) : current.LinkedGroupIds,
        };
        if (changed.Name.Length == 0)
            reader.Missing("name", "give the department a name");
        if (reader.Finish() is { } error)
            return error;
        return facts.Departments.TryFind(changed.Name, out var other) && other.Id != current.Id ? Error.Taken("name", changed.Name) : changed;
    }

    private static void ReadOnly(FieldReader reader, Department current, TenantFacts facts)
    {
        var view = DepartmentView.Of(current, facts);
        reader.ReadOnly("id", view.Id);
        reader.ReadOnly("version", view.Version);
        reader.ReadOnly("linkedGroupIds", view.LinkedGroupIds);
        reader.ReadOnly("createdAt", view.CreatedAt);
        reader.ReadOnly("updatedAt", view.UpdatedAt);
    }

    private static List<Guid> Resolve(IReadOnlyList<string> wanted, FieldReader reader, NameList groups)
    {
        var ids = new List<Guid>();
        foreach (var name in wanted)
        {
            if (groups.TryFind(name, out var group))
                ids.Add(group.Id);
            else
                reader.Add("linkedGroups", "unknown", $"group '{FieldReader.Shown(name)}' does not exist: create it with POST /api/groups first.");
        }

        return [.. ids.Distinct()];
    }
}

/// <summary>A department on the wire.</summary>
public sealed record DepartmentView(
    Guid Id, int Version, string Name, IReadOnlyList<string> LinkedGroups, IReadOnlyList<Guid> LinkedGroupIds, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>The view as of these names.</summary>
    public static DepartmentView Of(Department department, TenantFacts facts)
    {
        var linked = department.LinkedGroupIds.Where(id => facts.Groups.NameOf(id) is not null).ToList();
        return new(department.Id, department.Version, department.Name, [.. linked.Select(id => facts.Groups.NameOf(id)!)], linked, department.CreatedAt, department.UpdatedAt);
    }
}
