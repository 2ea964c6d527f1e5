using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Presence;

/// <summary>The row <c>s|status|id</c>.</summary>
internal static class StatusTable
{
    public static string Key(string id) => TenantStatus.Prefix + KeyRange.Escape(id);

    public static TenantStatus Read(Row row) => Json.Read<TenantStatus>(row.Text("status"))!;

    public static Row Write(string tenant, TenantStatus status, string? etag) => new(tenant, Key(status.Id)) { ETag = etag, ["name"] = status.Name, ["status"] = Json.Write(status) };
}
