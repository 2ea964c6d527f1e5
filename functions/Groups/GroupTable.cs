using UserFunctions.Platform.Storage;

namespace UserFunctions.Groups;

/// <summary>The row <c>g|id</c>. <c>deleting</c> hides a group whose members are still being let go.</summary>
internal static class GroupTable
{
    public const string Prefix = "g|";

    public static string Key(Guid id) => Prefix + id.ToString("D");

    public static Row Write(string tenant, Group group, string? etag) => new(tenant, Key(group.Id))
    {
        ETag = etag,
        ["name"] = group.Name,
        ["description"] = group.Description,
        ["version"] = group.Version,
        ["createdAt"] = group.CreatedAt,
        ["updatedAt"] = group.UpdatedAt,
    };

    public static Group Read(Row row) => new(
        Guid.Parse(row.Key.AsSpan(Prefix.Length)),
        (int)(row.Number("version") ?? 0),
        row.Text("name") ?? "",
        row.Text("description"),
        row.Time("createdAt") ?? default,
        row.Time("updatedAt") ?? default);

    /// <summary>The row of a group that is there and not being deleted; null otherwise.</summary>
    public static async Task<Row?> Find(this ITables tables, string tenant, Guid id, CancellationToken cancellationToken) =>
        await tables.Get(ChangeLog.Table, tenant, Key(id), cancellationToken) is { } row && !row.Flag("deleting") ? row : null;
}
