using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary>Where a user belongs: department (S011) and groups (S074, S075). Names that are not there are made when the request says so.</summary>
internal sealed class PlaceFields(FieldReader reader)
{
    private const int MaxName = 100;

    private readonly Field<string> department = reader.Text("department", MaxName);
    private readonly Field<IReadOnlyList<string>> groups = reader.Texts("groups", User.MaxGroups, MaxName);

    public static IReadOnlyList<string> Names { get; } = ["department", "groups"];

    /// <summary>The department that has to be made; null: none.</summary>
    public NamedThing? NewDepartment { get; private set; }

    /// <summary>Groups that have to be made.</summary>
    public IReadOnlyList<NamedThing> NewGroups { get; private set; } = [];

    public User Apply(User current, UserContext context) => current with
    {
        DepartmentId = department.IsSet ? DepartmentOf(department.Value, context) : current.DepartmentId,
        GroupIds = groups.IsSet ? GroupsOf(groups.Value ?? [], context) : current.GroupIds,
    };

    private Guid? DepartmentOf(string? wanted, UserContext context)
    {
        if (wanted is null)
            return null;
        if (context.Facts.Departments.TryFind(wanted, out var found))
            return found.Id;
        if (MayMake(Permission.DepartmentsWrite, context))
            NewDepartment = new(Guid.CreateVersion7(context.Now), wanted);
        else
            reader.Add("department", "unknown", $"department '{FieldReader.Shown(wanted)}' does not exist: {Choices(context.Facts.Departments, "department", "/api/departments")}.");
        return NewDepartment?.Id;
    }

    private List<Guid> GroupsOf(IReadOnlyList<string> wanted, UserContext context)
    {
        var made = new List<NamedThing>();
        foreach (var name in wanted.Where(name => !context.Facts.Groups.TryFind(name, out _)))
        {
            if (MayMake(Permission.GroupsWrite, context))
                made.Add(new(Guid.CreateVersion7(context.Now), name));
            else
                reader.Add("groups", "unknown", $"group '{FieldReader.Shown(name)}' does not exist: {Choices(context.Facts.Groups, "group", "/api/groups")}.");
        }

        NewGroups = made;
        // In the order given, because the first is the primary one.
        return [.. wanted.Select(name => context.Facts.Groups.TryFind(name, out var group) ? group.Id : made.Find(m => m.Name == name)?.Id).OfType<Guid>().Distinct()];
    }

    private static bool MayMake(string permission, UserContext context) => context.CreatesMissing && context.Caller.Permissions.Contains(permission);

    private static string Choices(NameList names, string thing, string path)
    {
        const int shown = 8;
        return names.Count == 0 ? $"there is no {thing} yet, create it with POST {path}"
            : $"use one of {string.Join(", ", names.All.Take(shown).Select(n => n.Name))}{(names.Count > shown ? " …" : "")}, or create it with POST {path}";
    }
}
