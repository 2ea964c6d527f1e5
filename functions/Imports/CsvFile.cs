using CsvHelper;
using UserFunctions.Platform.Errors;

namespace UserFunctions.Imports;

/// <summary>
/// Reads a CSV file (RFC 4180) with a header, as people have it: see <see cref="CsvText"/> for encodings and separators, <see cref="CsvHeader"/> for the names of columns. Quoted
/// cells may hold line breaks; blank lines do not count as rows but as lines.
/// </summary>
public static class CsvFile
{
    /// <summary>All rows, or why the file as a whole is refused.</summary>
    public static Result<IReadOnlyList<CsvRow>> Read(byte[] bytes)
    {
        if (!CsvText.Read(bytes).Try(out var file, out var error))
            return error;
        var malformed = new Dictionary<long, CsvMalformedRecord>();
        using var csv = CsvReader.FromText(file.Text, Options(file.Separator, malformed));
        string[] names;
        do
        {
            if (!csv.Read())
                return File("file.empty", "The file is empty: the first line must be the header.");
            names = Cells(csv);
        }
        while (names.All(string.IsNullOrWhiteSpace));
        if (malformed.Count > 0)
            return File("file.malformed", "The quotes in the header do not match: the header line must hold column names only.");
        if (!CsvHeader.Read(names).Try(out var header, out error) || !Rows(csv, header, malformed).Try(out var rows, out error))
            return error;
        return Noted(CsvZeros.Mark(rows), [.. new[] { file.Note, header.Note }.OfType<FieldError>()]);
    }

    // What is noticed about the file as a whole stands at its first row.
    private static CsvRow[] Noted(CsvRow[] rows, FieldError[] notes) =>
        notes is [] ? rows : [rows[0] with { Warnings = [.. notes, .. rows[0].Warnings] }, .. rows[1..]];

    private static Result<CsvRow[]> Rows(CsvReader csv, CsvHeader header, Dictionary<long, CsvMalformedRecord> malformed)
    {
        var rows = new List<CsvRow>();
        while (csv.Read())
        {
            malformed.TryGetValue(csv.RowNumber, out var quotes);
            if (quotes is { Reason: CsvMalformedReason.UnterminatedQuote })
                return File("file.malformed", $"A quote that opens on line {csv.LineNumber} is never closed: the rest of the file cannot be told apart.");
            var cells = Cells(csv);
            if (cells.All(string.IsNullOrWhiteSpace) || header.IsExample(cells))
                continue;
            if (rows.Count == Import.MaxRows)
                return File("file.too_many_rows", $"The file has more than {Import.MaxRows} data rows: split it. Nothing was imported.");
            var problem = malformed.ContainsKey(csv.RowNumber) ? "A quote stands inside a cell that does not begin and end with one: quote the cell and double the quotes in it." : Problem(header, cells);
            rows.Add(new(rows.Count + 1, (int)csv.LineNumber, header, cells, problem is null ? [] : [new("row.invalid", "row", problem)]));
        }

        return rows.Count == 0 ? File("file.no_rows", "The file has a header and no data rows.") : rows.ToArray();
    }

    private static string? Problem(CsvHeader header, string[] cells)
    {
        if (cells.Length != header.Names.Count)
            return $"The row has {cells.Length} cells, the header has {header.Names.Count}: quote cells that hold the separator.";
        return header.Nameless(cells) is { } cell ? $"Cell {cell} stands in a column that has no header: name the column or empty the cell." : null;
    }

    private static string[] Cells(CsvReader csv) => [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)];

    private static CsvReaderOptions Options(char separator, Dictionary<long, CsvMalformedRecord> malformed) => new()
    {
        Separator = separator,
        HasHeader = false,
        SkipEmptyLines = true,
        TrackLineNumbers = true,
        DetectSeparatorHint = false,
        MalformedData = CsvMalformedDataHandling.Recover,
        OnMalformedRecord = record => malformed[record.RecordNumber] = record,
    };

    private static Error File(string code, string message) => Error.Invalid("file", code, message);
}
