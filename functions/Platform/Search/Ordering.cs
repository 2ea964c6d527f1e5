namespace UserFunctions.Platform.Search;

/// <summary>What a list is sorted by; ties by id.</summary>
public abstract class Ordering
{
    // A step of a walk along an order, which jumps about in memory, beside a look at a row in turn.
    private const int WalkCost = 2;

    /// <summary>In the order of ids, which is that of creation.</summary>
    public static Ordering ById { get; } = new ByNumber(null);

    /// <summary>By a number column.</summary>
    public static Ordering Number(int column) => new ByNumber(column);

    /// <summary>By a text column, without regard to case and accents; things without a text last.</summary>
    public static Ordering Text(int column) => new ByText(column);

    /// <summary>By what a shared column's value is shown as (null: nothing, last), without regard to case and accents.</summary>
    public static Ordering Shared(int column, Func<object?, string?> shown) => new ByShared(column, shown);

    /// <summary>By a number that is found for each row when it is asked, because it stands elsewhere or moves with time.</summary>
    public static Ordering Found(Func<IndexRow, long> number) => new ByFound(number);

    /// <summary>Best hits first, then by the first text column.</summary>
    internal static Ordering ByRank { get; } = new Ranked();

    internal abstract int[] First(Segment segment, RowSet rows, byte[]? scores, bool backwards, SortKey? after, int count);

    internal abstract SortKey KeyOf(Segment segment, int row, byte[]? scores);

    // Of rows that are equal otherwise: forwards those up to the id lie before the place, backwards those from it on.
    private static int RowAt(Segment segment, UInt128 id, bool backwards) => segment.RowOf(id) switch
    {
        >= 0 and var row => backwards ? row : row + 1,
        var row => ~row,
    };

    private static Place PlaceOf(Segment segment, long key, UInt128 id, bool backwards) => new(key, RowAt(segment, id, backwards) - (backwards ? 0 : 1));

    private static Place PlaceIn(TextOrder order, Segment segment, SortKey after, bool backwards, long high)
    {
        var before = order.CountBefore(after.Text, RowAt(segment, after.Id, backwards));
        return backwards ? new(high + before, int.MinValue) : new(high + before - 1, int.MaxValue);
    }

    // Many rows are met soon on a walk along the order; of few each is looked at.
    private static int[] InOrder(TextOrder order, RowSet rows, bool backwards, Place? place, int count) => (long)count * order.Rows.Length * WalkCost < (long)rows.Count * rows.Count
        ? order.Walk(rows, backwards, place is { } after ? (int)after.Key + (backwards ? -1 : 1) : backwards ? order.Rows.Length - 1 : 0, count)
        : Top.Rows(rows, new PlaceIn32(order.Places), backwards, place, count);

    private static byte[]? Folded(Segment segment, int row, int column) => segment.Texts.Text(row, column) is { } text ? Folding.Fold(text) : null;

    private sealed class ByNumber(int? column) : Ordering
    {
        internal override int[] First(Segment segment, RowSet rows, byte[]? scores, bool backwards, SortKey? after, int count)
        {
            Place? place = after is null ? null : PlaceOf(segment, after.Number, after.Id, backwards);
            return column is { } c ? Top.Rows(rows, new Value(segment.Numbers[c]), backwards, place, count) : Top.Rows(rows, default(Same), backwards, place, count);
        }

        internal override SortKey KeyOf(Segment segment, int row, byte[]? scores) => new(column is { } c ? segment.Numbers[c][row] : 0, null, segment.Ids[row]);
    }

    private sealed class ByFound(Func<IndexRow, long> number) : Ordering
    {
        internal override int[] First(Segment segment, RowSet rows, byte[]? scores, bool backwards, SortKey? after, int count)
        {
            Place? place = after is null ? null : PlaceOf(segment, after.Number, after.Id, backwards);
            var values = new long[segment.Count];
            foreach (var row in rows)
                values[row] = number(new(segment, row));
            return Top.Rows(rows, new Value(values), backwards, place, count);
        }

