using System.Buffers;
using System.Text;

namespace UserFunctions.Imports;

/// <summary>
/// A file as it is kept behind its import: the same rows, and <c>***</c> where passwords stood, which an import takes for none. Rows and columns stay where they were, so the
/// failed ones can still be shown.
/// </summary>
internal static class KeptFile
{
    /// <summary>What stands where a password stood.</summary>
    public const string Hidden = "***";

    /// <summary>Bytes at the beginning of a file that are looked at where its rows cannot be told apart.</summary>
    public const int Looked = 64 * 1024;

    // Every name of the column holds one of these, also a misspelt one, and so do the words of other languages.
    private static readonly string[] Words = ["pass", "pasw", "pwd", "secret", "kennwort", "contrase"];

    /// <summary>The file without its passwords; null when it holds none. Of one whose rows cannot be told apart, and that may hold some, nothing is kept.</summary>
    /// <param name="content">The file, or its first <see cref="Looked"/> bytes when it is too large to be imported.</param>
    /// <param name="isWhole">False: it is too large.</param>
    public static byte[]? Of(byte[] content, bool isWhole)
    {
        if (!isWhole || !CsvFile.Read(content).Try(out var rows, out _))
            return MayHoldSome(content) ? [] : null;
        var header = rows[0].Header;
        if (!Enumerable.Range(0, header.Names.Count).Any(header.IsSecret))
            return null;
        var text = new ArrayBufferWriter<byte>();
        text.Write(Encoding.UTF8.Preamble);
        UserCsv.WriteLine(text, header.Names);
        foreach (var row in rows)
            UserCsv.WriteLine(text, FixFile.Cells(row, Hidden));
        // A cell that a spreadsheet would run grows by a character; a file that grows beyond the limit is not read again.
        return text.WrittenCount > Import.MaxBytes ? [] : text.WrittenSpan.ToArray();
    }

    // Whatever it is encoded in, the letters are there.
    private static bool MayHoldSome(byte[] content)
    {
        var letters = string.Concat(Encoding.Latin1.GetString(content, 0, Math.Min(content.Length, Looked)).Where(char.IsAsciiLetter));
        return Words.Any(word => letters.Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}
