using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Presence;

/// <summary>The row <c>s|capacity-profile|id</c>.</summary>
internal static class CapacityProfileTable
{
    public static string Key(Guid id) => CapacityProfile.Prefix + id.ToString("D");

    public static Task<Row?> FindCapacityProfile(this ITables tables, string tenant, Guid id, CancellationToken cancellationToken) =>
        tables.Get(ChangeLog.Table, tenant, Key(id), cancellationToken);

    public static CapacityProfile Read(Row row) => Json.Read<CapacityProfile>(row.LongTextOf("profile"))!;

    public static Row Write(string tenant, CapacityProfile profile, string? etag)
    {
        var row = new Row(tenant, Key(profile.Id)) { ETag = etag, ["name"] = profile.Name };
        row.Set("profile", Json.Write(profile));
        return row;
    }
}
