namespace UserFunctions.Platform.Search;

/// <summary>
/// One searched text of all rows of a segment, folded, in one buffer that is scanned with vector instructions. What many rows end with (the host of an address) is kept
/// once: <paramref name="tails"/> by code.
/// </summary>
internal sealed class SearchText(SearchShape shape, byte[] bytes, int[] starts, byte[][] tails, int[] tailCodes)
{
    /// <summary>Ends each text.</summary>
    public const byte End = (byte)'\n';

    // A place's row is looked up by its block, and then a few rows on.
    private const int BlockBits = 6;

    private readonly bool[] occurring = Occurring(bytes);
    private readonly int[] blocks = Blocks(bytes.Length, starts);
    private readonly Grams? grams = Grams.Of(bytes, starts);

    public SearchShape Shape => shape;

    public byte[] Bytes => bytes;

    public int[] Starts => starts;

    public byte[][] Tails => tails;

    public int[] TailCodes => tailCodes;

    /// <summary>Raises the score of every row in which the token occurs.</summary>
    public void Score(ReadOnlySpan<byte> token, Span<byte> scores)
    {
        if (CanOccur(token))
            Scan(token, token, null, scores);
        if (shape.TailFrom is not { } from)
            return;
        Apply(Array.ConvertAll(tails, new TailTest(token.ToArray(), shape.Weight).Score), scores);
        // Across the cut: the head ends with the one half, the tail begins with the other.
        if (token.LastIndexOf((byte)from) is > 0 and var cut && CanOccur(token[..cut]))
            Scan(token, [.. token[..cut], End], token[cut..].ToArray(), scores);
    }

    /// <summary>Scores single rows by a token; null when it occurs in none.</summary>
    public RowScore? Rows(byte[] token)
    {
        var byTail = shape.TailFrom is null ? [] : Array.ConvertAll(tails, new TailTest(token, shape.Weight).Score);
        var isAcross = shape.TailFrom is { } from && token.AsSpan().LastIndexOf((byte)from) > 0;
        return isAcross || CanOccur(token) || byTail.AsSpan().ContainsAnyExcept((byte)0) ? new(this, token, byTail, isAcross) : null;
    }

    private void Scan(ReadOnlySpan<byte> token, ReadOnlySpan<byte> sought, byte[]? tail, Span<byte> scores)
    {
        if (grams?.Holding(sought) is not { } holding)
        {
            Scan(0, bytes.Length, token, sought, tail, scores);
            return;
        }

        foreach (var block in holding)
            Scan(starts[block * Grams.BlockRows], starts[Math.Min((block + 1) * Grams.BlockRows, starts.Length - 1)], token, sought, tail, scores);
    }

    private void Scan(int from, int to, ReadOnlySpan<byte> token, ReadOnlySpan<byte> sought, byte[]? tail, Span<byte> scores)
    {
        for (var scan = new TokenScan(bytes, from, to, sought); scan.Next();)
        {
            var row = RowAt(scan.At);
            // What ends a text here parts words as what a tail begins with does.
            var fit = tail is null ? Words.FitAt(bytes, token, scan.At)
                : tails[tailCodes[row]].AsSpan().StartsWith(tail) ? Across(row, token) : Fit.None;
            scores[row] = Math.Max(scores[row], Words.Score(fit, shape.Weight));
        }
    }

    // The best fit over the whole text, head and tail.
    private Fit Across(int row, ReadOnlySpan<byte> token)
    {
        byte[] whole = [.. bytes.AsSpan(starts[row]..(starts[row + 1] - 1)), .. tails[tailCodes[row]]];
        return Words.Best(whole, token);
    }

    private void Apply(ReadOnlySpan<byte> byCode, Span<byte> scores)
    {
        if (!byCode.ContainsAnyExcept((byte)0))
            return;
        var codes = tailCodes.AsSpan(0, scores.Length);
        for (var row = 0; row < codes.Length; row++)
            scores[row] = Math.Max(scores[row], byCode[codes[row]]);
    }

    private int RowAt(int position)
    {
        var row = blocks[position >> BlockBits];
        while (starts[row + 1] <= position)
            row++;
        return row;
    }

    private static int[] Blocks(int length, int[] starts)
    {
        var blocks = new int[(length >> BlockBits) + 1];
        for (int block = 0, row = 0; block < blocks.Length; block++)
        {
            while (row < starts.Length - 1 && starts[row + 1] <= block << BlockBits)
                row++;
            blocks[block] = row;
        }

        return blocks;
    }

    // A token with a byte that no text has occurs nowhere: letters in no phone number.
    private bool CanOccur(ReadOnlySpan<byte> token)
    {
        foreach (var b in token)
        {
            if (!occurring[b])
                return false;
        }

        return true;
    }

    private static bool[] Occurring(byte[] bytes)
    {
        var occurring = new bool[256];
        foreach (var b in bytes)
            occurring[b] = true;
        return occurring;
    }

    // Something of the value lies before its tail, so the tail's beginning is no beginning of the value.
    private sealed class TailTest(byte[] token, int weight)
    {
        public byte Score(byte[] tail) => Words.Score(Words.Best(tail, token), weight);
    }

    /// <summary>The scores of single rows by one token.</summary>
    public readonly struct RowScore(SearchText text, byte[] token, byte[] byTail, bool isAcross)
    {
        public byte Of(int row)
        {
            if (isAcross)
                return Words.Score(text.Across(row, token), text.Shape.Weight);
            var score = Words.Score(Words.Best(text.Bytes, text.Starts[row], text.Starts[row + 1], token), text.Shape.Weight);
            return byTail.Length == 0 ? score : Math.Max(score, byTail[text.TailCodes[row]]);
        }
    }

    /// <summary>Builds the buffer row by row.</summary>
    public sealed class Builder(SearchShape shape, int rows)
    {
        private readonly MemoryStream bytes = new();
        private readonly int[] starts = new int[rows + 1];
        private readonly int[] tailCodes = shape.TailFrom is null ? [] : new int[rows];
        private readonly Dictionary<string, int> codes = new(StringComparer.Ordinal);
        private readonly List<byte[]> tails = [];
        private int row;

        public void Add(string?[] texts)
        {
            var whole = new List<byte>();
            foreach (var text in shape.Texts(texts))
            {
                whole.AddRange(Folding.Fold(text));
                whole.Add(End);
            }

            if (whole.Count == 0)
                whole.Add(End);
            var folded = whole.ToArray().AsSpan();
            var cut = shape.TailFrom is { } from ? folded.LastIndexOf((byte)from) : -1;
            Add(cut < 0 ? folded : [.. folded[..cut], End], cut < 0 ? [] : folded[cut..^1].ToArray());
        }

        /// <summary>A row of another buffer.</summary>
        public void Add(SearchText other, int otherRow) =>
            Add(other.Bytes.AsSpan(other.Starts[otherRow]..other.Starts[otherRow + 1]), shape.TailFrom is null ? [] : other.Tails[other.TailCodes[otherRow]]);

        public SearchText Build() => new(shape, bytes.ToArray(), starts, [.. tails], tailCodes);

        private void Add(ReadOnlySpan<byte> head, byte[] tail)
        {
            bytes.Write(head);
            if (shape.TailFrom is not null)
                tailCodes[row] = Code(tail);
            starts[++row] = checked((int)bytes.Length);
        }

        private int Code(byte[] tail)
        {
            var name = Convert.ToHexString(tail);
            if (!codes.TryGetValue(name, out var code))
            {
                codes[name] = code = tails.Count;
                tails.Add(tail);
            }

            return code;
        }
    }
}
