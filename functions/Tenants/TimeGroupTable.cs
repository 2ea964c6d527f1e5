using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary>The row <c>s|time-group|id</c>.</summary>
internal static class TimeGroupTable
{
    public static string Key(Guid id) => TimeGroup.Prefix + id.ToString("D");

    public static Task<Row?> FindTimeGroup(this ITables tables, string tenant, Guid id, CancellationToken cancellationToken) =>
        tables.Get(ChangeLog.Table, tenant, Key(id), cancellationToken);

    public static TimeGroup Read(Row row) => Json.Read<TimeGroup>(row.LongTextOf("timeGroup"))!;

    public static Row Write(string tenant, TimeGroup timeGroup, string? etag)
    {
        var row = new Row(tenant, Key(timeGroup.Id)) { ETag = etag, ["name"] = timeGroup.Name };
        row.Set("timeGroup", Json.Write(timeGroup));
        return row;
    }
}
