namespace UserFunctions.Platform.Storage;

/// <summary>
/// What the rows of departments (<c>d|id</c>) and groups (<c>g|id</c>) have in common. It stands here because users are written with those that a
/// request makes by typing their names (S011, S075), and know neither room; each room adds the columns of its own.
/// </summary>
internal static class NamedRow
{
    public const string Departments = "d|";

    public const string Groups = "g|";

    /// <summary>The row of a thing that has just been made.</summary>
    public static Row New(string tenant, string prefix, NamedThing thing, DateTimeOffset now) => Write(tenant, prefix, thing, 1, now, now, null);

    /// <summary>The row with its common columns.</summary>
    public static Row Write(string tenant, string prefix, NamedThing thing, int version, DateTimeOffset createdAt, DateTimeOffset updatedAt, string? etag) =>
        new(tenant, Key(prefix, thing.Id))
        {
            ETag = etag,
            ["name"] = thing.Name,
            ["version"] = version,
            ["createdAt"] = createdAt,
            ["updatedAt"] = updatedAt,
        };

    public static string Key(string prefix, Guid id) => prefix + id.ToString("D");

    public static Guid IdOf(Row row, string prefix) => Guid.Parse(row.Key.AsSpan(prefix.Length));
}
