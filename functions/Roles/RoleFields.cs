using System.Text.Json;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Roles;

/// <summary>What a body says about a role of the tenant's own (S072).</summary>
internal static class RoleFields
{
    private const int MaxName = 100;
    private const int MaxDescription = 500;
    private const int Suggestions = 3;

    /// <summary>A new role; 403 when it would allow what its maker lacks.</summary>
    public static Result<Role> Create(JsonElement body, RoleList roles, Caller caller, Guid id, DateTimeOffset now)
    {
        var blank = new Role(id, "", [], IsAgent: false, IsBuiltIn: false) { CreatedAt = now, UpdatedAt = now };
        if (!Apply(blank, body, roles, isNew: true).Try(out var role, out var error))
            return error;
        if (roles.All.Count(r => !r.IsBuiltIn) >= Role.MaxOwn)
            return Error.Conflict("name", "role.too_many", $"A tenant has at most {Role.MaxOwn} roles of its own: delete one that nobody has.");
        return Forbidden(role.Name, role.Permissions, caller) is { } forbidden ? forbidden : role;
    }

    /// <summary>The role after a merge, itself when nothing differs; 403 when it allows, or would allow, what the caller lacks.</summary>
    public static Result<Role> Change(Role current, JsonElement body, RoleList roles, Caller caller, DateTimeOffset now)
    {
        if (current.IsBuiltIn)
            return BuiltIn(current);
        if (!Apply(current, body, roles, isNew: false).Try(out var changed, out var error))
            return error;
        if (IsSame(current, changed))
            return current;
        if (Above(current, caller) is { } above)
            return above;
        if (Forbidden(changed.Name, changed.Permissions, caller) is { } forbidden)
            return forbidden;
        return changed with { Version = current.Version + 1, UpdatedAt = now };
    }

    /// <summary>The 403 to one who would change or delete a role that allows more than they may, and so disarm those who have it; null when it may go on.</summary>
    public static Error? Above(Role role, Caller caller) => caller.Lacking(role.Permissions) is { Count: > 0 } lacking
        ? new Error(ErrorKind.Forbidden, "role.forbidden", $"You cannot change or delete the role '{role.Name}', which allows what you lack yourself: {string.Join(", ", lacking)}.", "permissions")
        : null;

    /// <summary>The 409 of a built-in role.</summary>
    public static Error BuiltIn(Role role) =>
        Error.Conflict("id", "role.built_in", $"The role '{role.Name}' is built in and cannot be changed or deleted: make one of your own with POST /api/roles.");

    private static Error? Forbidden(string name, IEnumerable<string> given, Caller caller) => caller.Lacking(given) is { Count: > 0 } lacking
        ? new Error(ErrorKind.Forbidden, "role.forbidden", $"You cannot give the role '{name}' what you lack yourself: {string.Join(", ", lacking)}.", "permissions")
        : null;

    private static Result<Role> Apply(Role current, JsonElement body, RoleList roles, bool isNew)
    {
        var reader = new FieldReader(body, "role");
        var name = reader.Text("name", MaxName);
        var description = reader.Text("description", MaxDescription);
        var permissions = reader.Texts("permissions", Permission.All.Count, MaxName);
        var isAgent = reader.Flag("isAgent");
        ReadOnly(reader, isNew ? null : current);
        var changed = new Role(
            current.Id, name.Or(current.Name) ?? "", permissions.IsSet ? Known(permissions.Value ?? [], reader) : current.Permissions, isAgent.Or(current.IsAgent) ?? false, IsBuiltIn: false)
        {
            Description = description.Or(current.Description),
            Version = current.Version,
            CreatedAt = current.CreatedAt,
            UpdatedAt = current.UpdatedAt,
            RowETag = current.RowETag,
        };
        if (changed.Name.Length == 0)
            reader.Missing("name", "give the role a name");
        else if (Guid.TryParse(changed.Name, out _))
            reader.Add("name", "invalid", $"name '{changed.Name}' looks like an id: give the role a name that people read.");
        if (isNew && !permissions.IsSet)
            reader.Missing("permissions", $"list what the role allows, such as {Permission.UsersRead}; an empty list allows nothing");
        if (reader.Finish() is { } error)
            return error;
        return roles.TryFind(changed.Name, out var other) && other.Id != current.Id ? Error.Taken("name", changed.Name) : changed;
    }

    private static void ReadOnly(FieldReader reader, Role? current)
    {
        reader.ReadOnly("id", current?.Id);
        reader.ReadOnly("version", current?.Version);
        reader.ReadOnly("isBuiltIn", current?.IsBuiltIn);
        reader.ReadOnly("createdAt", current?.CreatedAt);
        reader.ReadOnly("updatedAt", current?.UpdatedAt);
        // Counts move while somebody edits: what was read may be sent back whatever they are by now.
        _ = reader.Raw("users");
        _ = reader.Raw("keys");
        _ = reader.Raw("secrets");
    }

    private static List<string> Known(IReadOnlyList<string> wanted, FieldReader reader)
    {
        foreach (var unknown in wanted.Except(Permission.All, StringComparer.OrdinalIgnoreCase))
        {
            var nearest = Permission.All.OrderBy(known => Distance(known, unknown.ToLowerInvariant())).Take(Suggestions);
            reader.Add("permissions", "unknown", $"permission '{FieldReader.Shown(unknown)}' does not exist: did you mean {string.Join(", ", nearest)}? The role {Role.Owner.Name} in GET /api/roles shows all that there are.");
        }

        return [.. Permission.All.Where(known => wanted.Contains(known, StringComparer.OrdinalIgnoreCase))];
    }

    // Levenshtein: how many letters have to be put in, taken out or changed.
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (from[i - 1] == to[j - 1] ? 0 : 1)));
        }

        return row[to.Length];
    }

    private static bool IsSame(Role one, Role other) =>
        one.Name == other.Name && one.Description == other.Description && one.IsAgent == other.IsAgent && one.Permissions.SequenceEqual(other.Permissions);
}
