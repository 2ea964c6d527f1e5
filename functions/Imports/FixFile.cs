using System.Buffers;
using System.Text;

namespace UserFunctions.Imports;

/// <summary>
/// The rows of a file that failed, as they stood in it, and in a last column what is wrong: people correct them there and send the file again, which is taken as it is.
/// Passwords are left out. A row that could not be told apart stays so, unless only its quotes were wrong: those are right in the new file.
/// </summary>
internal static class FixFile
{
    /// <summary>The last column, which an import does not read.</summary>
    public const string Errors = "_errors";

    /// <summary>The file as UTF-8 with BOM, because Excel takes it for another encoding without; null when no row failed.</summary>
    public static byte[]? Text(IReadOnlyList<CsvRow> rows, IEnumerable<RowOutcome> outcomes)
    {
        var failed = outcomes.Where(outcome => outcome.Outcome is RowState.Failed && outcome.Row <= rows.Count).ToList();
        if (failed.Count == 0)
            return null;
        var header = rows[0].Header;
        // A file that was one itself has the column from the time before.
        var last = header.Names.Count - 1;
        var kept = header.Names[last].Trim().Equals(Errors, StringComparison.OrdinalIgnoreCase) ? last : header.Names.Count;
        var text = new ArrayBufferWriter<byte>();
        text.Write(Encoding.UTF8.Preamble);
        Line(text, header.Names.Take(kept), Errors);
        foreach (var outcome in failed)
            Line(text, Kept(rows[outcome.Row - 1], kept), string.Join(" ", outcome.Errors.Select(error => error.Message)));
        return text.WrittenSpan.ToArray();
    }

    /// <summary>The row's cells as a spreadsheet shows them, with this text where a password stands. Where cells are too many or too few, each may be some columns further left or right than it stands.</summary>
    internal static IEnumerable<string> Cells(CsvRow row, string hidden)
    {
        var moved = Moved(row);
        var secrets = Enumerable.Range(0, row.Header.Names.Count).Where(row.Header.IsSecret).ToList();
        return row.Cells.Select((cell, i) => cell.Length > 0 && secrets.Exists(secret => Math.Abs(secret - i) <= moved) ? hidden : CsvLine.Unescaped(cell));
    }

    private static IEnumerable<string> Kept(CsvRow row, int kept) => Moved(row) == 0 ? Cells(row, "").Take(kept) : Cells(row, "");

    private static int Moved(CsvRow row) => Math.Abs(row.Cells.Count - row.Header.Names.Count);

    private static void Line(IBufferWriter<byte> to, IEnumerable<string> cells, string errors)
    {
        var isFirst = true;
        foreach (var cell in cells)
        {
            CsvLine.Write(to, cell, isFirst);
            isFirst = false;
        }

        CsvLine.Write(to, errors, isFirst);
        CsvLine.End(to);
    }
}
