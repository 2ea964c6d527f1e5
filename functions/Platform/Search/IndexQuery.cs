namespace UserFunctions.Platform.Search;

/// <summary>A shared column that is searched by what its values are shown as.</summary>
/// <param name="Column">Which.</param>
/// <param name="Weight">As in <see cref="SearchShape"/>.</param>
/// <param name="Shown">The text of a value; null: none.</param>
public sealed record SharedWords(int Column, int Weight, Func<object?, string?> Shown);

/// <summary>What is asked of an index.</summary>
public sealed record IndexQuery
{
    /// <summary>All of them must hold.</summary>
    public IReadOnlyList<RowFilter> Filters { get; init; } = [];

    /// <summary>Folded tokens (<see cref="Words.Tokens"/>), all of which must occur; empty: no search.</summary>
    public IReadOnlyList<byte[]> Tokens { get; init; } = [];

    /// <summary>Shared columns that are searched beside the shape's texts.</summary>
    public IReadOnlyList<SharedWords> SharedWords { get; init; } = [];

    /// <summary>The order; null: hits by rank, everything else by id.</summary>
    public Ordering? Ordering { get; init; }

    /// <summary>The exact reverse of the order.</summary>
    public bool Backwards { get; init; }

    /// <summary>Names the order in cursors.</summary>
    public string OrderName { get; init; } = "";

    /// <summary>The cursor of the page before; null: from the beginning.</summary>
    public string? After { get; init; }

    /// <summary>Entries wanted.</summary>
    public int Top { get; init; } = 50;

    internal Ordering Order => Ordering ?? (Tokens.Count == 0 ? Ordering.ById : Ordering.ByRank);
}

/// <summary>A thing that was found.</summary>
public readonly struct IndexRow
{
    private readonly Segment segment;
    private readonly int row;

    internal IndexRow(Segment segment, int row) => (this.segment, this.row) = (segment, row);

    /// <summary>Its id.</summary>
    public Guid Id => Segment.GuidOf(segment.Ids[row]);

    /// <summary>All text columns.</summary>
    public string?[] Texts => segment.Texts.Texts(row);

    /// <summary>Reads the text columns in their order, without making strings of them.</summary>
    internal RowTexts ReadTexts() => segment.Texts.Read(row);

    /// <summary>A number column.</summary>
    public long Number(int column) => segment.Numbers[column][row];

    /// <summary>A shared column as the shape reads it; null: none.</summary>
    public object? Shared(int column) => segment.Shared[column].Value(row);

    /// <summary>All of it.</summary>
    public Entry Entry => segment.Entry(row);
}

/// <summary>A page of what was found.</summary>
/// <param name="Rows">In order.</param>
/// <param name="Total">How many there are on all pages.</param>
/// <param name="Last">The cursor of the next page; null at the end.</param>
public sealed record FoundRows(IReadOnlyList<IndexRow> Rows, int Total, string? Last);
