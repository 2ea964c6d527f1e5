using UserFunctions.Platform.Http;

namespace UserFunctions.Platform.Storage;

/// <summary>Lists straight from a key range, for things that are few.</summary>
internal static class Listing
{
    /// <summary>The page's rows that pass, in key order, and the last one's key when there are more.</summary>
    public static async Task<(List<Row> Rows, string? Last)> List(
        this ITables tables, string table, string partition, string prefix, PageRequest page, Func<Row, bool> passes, CancellationToken cancellationToken)
    {
        var from = page.After is not null && page.After.StartsWith(prefix, StringComparison.Ordinal) ? KeyRange.Behind(page.After) : prefix;
        var found = new List<Row>();
        string? next = null;
        do
        {
            // One more than asked for tells whether there is another page.
            var read = await tables.Page(table, partition, from, KeyRange.EndOf(prefix), page.Top + 1, next, cancellationToken);
            foreach (var row in read.Rows.Where(passes))
            {
                if (found.Count == page.Top)
                    return (found, found[^1].Key);
                found.Add(row);
            }

            next = read.Next;
        }
        while (next is not null);
        return (found, null);
    }
}
