using System.Globalization;
using System.Text;

namespace UserFunctions.Platform.Search;

/// <summary>
/// Text as it is compared when people search and sort (S100): lower case, without accents, in UTF-8. <c>Ş</c> is <c>s</c>, <c>ß</c> is <c>ss</c>, both of the Turkish
/// I are <c>i</c>, a final sigma is a sigma, wide letters are narrow. Marks that make another letter (Indic vowels, kana, й) stay.
/// </summary>
public static class Folding
{
    // What Unicode does not take apart although readers do.
    private static readonly Dictionary<int, string> Special = new()
    {
        ['ß'] = "ss",
        ['ς'] = "σ",
        ['ı'] = "i",
        ['ø'] = "o",
        ['đ'] = "d",
        ['ð'] = "d",
        ['ł'] = "l",
        ['ħ'] = "h",
        ['ŧ'] = "t",
        ['æ'] = "ae",
        ['œ'] = "oe",
        ['þ'] = "th",
        ['’'] = "'",
        ['‘'] = "'",
        ['ʼ'] = "'",
        ['ـ'] = "",
    };

    // One character by itself, which nearly all of any text is, is folded once.
    private static readonly byte[]?[] Known = new byte[]?[char.MaxValue + 1];

    /// <summary>The folded text.</summary>
    public static byte[] Fold(string text) => Fold(text, null);

    /// <summary>The folded text; <paramref name="sources"/> gets for each of its bytes which UTF-16 characters it comes from.</summary>
    internal static byte[] Fold(string text, List<(int Start, int End)>? sources)
    {
        if (sources is null && Ascii.IsValid(text))
            return FoldAscii(text);
        var bytes = new List<byte>(text.Length + 8);
        for (var at = 0; at < text.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(text.AsSpan(at));
            var folded = length == 1 ? Known[text[at]] ??= FoldElement(text.AsSpan(at, 1)) : FoldElement(text.AsSpan(at, length));
            bytes.AddRange(folded);
            sources?.AddRange(Enumerable.Repeat((at, at + length), folded.Length));
            at += length;
        }

        return [.. bytes];
    }

    /// <summary>Compares two texts in UTF-8 as if both were folded.</summary>
    internal static int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var common = Math.Min(a.Length, b.Length);
        for (var i = 0; i < common; i++)
        {
            if ((a[i] | b[i]) >= 0x80)
                return Fold(Encoding.UTF8.GetString(a)).AsSpan().SequenceCompareTo(Fold(Encoding.UTF8.GetString(b)));
            if (a[i] != b[i] && Lower(a[i]) - Lower(b[i]) is not 0 and var difference)
                return difference;
        }

        // A mark behind the last common letter may fold to nothing.
        return (a.Length > common && a[common] >= 0x80) || (b.Length > common && b[common] >= 0x80)
            ? Fold(Encoding.UTF8.GetString(a)).AsSpan().SequenceCompareTo(Fold(Encoding.UTF8.GetString(b)))
            : a.Length - b.Length;
    }

    /// <summary>The folded text, which is ASCII, in the memory given; it needs a byte a character.</summary>
    internal static Span<byte> FoldAscii(ReadOnlySpan<byte> text, Span<byte> to)
    {
        for (var i = 0; i < text.Length; i++)
            to[i] = Lower(text[i]);
        return to[..text.Length];
    }

    private static byte[] FoldAscii(string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        _ = FoldAscii(bytes, bytes);
        return bytes;
    }

    private static byte Lower(byte ascii) => ascii switch { >= (byte)'A' and <= (byte)'Z' => (byte)(ascii | 0x20), < 0x20 or 0x7f => (byte)' ', _ => ascii };

    private static byte[] FoldElement(ReadOnlySpan<char> element)
    {
        var whole = new StringBuilder();
        foreach (var rune in element.EnumerateRunes())
            whole.Append(rune);
        var folded = new StringBuilder();
        var before = 0;
        // Half a pair of surrogates was made U+FFFD by the enumeration: normalising would refuse it.
        foreach (var rune in whole.ToString().Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            var lower = Rune.ToLowerInvariant(rune);
            if (!IsDropped(lower, before))
                _ = Special.TryGetValue(lower.Value, out var special) ? folded.Append(special) : folded.Append(Plain(lower));
            before = lower.Value;
        }

        return Encoding.UTF8.GetBytes(folded.ToString().Normalize(NormalizationForm.FormC));
    }

    // й, ў and ї are letters of their own, not и, у and і with an accent.
    private static bool IsDropped(Rune rune, int before) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Format => true,
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark => rune.Value switch
        {
            0x306 when before is 'и' or 'у' => false,
            0x308 when before is 'і' => false,
            (>= 0x300 and <= 0x36f) or (>= 0x483 and <= 0x489) or (>= 0x591 and <= 0x5c7) or (>= 0x64b and <= 0x65f) or 0x670 or (>= 0x6d6 and <= 0x6ed) => true,
            (>= 0x1ab0 and <= 0x1aff) or (>= 0x1dc0 and <= 0x1dff) or (>= 0x20d0 and <= 0x20ff) or (>= 0xfe00 and <= 0xfe0f) or (>= 0xfe20 and <= 0xfe2f) => true,
            _ => false,
        },
        _ => false,
    };

    private static string Plain(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        _ when rune.Value is > 0x20 and < 0x7f => rune.ToString(),
        UnicodeCategory.DashPunctuation => "-",
        UnicodeCategory.Control or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => " ",
        UnicodeCategory.ConnectorPunctuation or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation => " ",
        UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation => " ",
        _ => rune.ToString(),
    };
}
