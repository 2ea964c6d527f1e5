using CsvHelper;

namespace UserFunctions.Local;

/// <summary>What the sample file refers to.</summary>
internal static class SampleFile
{
    /// <summary>The distinct values of a column; lists in a cell are parted by semicolons.</summary>
    public static IReadOnlyList<string> Values(string path, string column)
    {
        using var csv = CsvReader.FromText(File.ReadAllText(path), new CsvReaderOptions { HasHeader = false });
        csv.Read();
        var index = Array.IndexOf(Cells(csv), column);
        var values = new SortedSet<string>(StringComparer.Ordinal);
        while (csv.Read())
            values.UnionWith(csv.GetString(index).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return [.. values];
    }

    private static string[] Cells(CsvReader csv) => [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)];
}
