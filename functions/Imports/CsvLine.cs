using System.Buffers;
using System.Text;

namespace UserFunctions.Imports;

/// <summary>
/// Writes lines of CSV (RFC 4180) in UTF-8. A cell that a spreadsheet would take for a formula gets an apostrophe in front, and so does one that looks like
/// such a cell already; <see cref="Unescaped"/> takes away exactly one, so every text comes back as it was.
/// </summary>
internal static class CsvLine
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",;|\t\"\r\n");

    /// <summary>Writes a cell, with the separator before it unless it is the first.</summary>
    public static void Write(IBufferWriter<byte> to, string? cell, bool isFirst)
    {
        if (!isFirst)
            Put(to, (byte)',');
        if (string.IsNullOrEmpty(cell))
            return;
        if (IsFormula(cell))
            cell = '\'' + cell;
        // Blanks at the ends are part of the cell only within quotes.
        var isQuoted = cell.AsSpan().IndexOfAny(Quoted) >= 0 || cell[0] == ' ' || cell[^1] == ' ';
        if (isQuoted)
            cell = $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        var room = to.GetSpan(Encoding.UTF8.GetMaxByteCount(cell.Length));
        to.Advance(Encoding.UTF8.GetBytes(cell, room));
    }

    /// <summary>Ends the line.</summary>
    public static void End(IBufferWriter<byte> to)
    {
        Put(to, (byte)'\r');
        Put(to, (byte)'\n');
    }

    /// <summary>The cell without the apostrophe that kept a spreadsheet from running it.</summary>
    public static string Unescaped(string cell) => cell is ['\'', ..] && IsFormula(cell) ? cell[1..] : cell;

    private static bool IsFormula(string cell)
    {
        var at = 0;
        while (at < cell.Length && cell[at] == '\'')
            at++;
        return at < cell.Length && cell[at] is '=' or '+' or '-' or '@' or '\t' or '\r';
    }

    private static void Put(IBufferWriter<byte> to, byte one)
    {
        to.GetSpan(1)[0] = one;
        to.Advance(1);
    }
}
