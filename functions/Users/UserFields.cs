using System.Text.Json;
using System.Text.RegularExpressions;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary>What a body (or a CSV row) says about a user: each field absent, cleared or set. All of its errors are found at once (S008).</summary>
public sealed partial class UserFields
{
    /// <summary>Longest e-mail address (RFC 5321 §4.5.3.1.3).</summary>
    public const int MaxEmail = 254;

    private const int MaxDisplayName = 200;
    private const int MaxName = 100;
    private const int MaxTags = 20;
    private const int MaxTag = 50;

    private readonly FieldReader reader;

    /// <summary>Reads the fields; what is wrong is kept until <see cref="Create"/> or <see cref="Change"/> asks.</summary>
    public UserFields(JsonElement body)
    {
        reader = new FieldReader(body, "user");
        DisplayName = reader.Text("displayName", MaxDisplayName);
        GivenName = reader.Text("givenName", MaxName);
        FamilyName = reader.Text("familyName", MaxName);
        Email = reader.Text("email", MaxEmail, EmailPattern(), "give one address such as name@example.com, in ASCII");
        Phone = reader.Text("phone", 20, PhonePattern(), "give exactly 10 digits");
        Designation = reader.Text("designation", MaxName);
        Tags = reader.Texts("tags", MaxTags, MaxTag);
        Department = reader.Text("department", MaxName);
        ExtensionNumber = reader.Text("extensionNumber", 10, ExtensionPattern(), "give 2 to 10 digits");
        Role = reader.Text("role", MaxName);
        Groups = reader.Texts("groups", User.MaxGroups, MaxName);
    }

    /// <summary>Names of all fields that a person may set, as on the wire.</summary>
    public static IReadOnlyList<string> Writable { get; } =
    [
        "displayName", "givenName", "familyName", "email", "phone", "designation", "tags", "department", "extensionNumber", "role", "groups",
    ];

    /// <summary>Those of <see cref="Writable"/> that hold lists.</summary>
    public static IReadOnlySet<string> Lists { get; } = new HashSet<string> { "tags", "groups" };

    /// <summary>The e-mail address, for finding the user; null when absent or wrong.</summary>
    public string? EmailValue => Email.Value;

    /// <summary>The extension number, for finding duplicates; null when absent or wrong.</summary>
    public string? ExtensionValue => ExtensionNumber.Value;

    private Field<string> DisplayName { get; }

    private Field<string> GivenName { get; }

    private Field<string> FamilyName { get; }

    private Field<string> Email { get; }

    private Field<string> Phone { get; }

    private Field<string> Designation { get; }

    private Field<IReadOnlyList<string>> Tags { get; }

    private Field<string> Department { get; }

    private Field<string> ExtensionNumber { get; }

    private Field<string> Role { get; }

    private Field<IReadOnlyList<string>> Groups { get; }

    /// <summary>The new user that the fields describe.</summary>
    public Result<User> Create(TenantNames names, Guid id, DateTimeOffset now)
    {
        ReadOnly(null, names);
        var blank = new User
        {
            Id = id,
            Version = 1,
            CreatedAt = now,
            UpdatedAt = now,
            DisplayName = "",
            Email = "",
            Role = Roles.Role.Default,
            Lifecycle = Lifecycle.Pending,
        };
        return Apply(blank, names);
    }

    /// <summary>The user after the change (RFC 7396); the same version when nothing differs.</summary>
    public Result<User> Change(User current, TenantNames names, DateTimeOffset now)
    {
        ReadOnly(current, names);
        if (!Apply(current, names).Try(out var changed, out var error))
            return error;
        return changed.SameAs(current) ? current : changed with { Version = current.Version + 1, UpdatedAt = now };
    }

