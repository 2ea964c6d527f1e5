using System.Text;

namespace UserFunctions.Platform.Search;

/// <summary>How well a token fits; greater is better.</summary>
internal enum Fit
{
    /// <summary>It does not occur.</summary>
    None,

    /// <summary>Somewhere inside a word.</summary>
    Inside,

    /// <summary>A word begins with it.</summary>
    Prefix,

    /// <summary>It is a whole word.</summary>
    Whole,
}

/// <summary>
/// The rule of search (S099-S101): the words typed are ANDed, each must occur in at least one field, and a hit counts by how it occurs: a whole word before the
/// beginning of a word before any other place, and among these by field.
/// </summary>
public static class Words
{
    /// <summary>Words typed at most; the sum of their scores fits a byte.</summary>
    public const int MaxTokens = 8;

    /// <summary>Characters typed at most.</summary>
    public const int MaxLength = 200;

    // Nearly every text of a list: folded without asking for memory.
    private const int MostFoldedNear = 128;

    /// <summary>What was typed as folded tokens, the longest first, each once.</summary>
    public static IReadOnlyList<byte[]> Tokens(string typed) =>
    [
        .. typed.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).SelectMany(word => Split(Folding.Fold(word))).DistinctBy(Convert.ToHexString).OrderByDescending(t => t.Length),
    ];

    /// <summary>Where the tokens occur in a text: start and length in UTF-16 characters, in order, without overlaps.</summary>
    public static IReadOnlyList<(int Start, int Length)> Occurrences(string text, IReadOnlyList<byte[]> tokens)
    {
        if (Ascii.IsValid(text))
            return Occurrences(Folding.Fold(text), null, text.Length, tokens);
        var sources = new List<(int Start, int End)>();
        return Occurrences(Folding.Fold(text, sources), sources, text.Length, tokens);
    }

    /// <summary>The same of a text in UTF-8.</summary>
    public static IReadOnlyList<(int Start, int Length)> Occurrences(ReadOnlySpan<byte> text, IReadOnlyList<byte[]> tokens)
    {
        if (text.Length > MostFoldedNear || !Ascii.IsValid(text))
            return Occurrences(Encoding.UTF8.GetString(text), tokens);
        Span<byte> near = stackalloc byte[MostFoldedNear];
        return Occurrences(Folding.FoldAscii(text, near), null, text.Length, tokens);
    }

    // Without sources each character is folded to one byte, as in ASCII.
    private static (int Start, int Length)[] Occurrences(ReadOnlySpan<byte> folded, List<(int Start, int End)>? sources, int length, IReadOnlyList<byte[]> tokens)
    {
        bool[]? marked = null;
        foreach (var token in tokens)
        {
            for (var scan = new TokenScan(folded, 0, folded.Length, token); scan.Next();)
            {
                marked ??= new bool[length];
                var last = scan.At + token.Length - 1;
                marked.AsSpan((sources?[scan.At].Start ?? scan.At)..(sources?[last].End ?? (last + 1))).Fill(true);
            }
        }

        return marked is null ? [] : Runs(marked);
    }

    internal static byte Score(Fit fit, int weight) => fit is Fit.None ? (byte)0 : (byte)(((int)fit * 8) + weight);

    /// <summary>The best fit of all places where the token occurs in a folded text.</summary>
    internal static Fit Best(ReadOnlySpan<byte> text, ReadOnlySpan<byte> token) => Best(text, 0, text.Length, token);

    /// <summary>The same for a text that lies in a buffer, between others that are parted from it.</summary>
    internal static Fit Best(ReadOnlySpan<byte> buffer, int from, int to, ReadOnlySpan<byte> token)
    {
        var best = Fit.None;
        for (var scan = new TokenScan(buffer, from, to, token); best < Fit.Whole && scan.Next();)
        {
            var fit = FitAt(buffer, token, scan.At);
            best = fit > best ? fit : best;
        }

        return best;
    }

    /// <summary>The fit of a token that occurs at this place.</summary>
    internal static Fit FitAt(ReadOnlySpan<byte> text, ReadOnlySpan<byte> token, int at)
    {
        if (at > 0 && IsWord(text[at - 1]) && IsWord(token[0]))
            return Fit.Inside;
        var end = at + token.Length;
        return end < text.Length && IsWord(text[end]) && IsWord(token[^1]) ? Fit.Prefix : Fit.Whole;
    }

    private static bool IsWord(byte b) => b >= 0x80 || char.IsAsciiLetterOrDigit((char)b);

    // Folding may make a blank of what was none.
    private static IEnumerable<byte[]> Split(byte[] folded) =>
        Encoding.UTF8.GetString(folded).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Encoding.UTF8.GetBytes);

    private static (int Start, int Length)[] Runs(bool[] marked)
    {
        var runs = new List<(int, int)>();
        for (var at = 0; at < marked.Length; at++)
        {
            if (!marked[at])
                continue;
            var end = Array.IndexOf(marked, false, at);
            end = end < 0 ? marked.Length : end;
            runs.Add((at, end - at));
            at = end;
        }

        return [.. runs];
    }
}
