namespace UserFunctions.Platform.Storage;

/// <summary>Writes the addresses of tables and rows below one endpoint.</summary>
/// <param name="endpoint">The table service, with the account in the path where it stands there; a trailing slash does not matter.</param>
internal sealed class TableUrl(Uri endpoint)
{
    private readonly string root = endpoint.AbsoluteUri.TrimEnd('/') + "/";

    /// <summary>Where tables are created.</summary>
    public string Tables => root + "Tables";

    /// <summary>Where batches go.</summary>
    public string Batch => root + "$batch";

    /// <summary>Where rows are inserted.</summary>
    public string Table(string table) => root + table;

    /// <summary>One row.</summary>
    public string Row(string table, string partition, string key) =>
        string.Concat([root, table, "(PartitionKey='", Escape(partition), "',RowKey='", Escape(key), "')"]);

    /// <summary>A range of rows of one partition, <paramref name="from"/> ≤ key &lt; <paramref name="to"/>.</summary>
    public string Range(string table, string partition, string from, string to, int top, PageToken? next)
    {
        var filter = $"PartitionKey eq {Quote(partition)} and RowKey ge {Quote(from)} and RowKey lt {Quote(to)}";
        var url = $"{root}{table}()?$filter={Uri.EscapeDataString(filter)}&$top={top}";
        if (next is null)
            return url;
        url += "&NextPartitionKey=" + Uri.EscapeDataString(next.Partition);
        return next.Key is null ? url : url + "&NextRowKey=" + Uri.EscapeDataString(next.Key);
    }

    // First the quote is doubled, which is the query language's rule, then everything is escaped, which is the URL's.
    private static string Escape(string key) => Uri.EscapeDataString(Double(key));

    private static string Quote(string text) => $"'{Double(text)}'";

    private static string Double(string text) => text.Contains('\'') ? text.Replace("'", "''", StringComparison.Ordinal) : text;
}
