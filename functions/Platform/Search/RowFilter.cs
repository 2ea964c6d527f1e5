namespace UserFunctions.Platform.Search;

/// <summary>Keeps some of a segment's rows.</summary>
public abstract class RowFilter
{
    /// <summary>Rows whose value of a shared column passes; it is asked once per value, with null for none.</summary>
    public static RowFilter Shared(int column, Func<object?, bool> passes) => new ByShared(column, passes);

    /// <summary>Rows with this text, without regard to case and accents; with <paramref name="exact"/> the texts must be equal in that way too.</summary>
    public static RowFilter Text(int column, string value, StringComparison? exact = null) => new ByText(column, value, exact);

    /// <summary>Rows whose number lies between these, both included.</summary>
    public static RowFilter Number(int column, long least, long most) => new ByNumber(column, least, most);

    /// <summary>Rows that pass when they are asked one by one, because what counts stands elsewhere or moves with time.</summary>
    public static RowFilter Found(Func<IndexRow, bool> passes) => new ByFound(passes);

    internal abstract void Apply(Segment segment, RowSet rows);

    private sealed class ByShared(int column, Func<object?, bool> passes) : RowFilter
    {
        internal override void Apply(Segment segment, RowSet rows)
        {
            var shared = segment.Shared[column];
            var allowed = shared.Test(passes);
            // The smaller side is put together from its rows.
            var isFew = shared.CountOf(allowed) * 2 <= segment.Count;
            var side = RowSet.None(segment.Count);
            for (var code = 0; code < allowed.Length; code++)
            {
                if (allowed[code] == isFew)
                    side.Add(shared.RowsOf(code));
            }

            rows.And(side, isIn: isFew);
        }
    }

    private sealed class ByText(int column, string value, StringComparison? exact) : RowFilter
    {
        private readonly byte[] folded = Folding.Fold(value);

        internal override void Apply(Segment segment, RowSet rows)
        {
            var found = RowSet.None(segment.Count);
            foreach (var row in segment.Orders[column].RowsWith(folded).Span)
            {
                if (exact is not { } comparison || value.Equals(segment.Texts.Text(row, column), comparison))
                    found.Add(row);
            }

            rows.And(found, isIn: true);
        }
    }

    private sealed class ByFound(Func<IndexRow, bool> passes) : RowFilter
    {
        internal override void Apply(Segment segment, RowSet rows)
        {
            foreach (var row in rows)
            {
                if (!passes(new(segment, row)))
                    rows.Remove(row);
            }
        }
    }

    private sealed class ByNumber(int column, long least, long most) : RowFilter
    {
        internal override void Apply(Segment segment, RowSet rows)
        {
            var numbers = segment.Numbers[column];
            foreach (var row in rows)
            {
                if (numbers[row] < least || numbers[row] > most)
                    rows.Remove(row);
            }
        }
    }
}
