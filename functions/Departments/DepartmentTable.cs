using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Departments;

/// <summary>The row <c>d|id</c>.</summary>
internal static class DepartmentTable
{
    public const string Prefix = "d|";

    public static string Key(Guid id) => Prefix + id.ToString("D");

    public static Row Write(string tenant, Department department, string? etag) => new(tenant, Key(department.Id))
    {
        ETag = etag,
        ["name"] = department.Name,
        ["version"] = department.Version,
        ["linkedGroupIds"] = Json.Write(department.LinkedGroupIds),
        ["createdAt"] = department.CreatedAt,
        ["updatedAt"] = department.UpdatedAt,
    };

    /// <summary>A department made by typing its name (S011).</summary>
    public static Row New(string tenant, NamedThing department, DateTimeOffset now) => Write(tenant, new(department.Id, 1, department.Name, [], now, now), null);

    public static Department Read(Row row) => new(
        Guid.Parse(row.Key.AsSpan(Prefix.Length)),
        (int)(row.Number("version") ?? 0),
        row.Text("name") ?? "",
        Json.Read<Guid[]>(row.Text("linkedGroupIds")) ?? [],
        row.Time("createdAt") ?? default,
        row.Time("updatedAt") ?? default);
}
