using System.Globalization;
using CsvHelper;

namespace UserFunctions.Local;

/// <summary>What the sample file refers to.</summary>
internal static class SampleFile
{
    /// <summary>The distinct values of a column; lists in a cell are parted by semicolons.</summary>
    public static IReadOnlyList<string> Values(string path, string column)
    {
        using var csv = new CsvReader(new StreamReader(path), CultureInfo.InvariantCulture);
        csv.Read();
        csv.ReadHeader();
        var values = new SortedSet<string>(StringComparer.Ordinal);
        while (csv.Read())
            values.UnionWith((csv.GetField(column) ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return [.. values];
    }
}
