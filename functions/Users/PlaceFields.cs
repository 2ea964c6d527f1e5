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

    /// <summary>What has to be made, by its kind.</summary>
    public IReadOnlyList<(NamedKind Kind, IReadOnlyList<NamedThing> Made)> Made { get; private set; } = [];

    public User Apply(User current, UserContext context)
    {
        var departments = new TypedNames(reader, "department", NamedKind.Department, context.Facts.Departments, Makes(NamedKind.Department, context), Quotas.Of(context.Facts).Departments, context.Now);
        var teams = new TypedNames(reader, "groups", NamedKind.Group, context.Facts.Groups, Makes(NamedKind.Group, context), Quotas.Of(context.Facts).Groups, context.Now);
        var user = current with
        {
            DepartmentId = department.IsSet ? department.Value is { } name ? departments.IdOf(name) : null : current.DepartmentId,
            // In the order given, because the first is the primary one.
            GroupIds = groups.IsSet ? teams.IdsOf(groups.Value ?? []) : current.GroupIds,
        };
        Made = [(NamedKind.Department, departments.Made), (NamedKind.Group, teams.Made)];
        return user;
    }

    private static bool Makes(NamedKind kind, UserContext context) => context.CreatesMissing && context.Caller.Permissions.Contains(kind.Permission);
}
