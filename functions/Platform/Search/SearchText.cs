namespace UserFunctions.Platform.Search;

/// <summary>
/// One searched text of all rows of a segment, folded, in one buffer that is scanned with vector instructions. What many rows end with (the host of an address) is kept
/// once: <paramref name="tails"/> by code.
/// </summary>
internal sealed class SearchText(SearchShape shape, byte[] bytes, int[] starts, byte[][] tails, int[] tailCodes)
{
    /// <summary>Ends each text.</summary>
    public const byte End = (byte)'\n';

    private readonly bool[] occurring = Occurring(bytes);

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

    /// <summary>The score of one row; 0: no hit.</summary>
    public byte Score(ReadOnlySpan<byte> token, int row)
    {
        var whole = bytes.AsSpan(starts[row]..starts[row + 1]);
        if (shape.TailFrom is null)
            return Words.Score(Words.Best(whole, token), shape.Weight);
        var tail = tails[tailCodes[row]];
        Span<byte> joined = stackalloc byte[512];
        if (whole.Length + tail.Length > joined.Length)
            joined = new byte[whole.Length + tail.Length];
        whole[..^1].CopyTo(joined);
        tail.CopyTo(joined[(whole.Length - 1)..]);
        return Words.Score(Words.Best(joined[..(whole.Length - 1 + tail.Length)], token), shape.Weight);
    }

    private void Scan(ReadOnlySpan<byte> token, ReadOnlySpan<byte> sought, byte[]? tail, Span<byte> scores)
    {
        ReadOnlySpan<byte> all = bytes;
        for (int at = 0, row = 0; at < all.Length;)
        {
            var hit = all[at..].IndexOf(sought);
            if (hit < 0)
                return;
            row = RowAt(at + hit, row);
            // The hit may be the worst of several in this row.
            var score = shape.TailFrom is null && tail is null ? Words.Score(Words.Best(all[starts[row]..starts[row + 1]], token, at + hit - starts[row]), shape.Weight)
                : tail is null || tails[tailCodes[row]].AsSpan().StartsWith(tail) ? Score(token, row) : (byte)0;
            scores[row] = Math.Max(scores[row], score);
            at = starts[row + 1];
        }
    }

    private void Apply(ReadOnlySpan<byte> byCode, Span<byte> scores)
    {
        if (!byCode.ContainsAnyExcept((byte)0))
            return;
        for (var row = 0; row < scores.Length; row++)
            scores[row] = Math.Max(scores[row], byCode[tailCodes[row]]);
    }

    // Dense hits lie in the next rows; rare ones are looked for by halving.
    private int RowAt(int position, int row)
    {
        for (var step = 0; step < 4; step++)
        {
            if (starts[row + 1] > position)
                return row;
            row++;
        }

        var found = starts.AsSpan(row).BinarySearch(position);
        return found >= 0 ? row + found : row + ~found - 1;
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