        internal override SortKey KeyOf(Segment segment, int row, byte[]? scores) => new(number(new(segment, row)), null, segment.Ids[row]);
    }

    private sealed class ByText(int column) : Ordering
    {
        internal override int[] First(Segment segment, RowSet rows, byte[]? scores, bool backwards, SortKey? after, int count)
        {
            var order = segment.Orders[column];
            Place? place = after is null ? null : PlaceIn(order, segment, after, backwards, 0);
            return InOrder(order, rows, backwards, place, count);
        }

        internal override SortKey KeyOf(Segment segment, int row, byte[]? scores) => new(0, Folded(segment, row, column), segment.Ids[row]);
    }

    private sealed class ByShared(int column, Func<object?, string?> shown) : Ordering
    {
        internal override int[] First(Segment segment, RowSet rows, byte[]? scores, bool backwards, SortKey? after, int count)
        {
            var (ranks, texts) = Ranks(segment.Shared[column]);
            Place? place = after is null ? null : PlaceOf(segment, RankOf(texts, after.Text), after.Id, backwards);
            return Top.Rows(rows, new Coded(segment.Shared[column].Codes, ranks), backwards, place, count);
        }

        internal override SortKey KeyOf(Segment segment, int row, byte[]? scores) => new(0, Fold(segment.Shared[column].Value(row)), segment.Ids[row]);

        // Odd numbers for what is there, so that what is not there any more lies between two of them.
        private (long[] ByCode, byte[][] Texts) Ranks(SharedColumn shared)
        {
            var folded = shared.Values.Select(Fold).ToArray();
            var texts = folded.OfType<byte[]>().Order(Comparer<byte[]>.Create(TextOrder.CompareFolded)).ToArray();
            return (Array.ConvertAll(folded, text => RankOf(texts, text)), texts);
        }

        private static long RankOf(byte[][] texts, byte[]? text)
        {
            if (text is null)
                return long.MaxValue - 1;
            // The first of several equal ones.
            var (low, high) = (0, texts.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = TextOrder.CompareFolded(texts[middle], text) < 0 ? (middle + 1, high) : (low, middle);
            }

            return low < texts.Length && TextOrder.CompareFolded(texts[low], text) == 0 ? (2L * low) + 1 : 2L * low;
        }

        private byte[]? Fold(object? value) => shown(value) is { } text ? Folding.Fold(text) : null;
    }

    private sealed class Ranked : Ordering
    {
        internal override int[] First(Segment segment, RowSet rows, byte[]? scores, bool backwards, SortKey? after, int count)
        {
            var order = segment.Orders[0];
            // Where the best hits alone fill the page, nothing else is looked at.
            if (after is null && rows.WithGreatest(scores!.AsSpan(0, segment.Count)) is var best && best.Count >= count)
                return InOrder(order, best, backwards, null, count);
            return Top.Rows(rows, new Rank(scores!, order.Places), backwards, after is null ? null : PlaceIn(order, segment, after, backwards, after.Number << 32), count);
        }

        internal override SortKey KeyOf(Segment segment, int row, byte[]? scores) => new(byte.MaxValue - scores![row], Folded(segment, row, 0), segment.Ids[row]);
    }

    private readonly struct Same : IRowKey
    {
        public long Of(int row) => 0;
    }

    private readonly struct Value(long[] values) : IRowKey
    {
        public long Of(int row) => values[row];
    }

    private readonly struct PlaceIn32(int[] places) : IRowKey
    {
        public long Of(int row) => places[row];
    }

    private readonly struct Coded(int[] codes, long[] ranks) : IRowKey
    {
        public long Of(int row) => ranks[codes[row]];
    }

    private readonly struct Rank(byte[] scores, int[] places) : IRowKey
    {
        public long Of(int row) => ((long)(byte.MaxValue - scores[row]) << 32) | (uint)places[row];
    }
}
