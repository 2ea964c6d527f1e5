using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Roles;

/// <summary>The row <c>s|role|id</c> of a role of the tenant's own.</summary>
internal static class RoleTable
{
    public const string Prefix = Facts.SettingsPrefix + "role|";

    public static string Key(Guid id) => Prefix + id.ToString("D");

    public static Row Write(string tenant, Role role) => new(tenant, Key(role.Id))
    {
        ETag = role.RowETag,
        ["name"] = role.Name,
        ["description"] = role.Description,
        ["permissions"] = Json.Write(role.Permissions),
        ["isAgent"] = role.IsAgent,
        ["version"] = role.Version,
        ["createdAt"] = role.CreatedAt,
        ["updatedAt"] = role.UpdatedAt,
    };

    public static Role Read(Row row) => new(
        Guid.Parse(row.Key.AsSpan(Prefix.Length)), row.Text("name") ?? "", Json.Read<string[]>(row.Text("permissions")) ?? [], row.Flag("isAgent"), IsBuiltIn: false)
    {
        Description = row.Text("description"),
        Version = (int)(row.Number("version") ?? 0),
        CreatedAt = row.Time("createdAt"),
        UpdatedAt = row.Time("updatedAt"),
        RowETag = row.ETag,
    };
}
