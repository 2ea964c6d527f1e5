namespace UserFunctions.Platform.Search;

/// <summary>Which blocks of rows may hold a token, by the three bytes in a row that each of them has: a rare name is then looked for in few places, and one that nobody has in none.</summary>
/// <remarks>Sequences share places, so a block that has none of them may still be named; one that has them all always is.</remarks>
internal sealed class Grams
{
    /// <summary>Rows of a block.</summary>
    public const int BlockRows = 32;

    // Of fewer rows all are looked through faster than these are made.
    private const int LeastRows = 4096;

    // A block's few hundred sequences fill a tenth of them: with 100,000 rows less than a megabyte.
    private const int PlaceBits = 11;
    private const int Length = 3;

    private readonly RowSet[] blocksOf;

    private Grams(RowSet[] blocksOf) => this.blocksOf = blocksOf;

    /// <summary>Of texts that lie in a buffer, row after row; null when there are too few to be worth it.</summary>
    public static Grams? Of(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> starts)
    {
        var rows = starts.Length - 1;
        if (rows < LeastRows)
            return null;
        var blocksOf = new RowSet[1 << PlaceBits];
        for (var place = 0; place < blocksOf.Length; place++)
            blocksOf[place] = RowSet.None((rows + BlockRows - 1) / BlockRows);
        for (var row = 0; row < rows; row++)
        {
            for (var at = starts[row]; at + Length <= starts[row + 1]; at++)
                blocksOf[Place(bytes, at)].Add(row / BlockRows);
        }

        return new(blocksOf);
    }

    /// <summary>The blocks that may hold the token; null: it is too short to tell, so all may.</summary>
    public RowSet? Holding(ReadOnlySpan<byte> token)
    {
        if (token.Length < Length)
            return null;
        var blocks = blocksOf[Place(token, 0)].Copy();
        for (var at = 1; at + Length <= token.Length; at++)
            blocks.And(blocksOf[Place(token, at)], isIn: true);
        return blocks;
    }

    // Multiplying by an odd number whose bits are well mixed spreads what differs in few bits (Knuth, The Art of Computer Programming 3, 6.4).
    private static int Place(ReadOnlySpan<byte> bytes, int at) =>
        (int)(((uint)(bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16)) * 2654435761u) >> (32 - PlaceBits));
}
