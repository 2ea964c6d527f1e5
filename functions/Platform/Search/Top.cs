namespace UserFunctions.Platform.Search;

/// <summary>What a segment's rows are sorted by, as numbers.</summary>
internal interface IRowKey
{
    /// <summary>Smaller comes first; equal ones in the order of rows.</summary>
    long Of(int row);
}

/// <summary>A place between two rows of a segment.</summary>
/// <param name="Key">Everything up to this key and row lies before it; backwards, everything down to them.</param>
/// <param name="Row">Of rows with the same key the last one before it.</param>
internal readonly record struct Place(long Key, int Row);

/// <summary>Finds the first few of many rows in one pass, without sorting the rest.</summary>
internal static class Top
{
    /// <summary>The first <paramref name="count"/> rows behind a place, in order.</summary>
    public static int[] Rows<TKey>(RowSet rows, TKey key, bool backwards, Place? after, int count)
        where TKey : struct, IRowKey
    {
        // Backwards is the same with every bit turned: no key overflows by that.
        var turn = backwards ? -1L : 0L;
        var (bound, boundRow) = after is { } place ? (place.Key ^ turn, place.Row ^ (int)turn) : (long.MinValue, int.MinValue);
        var kept = new (long Key, int Row)[Math.Max(64, count * 4)];
        var (length, limit) = (0, long.MaxValue);
        foreach (var row in rows)
        {
            var k = key.Of(row) ^ turn;
            if (k > limit || k < bound || (k == bound && (row ^ (int)turn) <= boundRow))
                continue;
            if (length == kept.Length)
                limit = Shrink(kept, ref length, count);
            kept[length++] = (k, row ^ (int)turn);
        }

        _ = Shrink(kept, ref length, count);
        return [.. kept.AsSpan(0, length).ToArray().Select(k => k.Row ^ (int)turn)];
    }

    private static long Shrink((long Key, int Row)[] kept, ref int length, int count)
    {
        kept.AsSpan(0, length).Sort();
        length = Math.Min(length, count);
        return length < count ? long.MaxValue : kept[length - 1].Key;
    }
}
