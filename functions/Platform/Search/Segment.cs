using System.Buffers.Binary;

namespace UserFunctions.Platform.Search;

/// <summary>Some entries as columns, in the order of their ids. Immutable: what changes is put into another segment.</summary>
internal sealed class Segment
{
    public required IndexShape Shape { get; init; }

    /// <summary>Ids as numbers of the same order.</summary>
    public required UInt128[] Ids { get; init; }

    /// <summary>By column, by row.</summary>
    public required long[][] Numbers { get; init; }

    public required TextColumns Texts { get; init; }

    /// <summary>By text column.</summary>
    public required TextOrder[] Orders { get; init; }

    public required SharedColumn[] Shared { get; init; }

    public required SearchText[] Searched { get; init; }

    public TokenCache Scores { get; } = new();

    public int Count => Ids.Length;

    public static UInt128 IdOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        _ = id.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    public static Guid GuidOf(UInt128 id)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, id);
        return new(bytes, bigEndian: true);
    }

    /// <summary>The row of an id; negative when it is not here (<c>~</c> the row that it would come before).</summary>
    public int RowOf(UInt128 id) => Ids.AsSpan().BinarySearch(id);

    public Entry Entry(int row) =>
        new(GuidOf(Ids[row]), Array.ConvertAll(Numbers, column => column[row]), Texts.Texts(row), Array.ConvertAll(Shared, column => column.Texts[column.Codes[row]]));

    public static Segment Of(IndexShape shape, IEnumerable<Entry> unordered)
    {
        var entries = unordered.OrderBy(e => IdOf(e.Id)).ToArray();
        var texts = TextColumns.Of(shape.Texts.Count, entries);
        var searched = shape.Searched.Select(s => new SearchText.Builder(s, entries.Length)).ToArray();
        foreach (var entry in entries)
        {
            foreach (var builder in searched)
                builder.Add(entry.Texts);
        }

        return new()
        {
            Shape = shape,
            Ids = Array.ConvertAll(entries, e => IdOf(e.Id)),
            Numbers = [.. Enumerable.Range(0, shape.Numbers.Count).Select(c => Array.ConvertAll(entries, e => e.Numbers[c]))],
            Texts = texts,
            Orders = [.. Enumerable.Range(0, shape.Texts.Count).Select(c => TextOrder.Sorted(texts, c, entries.Length))],
            Shared = [.. shape.Shared.Select((s, c) => Coded(s, entries, c))],
            Searched = Array.ConvertAll(searched, s => s.Build()),
        };
    }

    private static SharedColumn Coded(SharedShape shape, Entry[] entries, int column)
    {
        var coder = new SharedColumn.Coder();
        var codes = Array.ConvertAll(entries, e => coder.Code(e.Shared[column]));
        return new(shape, codes, coder.Texts);
    }
}