    private Result<User> Apply(User current, TenantNames names)
    {
        var (display, given, family) = NamesAfter(current);
        var user = current with
        {
            DisplayName = display ?? "",
            GivenName = given,
            FamilyName = family,
            Email = Email.Or(current.Email) ?? "",
            Phone = Phone.Or(current.Phone),
            Designation = Designation.Or(current.Designation),
            Tags = Tags.Or(current.Tags) ?? [],
            DepartmentId = DepartmentAfter(current, names),
            ExtensionNumber = ExtensionNumber.Or(current.ExtensionNumber),
            Role = RoleAfter(current),
            GroupIds = GroupsAfter(current, names),
        };
        if (user.DisplayName.Length == 0)
            reader.Missing("displayName", "give the full name, or givenName and familyName");
        if (user.DisplayName.Length > MaxDisplayName)
            reader.Add("displayName", "too_long", $"givenName and familyName together have {user.DisplayName.Length} characters; at most {MaxDisplayName} are allowed.");
        if (user.Email.Length == 0)
            reader.Missing("email", "give one address such as name@example.com");
        return reader.Finish() is { } error ? error : user;
    }

    // A full name alone sets its parts; parts alone set the full name; both together stand as they are (S001).
    private (string? Display, string? Given, string? Family) NamesAfter(User current)
    {
        var partsSet = GivenName.IsSet || FamilyName.IsSet;
        if (DisplayName is { IsSet: true, Value: { } full } && !partsSet)
        {
            if (full == current.DisplayName)
                return (full, current.GivenName, current.FamilyName);
            var (first, last) = User.Split(full);
            return (full, first, last);
        }

        var given = GivenName.Or(current.GivenName);
        var family = FamilyName.Or(current.FamilyName);
        return (DisplayName.IsSet ? DisplayName.Value ?? User.Join(given, family) : partsSet ? User.Join(given, family) : current.DisplayName, given, family);
    }

    private Guid? DepartmentAfter(User current, TenantNames names)
    {
        if (!Department.IsSet || Department.Value is not { } wanted)
            return Department.IsSet ? null : current.DepartmentId;
        if (names.Departments.TryFind(wanted, out var department))
            return department.Id;
        reader.Add("department", "unknown", $"department '{FieldReader.Shown(wanted)}' does not exist: {Choices(names.Departments, "department", "/api/departments")}.");
        return null;
    }

    private List<Guid> GroupsAfter(User current, TenantNames names)
    {
        if (!Groups.IsSet)
            return [.. current.GroupIds];
        var ids = new List<Guid>();
        foreach (var wanted in Groups.Value ?? [])
        {
            if (!names.Groups.TryFind(wanted, out var group))
                reader.Add("groups", "unknown", $"group '{FieldReader.Shown(wanted)}' does not exist: {Choices(names.Groups, "group", "/api/groups")}.");
            else if (!ids.Contains(group.Id))
                ids.Add(group.Id);
        }

        return ids;
    }

    private string RoleAfter(User current)
    {
        if (!Role.IsSet || Role.Value is not { } wanted)
            return Role.IsSet ? Roles.Role.Default : current.Role;
        if (Roles.Role.Find(wanted) is { } role)
            return role.Name;
        reader.Add("role", "unknown", $"role '{FieldReader.Shown(wanted)}' does not exist: use one of {Roles.Role.Names}.");
        return current.Role;
    }

    private void ReadOnly(User? current, TenantNames names)
    {
        var view = current is null ? null : UserView.Of(current, names);
        reader.ReadOnly("id", view?.Id);
        reader.ReadOnly("version", view?.Version);
        reader.ReadOnly("createdAt", view?.CreatedAt);
        reader.ReadOnly("updatedAt", view?.UpdatedAt);
        reader.ReadOnly("departmentId", view?.DepartmentId);
        reader.ReadOnly("groupIds", view?.GroupIds);
        reader.ReadOnly("lifecycle", view?.Lifecycle);
    }

    private static string Choices(NameList names, string thing, string path)
    {
        const int shown = 8;
        return names.Count == 0 ? $"there is no {thing} yet, create it with POST {path}"
            : $"use one of {string.Join(", ", names.All.Take(shown).Select(n => n.Name))}{(names.Count > shown ? " …" : "")}, or create it with POST {path}";
    }

    [GeneratedRegex(@"^(?=.{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])$", RegexOptions.CultureInvariant)]
    private static partial Regex EmailPattern();

    [GeneratedRegex("^[0-9]{10}$", RegexOptions.CultureInvariant)]
    private static partial Regex PhonePattern();

    [GeneratedRegex("^[0-9]{2,10}$", RegexOptions.CultureInvariant)]
    private static partial Regex ExtensionPattern();
}
