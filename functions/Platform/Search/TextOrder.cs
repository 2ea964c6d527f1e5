namespace UserFunctions.Platform.Search;

/// <summary>The rows of a segment in the order of a text column, folded, rows without text last, ties by id; and each row's place in it.</summary>
internal sealed class TextOrder
{
    private readonly TextColumns texts;
    private readonly int column;

    public TextOrder(TextColumns texts, int column, int[] rows)
    {
        (this.texts, this.column, Rows) = (texts, column, rows);
        Places = new int[rows.Length];
        for (var place = 0; place < rows.Length; place++)
            Places[rows[place]] = place;
    }

    /// <summary>By place.</summary>
    public int[] Rows { get; }

    /// <summary>By row.</summary>
    public int[] Places { get; }

    /// <summary>How many rows come before the first that is not before this text and row.</summary>
    /// <param name="folded">The text; null for none.</param>
    /// <param name="row">Rows with the same text count when they are before this row.</param>
    public int CountBefore(byte[]? folded, int row)
    {
        var (low, high) = (0, Rows.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var difference = Compare(Rows[middle], folded);
            if (difference < 0 || (difference == 0 && Rows[middle] < row))
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>The first rows of a set from a place on, in this order or backwards.</summary>
    public int[] Walk(RowSet set, bool backwards, int place, int count)
    {
        var found = new List<int>(count);
        for (var step = backwards ? -1 : 1; found.Count < count && place >= 0 && place < Rows.Length; place += step)
        {
            if (set.Has(Rows[place]))
                found.Add(Rows[place]);
        }

        return [.. found];
    }

    /// <summary>The rows with this text.</summary>
    public ReadOnlyMemory<int> RowsWith(byte[] folded) => Rows.AsMemory(CountBefore(folded, 0)..CountBefore(folded, int.MaxValue));

    public static TextOrder Sorted(TextColumns texts, int column, int count)
    {
        var folded = new byte[count][];
        for (var row = 0; row < count; row++)
            folded[row] = texts.Text(row, column) is { } text ? Folding.Fold(text) : null!;
        var rows = Enumerable.Range(0, count).ToArray();
        // Rows are in the order of ids.
        Array.Sort(rows, (a, b) => CompareFolded(folded[a], folded[b]) is not 0 and var difference ? difference : a - b);
        return new(texts, column, rows);
    }

    /// <summary>Folded texts; null comes last.</summary>
    public static int CompareFolded(byte[]? a, byte[]? b) =>
        a is null || b is null ? (a is null ? 1 : 0) - (b is null ? 1 : 0) : a.AsSpan().SequenceCompareTo(b);

    private int Compare(int row, byte[]? folded)
    {
        var has = texts.Try(row, column, out var text);
        // What is folded stays what it is when it is folded again.
        return has && folded is not null ? Folding.Compare(text, folded) : (has ? 0 : 1) - (folded is null ? 1 : 0);
    }
}
