using System.Runtime.CompilerServices;
using UserFunctions.Platform.Http;

namespace UserFunctions.Platform.Storage;

/// <summary>Lists straight from a key range, for things that are few.</summary>
internal static class Listing
{
    /// <summary>The page's rows that pass among those whose keys begin with <paramref name="prefix"/>, in key order, and the last one's key when there are more.</summary>
    public static Task<(List<Row> Rows, string? Last)> List(
        this ITables tables, string table, string partition, string prefix, PageRequest page, Func<Row, bool> passes, CancellationToken cancellationToken) =>
        tables.List(table, partition, (prefix, KeyRange.EndOf(prefix)), page, passes, cancellationToken);

    /// <summary>The page's rows that pass in a whole range: <see cref="KeyRange.Ids"/> where the keys are nothing but ids.</summary>
    public static async Task<(List<Row> Rows, string? Last)> List(
        this ITables tables, string table, string partition, (string From, string To) range, PageRequest page, Func<Row, bool> passes, CancellationToken cancellationToken)
    {
        // A cursor that is not of this list begins it anew.
        var from = page.After is { } after && string.CompareOrdinal(after, range.From) >= 0 && string.CompareOrdinal(after, range.To) < 0 ? KeyRange.Behind(after) : range.From;
        var found = new List<Row>();
        // One more than asked for tells whether there is another page.
        await foreach (var row in tables.Rows(table, partition, (from, range.To), page.Top + 1, cancellationToken))
        {
            if (!passes(row))
                continue;
            if (found.Count == page.Top)
                return (found, found[^1].Key);
            found.Add(row);
        }

        return (found, null);
    }

    /// <summary>All rows of a range, read <paramref name="atOnce"/> at a time (1-1000).</summary>
    public static async IAsyncEnumerable<Row> Rows(
        this ITables tables, string table, string partition, (string From, string To) range, int atOnce, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            var page = await tables.Page(table, partition, range.From, range.To, atOnce, next, cancellationToken);
            foreach (var row in page.Rows)
                yield return row;
            next = page.Next;
        }
        while (next is not null);
    }
}
