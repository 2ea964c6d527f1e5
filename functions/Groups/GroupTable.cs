using UserFunctions.Platform.Storage;

namespace UserFunctions.Groups;

/// <summary>The row <c>g|id</c>. <c>deleting</c> hides a group whose members are still being let go.</summary>
internal static class GroupTable
{
    public const string Prefix = NamedRow.Groups;

    public static string Key(Guid id) => NamedRow.Key(Prefix, id);

    public static Row Write(string tenant, Group group, string? etag)
    {
        var row = NamedRow.Write(tenant, Prefix, new(group.Id, group.Name), group.Version, group.CreatedAt, group.UpdatedAt, etag);
        row["description"] = group.Description;
        return row;
    }

    public static Group Read(Row row) => new(
        NamedRow.IdOf(row, Prefix),
        (int)(row.Number("version") ?? 0),
        row.Text("name") ?? "",
        row.Text("description"),
        row.Time("createdAt") ?? default,
        row.Time("updatedAt") ?? default);

    /// <summary>The row of a group that is there and not being deleted; null otherwise.</summary>
    public static async Task<Row?> Find(this ITables tables, string tenant, Guid id, CancellationToken cancellationToken) =>
        await tables.Get(ChangeLog.Table, tenant, Key(id), cancellationToken) is { } row && !row.Flag("deleting") ? row : null;
}
