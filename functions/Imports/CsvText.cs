using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using UserFunctions.Platform.Errors;

namespace UserFunctions.Imports;

/// <summary>A file as text, with what stands before its header told apart.</summary>
/// <param name="Text">The lines; those before the header that are none of the table are blank, so that line numbers stay those of an editor.</param>
/// <param name="Separator">Between cells.</param>
/// <param name="Note">What was guessed about the file and may be wrong; null: nothing.</param>
internal sealed partial record CsvText(string Text, char Separator, FieldError? Note)
{
    // Code units that are looked at where a file does not say that it is UTF-16: a header begins with so many letters.
    private const int UnitsLookedAt = 8;

    private static readonly char[] Separators = [',', ';', '\t', '|'];
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    private static readonly SearchValues<byte> Holes = SearchValues.Create([0x81, 0x8D, 0x8F, 0x90, 0x9D]);
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>
    /// Reads UTF-8 and UTF-16 with or without BOM, and Windows-1252 where the bytes are no UTF-8 at all. Bytes that are partly UTF-8 are refused: read as anything else, names
    /// would be spoilt.
    /// </summary>
    public static Result<CsvText> Read(byte[] bytes)
    {
        if (bytes is [(byte)'P', (byte)'K', 3, 4, ..] or [0xD0, 0xCF, 0x11, 0xE0, ..])
            return Error.Invalid("file", "file.not_text", "The file is a workbook, not CSV: save it as CSV UTF-8.");
        if (!Decode(bytes).Try(out var decoded, out var error))
            return error;
        if (decoded.Text.Contains('\0', StringComparison.Ordinal))
            return Error.Invalid("file", "file.not_text", "The file is not text: save it as CSV UTF-8.");
        var text = WithLineFeeds(decoded.Text.TrimStart('\uFEFF'));
        var hint = SeparatorLine().Match(text, Begin(text));
        text = Blanked(text, hint);
        text = Blanked(text, VersionLine().Match(text, Begin(text)));
        return new CsvText(text, hint.Success ? hint.Groups["separator"].Value[0] : SeparatorOf(text), decoded.Note);
    }

    private static Result<(string Text, FieldError? Note)> Decode(byte[] bytes)
    {
        try
        {
            if (bytes is [0xFF, 0xFE, ..] || IsUtf16(bytes, high: 1))
                return (new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true).GetString(bytes), null);
            if (bytes is [0xFE, 0xFF, ..] || IsUtf16(bytes, high: 0))
                return (new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true).GetString(bytes), null);
        }
        catch (DecoderFallbackException)
        {
            return Error.Invalid("file", "file.not_text", "The file begins as UTF-16 and is not: save it as CSV UTF-8.");
        }

        try
        {
            return (Utf8.GetString(bytes), null);
        }
        catch (DecoderFallbackException exception)
        {
            return OfWindows(bytes, exception.Index);
        }
    }

    // Letters of a header in UTF-16: every other byte is nothing.
    private static bool IsUtf16(byte[] bytes, int high)
    {
        var units = Math.Min(bytes.Length / 2, UnitsLookedAt);
        for (var i = 0; i < units; i++)
        {
            if (bytes[(2 * i) + high] != 0 || bytes[(2 * i) + 1 - high] is 0 or > 0x7E)
                return false;
        }

        return units >= 2;
    }

    private static Result<(string Text, FieldError? Note)> OfWindows(byte[] bytes, int wrong)
    {
        // Windows-1252 has no character for these five, and no two of its letters in a row make UTF-8 but by the rarest accident.
        var isUtf8 = wrong > 0 && bytes.AsSpan(0, wrong).ContainsAnyExceptInRange((byte)0, (byte)0x7F);
        if (isUtf8 || bytes.AsSpan().ContainsAny(Holes) || HasUtf8(bytes.AsSpan(wrong)))
            return Error.Invalid("file", "file.not_utf8", $"The file is not UTF-8 (byte {wrong + 1}), nor UTF-16 or Windows-1252: save it as CSV UTF-8.");
        return (Windows1252.GetString(bytes), new("file.encoding", "file", "The file is not UTF-8 and was read as Windows-1252: look whether names with accents are right, or save it as CSV UTF-8."));
    }

    private static bool HasUtf8(ReadOnlySpan<byte> bytes)
    {
        while (bytes.IndexOfAnyInRange((byte)0x80, (byte)0xFF) is >= 0 and var at)
        {
            bytes = bytes[at..];
            if (Rune.DecodeFromUtf8(bytes, out _, out var length) == OperationStatus.Done)
                return true;
            bytes = bytes[length..];
        }

        return false;
    }

    // Files of old Macs end lines with CR alone; others are mixed by those who edit them.
    private static string WithLineFeeds(string text) => LoneReturn().Replace(text, "\n");

    private static int Begin(string text) => text.Length - text.AsSpan().TrimStart().Length;

    private static string Blanked(string text, Match line) => line.Success ? text[..line.Index] + text[(line.Index + line.Length)..] : text;

    // The separator that stands most often in the header, outside quotes.
    private static char SeparatorOf(string text)
    {
        var counts = new int[Separators.Length];
        var isQuoted = false;
        foreach (var c in text.AsSpan().TrimStart("\r\n "))
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

    // What Excel reads in the first line, and what a template of Entra ID begins with; other cells of that line are empty.
    [GeneratedRegex(@"\G""?sep=(?<separator>[,;\t|])""?[,;\t| ]*(?=[\r\n]|\z)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex SeparatorLine();

    [GeneratedRegex(@"\G""?version:v[0-9.]{1,8}""?[,;\t| ]*(?=[\r\n]|\z)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex VersionLine();

    [GeneratedRegex(@"\r(?!\n)", RegexOptions.CultureInvariant)]
    private static partial Regex LoneReturn();
}
