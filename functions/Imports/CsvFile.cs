using System.Text;
using CsvHelper;
using UserFunctions.Platform.Errors;

namespace UserFunctions.Imports;

/// <summary>
/// Reads a CSV file (RFC 4180) with a header. UTF-8 with or without BOM; separated by comma, semicolon or tab; quoted cells may hold line
/// breaks; blank lines do not count as rows but as lines.
/// </summary>
public static class CsvFile
{
    private static readonly char[] Separators = [',', ';', '\t'];

    /// <summary>All rows, or why the file as a whole is refused.</summary>
    public static Result<IReadOnlyList<CsvRow>> Read(byte[] bytes)
    {
        if (!Decode(bytes).Try(out var text, out var error))
            return error;
        if (string.IsNullOrWhiteSpace(text))
            return File("file.empty", "The file is empty: the first line must be the header.");
        var malformed = new Dictionary<long, CsvMalformedRecord>();
        using var csv = CsvReader.FromText(text, Options(Separator(text), malformed));
        if (!csv.Read())
            return File("file.empty", "The file is empty: the first line must be the header.");
        if (malformed.Count > 0)
            return File("file.malformed", "The quotes in the header do not match: the header line must hold column names only.");
        return CsvHeader.Read(Cells(csv)).Try(out var header, out error) ? Rows(csv, header, malformed) : error;
    }

    private static Result<IReadOnlyList<CsvRow>> Rows(CsvReader csv, CsvHeader header, Dictionary<long, CsvMalformedRecord> malformed)
    {
        var rows = new List<CsvRow>();
        while (csv.Read())
        {
            malformed.TryGetValue(csv.RowNumber, out var quotes);
            if (quotes is { Reason: CsvMalformedReason.UnterminatedQuote })
                return File("file.malformed", $"A quote that opens on line {csv.LineNumber} is never closed: the rest of the file cannot be told apart.");
            var cells = Cells(csv);
            if (cells.All(string.IsNullOrWhiteSpace))
                continue;
            if (rows.Count == Import.MaxRows)
                return File("file.too_many_rows", $"The file has more than {Import.MaxRows} data rows: split it. Nothing was imported.");
            rows.Add(Row(rows.Count + 1, (int)csv.LineNumber, header, cells, isMalformed: malformed.ContainsKey(csv.RowNumber)));
        }

        return rows.Count == 0 ? File("file.no_rows", "The file has a header and no data rows.") : rows;
    }

    private static CsvRow Row(int number, int line, CsvHeader header, string[] cells, bool isMalformed)
    {
        if (isMalformed)
            return new(number, line, header, cells, [new("row.invalid", "row", "A quote stands inside a cell that does not begin and end with one: quote the cell and double the quotes in it.")]);
        if (cells.Length != header.Names.Count)
            return new(number, line, header, cells, [new("row.invalid", "row", $"The row has {cells.Length} cells, the header has {header.Names.Count}: quote cells that hold the separator.")]);
        return new(number, line, header, cells, []);
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

    // The separator that stands most often in the header, outside quotes.
    private static char Separator(string text)
    {
        var counts = new int[Separators.Length];
        var isQuoted = false;
        foreach (var c in text.AsSpan().TrimStart("\r\n"))
        {
            if (c == '"')
                isQuoted = !isQuoted;
            else if (!isQuoted && c is '\r' or '\n')
                break;
            else if (!isQuoted && Array.IndexOf(Separators, c) is >= 0 and var i)
                counts[i]++;
        }

        return Separators[Array.IndexOf(counts, counts.Max())];
    }

    private static Result<string> Decode(byte[] bytes)
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            if (text.Contains('\0', StringComparison.Ordinal))
                return File("file.not_text", "The file is not text: save it as CSV UTF-8.");
            return text.TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException exception)
        {
            return File("file.not_utf8", $"The file is not UTF-8 (byte {exception.Index + 1}): save it as CSV UTF-8.");
        }
    }

    private static Error File(string code, string message) => Error.Invalid("file", code, message);
}
