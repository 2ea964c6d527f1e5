using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary>The row <c>s|caller-id|number</c>.</summary>
internal static class CallerIdTable
{
    public static string Key(string number) => CallerId.Prefix + KeyRange.Escape(number);

    /// <summary>The number's row; null when there is none. A text that cannot be one is not looked up.</summary>
    public static Task<Row?> FindCallerId(this ITables tables, string tenant, string number, CancellationToken cancellationToken) =>
        number.Length <= CallerId.MaxNumber && number.All(c => char.IsAsciiDigit(c) || c == '+')
            ? tables.Get(ChangeLog.Table, tenant, Key(number), cancellationToken)
            : Task.FromResult<Row?>(null);

    public static CallerId Read(Row row) => new(
        row.Text("number") ?? "", row.Text("name"), (int)(row.Number("version") ?? 0), row.Time("createdAt") ?? default, row.Time("updatedAt") ?? default);

    public static Row Write(string tenant, CallerId callerId, string? etag) => new(tenant, Key(callerId.Number))
    {
        ETag = etag,
        ["number"] = callerId.Number,
        ["name"] = callerId.Name,
        ["version"] = callerId.Version,
        ["createdAt"] = callerId.CreatedAt,
        ["updatedAt"] = callerId.UpdatedAt,
    };
}
