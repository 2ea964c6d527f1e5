using System.Buffers;

namespace UserFunctions.Platform.Search;

/// <summary>
/// Things in memory that can be filtered, sorted and searched. Immutable: a change makes another index that shares nearly all with this one, so readers never wait. What
/// is new lies in small segments behind the large one and is merged into ever larger ones; the largest merges are left to <see cref="Compact"/>.
/// </summary>
public sealed class MemoryIndex
{
    // A segment is merged with the one before it unless that is so much larger.
    private const int Steps = 4;

    // Rows that are merged while somebody waits: some milliseconds.
    private const int MergedAtOnce = 4096;

    private readonly IndexShape shape;
    private readonly Part[] parts;

    private MemoryIndex(IndexShape shape, Part[] parts)
    {
        (this.shape, this.parts) = (shape, parts);
        Count = parts.Sum(part => part.Live.Count);
    }

    /// <summary>How many things there are.</summary>
    public int Count { get; }

    /// <summary>True when so much has changed that <see cref="Compact"/> is worth its while.</summary>
    public bool IsLoose => parts.Length > 1 && parts.Skip(1).Sum(part => part.Rows.Count) is var small && small > Math.Max(MergedAtOnce, parts[0].Rows.Count / 16);

    internal IReadOnlyList<Part> Parts => parts;

    /// <summary>An index of these things, each id once.</summary>
    public static MemoryIndex Of(IndexShape shape, IEnumerable<Entry> entries) => Of(Segment.Of(shape, entries));

    internal static MemoryIndex Of(Segment segment) => new(segment.Shape, segment.Count == 0 ? [] : [new(segment, RowSet.All(segment.Count))]);

    /// <summary>The thing with this id; null when there is none.</summary>
    public Entry? Find(Guid id) => RowOf(id)?.Entry;

    /// <summary>A shared column of the thing with this id, as the shape reads it; null: none, or no such thing.</summary>
    public object? Find(Guid id, int shared) => RowOf(id)?.Shared(shared);

    /// <summary>The row of the thing with this id; null when there is none.</summary>
    public IndexRow? RowOf(Guid id)
    {
        var key = Segment.IdOf(id);
        foreach (var part in parts)
        {
            if (part.Rows.RowOf(key) is >= 0 and var row && part.Live.Has(row))
                return new(part.Rows, row);
        }

        return null;
    }

    /// <summary>Things with this text in a text column, without regard to case and accents: few comparisons, however many things there are.</summary>
    public IEnumerable<IndexRow> RowsWith(int column, string text)
    {
        var folded = Folding.Fold(text);
        return parts.SelectMany(part => part.Rows.Orders[column].RowsWith(folded).ToArray().Where(part.Live.Has).Select(row => new IndexRow(part.Rows, row)));
    }

    /// <summary>The index with things replaced, added and (null) removed.</summary>
    public MemoryIndex With(IReadOnlyDictionary<Guid, Entry?> changes)
    {
        if (changes.Count == 0)
            return this;
        var next = parts.Select(part => Without(part, changes.Keys)).ToList();
        if (changes.Values.OfType<Entry>().ToList() is { Count: > 0 } entries)
            next.Add(Whole(Segment.Of(shape, entries)));
        _ = next.RemoveAll(part => part.Live.Count == 0);
        while (next.Count > 1 && next[^2].Rows.Count <= next[^1].Rows.Count * Steps && next[^2].Rows.Count + next[^1].Rows.Count <= MergedAtOnce)
        {
            var merged = Whole(Merge.Of(next[^2], next[^1]));
            next.RemoveRange(next.Count - 2, 2);
            next.Add(merged);
        }

        return new(shape, [.. next]);
    }

    /// <summary>The same in one segment: takes a while.</summary>
    public MemoryIndex Compact() => parts.Length == 0 || (parts.Length == 1 && parts[0].Live.Count == parts[0].Rows.Count) ? this : Of(Merge.Of(parts));

    /// <summary>A page of the things that pass all filters and hold all tokens.</summary>
    /// <returns>Null when the cursor is not one of this order.</returns>
    public FoundRows? Find(IndexQuery query)
    {
        SortKey? after = null;
        if (query.After is not null && (after = SortKey.Read(query.After, query.OrderName)) is null)
            return null;
        var (total, found) = (0, new List<(SortKey Key, IndexRow Row)>());
        foreach (var part in parts)
        {
            var (rows, scores) = Passing(part, query);
            total += rows.Count;
            // One more than asked for tells whether there is another page.
            foreach (var row in query.Order.First(part.Rows, rows, scores, query.Backwards, after, query.Top + 1))
                found.Add((query.Order.KeyOf(part.Rows, row, scores), new(part.Rows, row)));
            if (scores is not null)
                ArrayPool<byte>.Shared.Return(scores);
        }

        if (parts.Length > 1)
            found.Sort((a, b) => query.Backwards ? b.Key.CompareTo(a.Key) : a.Key.CompareTo(b.Key));
        var last = found.Count > query.Top ? found[query.Top - 1].Key.Write(query.OrderName) : null;
        return new([.. found.Take(query.Top).Select(f => f.Row)], total, last);
    }

    /// <summary>How many things pass.</summary>
    public int CountOf(params IReadOnlyList<RowFilter> filters) => parts.Sum(part => Passing(part, new() { Filters = filters }).Rows.Count);

    /// <summary>Ids of the things that pass, in their order.</summary>
    public IReadOnlyList<Guid> IdsOf(params IReadOnlyList<RowFilter> filters)
    {
        var ids = new List<UInt128>();
        foreach (var part in parts)
        {
            foreach (var row in Passing(part, new() { Filters = filters }).Rows)
                ids.Add(part.Rows.Ids[row]);
        }

        ids.Sort();
        return ids.ConvertAll(Segment.GuidOf);
    }

    /// <summary>The values of a shared column among the things that pass, and how many have each; a value may come more than once.</summary>
    public IReadOnlyList<(object? Value, int Count)> CountsBy(int shared, params IReadOnlyList<RowFilter> filters)
    {
        var all = new List<(object?, int)>();
        foreach (var part in parts)
        {
            var column = part.Rows.Shared[shared];
            var counts = new int[column.Values.Count];
            foreach (var row in Passing(part, new() { Filters = filters }).Rows)
                counts[column.Codes[row]]++;
            all.AddRange(counts.Select((count, code) => (column.Values[code], count)).Where(c => c.count > 0));
        }

        return all;
    }

    private static (RowSet Rows, byte[]? Scores) Passing(Part part, IndexQuery query)
    {
        var rows = part.Live.Copy();
        foreach (var filter in query.Filters)
            filter.Apply(part.Rows, rows);
        return (rows, query.Tokens.Count == 0 ? null : new Searching(part.Rows, query).Score(rows));
    }

    private static Part Whole(Segment segment) => new(segment, RowSet.All(segment.Count));

    private static Part Without(Part part, IEnumerable<Guid> ids)
    {
        RowSet? live = null;
        foreach (var id in ids)
        {
            if (part.Rows.RowOf(Segment.IdOf(id)) is >= 0 and var row && part.Live.Has(row))
                (live ??= part.Live.Copy()).Remove(row);
        }

        return live is null ? part : new(part.Rows, live);
    }
}
