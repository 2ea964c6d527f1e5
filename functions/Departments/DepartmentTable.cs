using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Departments;

/// <summary>The row <c>d|id</c>.</summary>
internal static class DepartmentTable
{
    public const string Prefix = NamedRow.Departments;

    public static string Key(Guid id) => NamedRow.Key(Prefix, id);

    public static Row Write(string tenant, Department department, string? etag)
    {
        var row = NamedRow.Write(tenant, Prefix, new(department.Id, department.Name), department.Version, department.CreatedAt, department.UpdatedAt, etag);
        row["linkedGroupIds"] = Json.Write(department.LinkedGroupIds);
        return row;
    }

    public static Department Read(Row row) => new(
        NamedRow.IdOf(row, Prefix),
        (int)(row.Number("version") ?? 0),
        row.Text("name") ?? "",
        Json.Read<Guid[]>(row.Text("linkedGroupIds")) ?? [],
        row.Time("createdAt") ?? default,
        row.Time("updatedAt") ?? default);
}
