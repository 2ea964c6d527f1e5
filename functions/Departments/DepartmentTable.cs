using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

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
        row["failover"] = department.Failover == Failover.HangUp ? null : Json.Write(department.Failover);
        return row;
    }

    public static Department Read(Row row) => new(
        NamedRow.IdOf(row, Prefix),
        (int)(row.Number("version") ?? 0),
        row.Text("name") ?? "",
        Json.Read<Guid[]>(row.Text("linkedGroupIds")) ?? [],
        Json.Read<Failover>(row.Text("failover")) ?? Failover.HangUp,
        row.Time("createdAt") ?? default,
        row.Time("updatedAt") ?? default);
}
