namespace UserFunctions.Platform.Search;

/// <summary>A segment and the rows of it that still count.</summary>
/// <param name="Rows">The segment.</param>
/// <param name="Live">Rows that nothing newer replaces or removes.</param>
internal sealed record Part(Segment Rows, RowSet Live);

/// <summary>Makes one segment of several, copying what is there: nothing is folded, split or sorted again.</summary>
internal sealed class Merge
{
    // Looking a row's place up in the larger side costs about this many comparisons of walking along it.
    private const int Lookup = 16;

    private readonly Part[] parts;
    private readonly (int Part, int Row)[] sources;
    private readonly int[][] moved;

    private Merge(Part[] parts)
    {
        this.parts = parts;
        var ordered = new List<(UInt128 Id, int Part, int Row)>(parts.Sum(p => p.Live.Count));
        for (var part = 0; part < parts.Length; part++)
        {
            foreach (var row in parts[part].Live)
                ordered.Add((parts[part].Rows.Ids[row], part, row));
        }

        ordered.Sort((a, b) => a.Id.CompareTo(b.Id));
        sources = [.. ordered.Select(o => (o.Part, o.Row))];
        moved = Array.ConvertAll(parts, p => new int[p.Rows.Count]);
        foreach (var rows in moved)
            rows.AsSpan().Fill(-1);
        for (var row = 0; row < sources.Length; row++)
            moved[sources[row].Part][sources[row].Row] = row;
    }

    public static Segment Of(params Part[] parts) => new Merge(parts).Build();

    private Segment Build()
    {
        var shape = parts[0].Rows.Shape;
        var texts = Texts(shape);
        return new()
        {
            Shape = shape,
            Ids = Array.ConvertAll(sources, s => parts[s.Part].Rows.Ids[s.Row]),
            Numbers = [.. Enumerable.Range(0, shape.Numbers.Count).Select(c => Array.ConvertAll(sources, s => parts[s.Part].Rows.Numbers[c][s.Row]))],
            Texts = texts,
            Orders = [.. Enumerable.Range(0, shape.Texts.Count).Select(c => Order(texts, c))],
            Shared = [.. shape.Shared.Select(Shared)],
            Searched = [.. shape.Searched.Select(Searched)],
        };
    }

    private TextColumns Texts(IndexShape shape)
    {
        var starts = new int[sources.Length + 1];
        for (var row = 0; row < sources.Length; row++)
            starts[row + 1] = checked(starts[row] + parts[sources[row].Part].Rows.Texts.Packed(sources[row].Row).Length);
        var bytes = new byte[starts[^1]];
        for (var row = 0; row < sources.Length; row++)
            parts[sources[row].Part].Rows.Texts.Packed(sources[row].Row).CopyTo(bytes.AsSpan(starts[row]));
        return new(shape.Texts.Count, bytes, starts);
    }

    // One part after the other goes into the order so far.
    private TextOrder Order(TextColumns texts, int column)
    {
        var rows = Array.Empty<int>();
        foreach (var (part, map) in parts.Zip(moved).OrderByDescending(p => p.First.Rows.Count))
            rows = Order(texts, column, rows, [.. part.Rows.Orders[column].Rows.Select(row => map[row]).Where(row => row >= 0)]);
        return new(texts, column, rows);
    }

    private static int[] Order(TextColumns texts, int column, int[] many, int[] few)
    {
        if (many.Length == 0)
            return few;
        var merged = new int[many.Length + few.Length];
        var (at, taken) = (0, 0);
        foreach (var row in few)
        {
            var until = few.Length * Lookup < many.Length ? Search(row, at) : Walk(row, at);
            many.AsSpan(at..until).CopyTo(merged.AsSpan(at + taken));
            at = until;
            merged[at + taken++] = row;
        }

        many.AsSpan(at..).CopyTo(merged.AsSpan(at + taken));
        return merged;

        int Walk(int row, int from)
        {
            while (from < many.Length && Compare(texts, column, many[from], row) < 0)
                from++;
            return from;
        }

        int Search(int row, int from)
        {
            for (var to = many.Length; from < to;)
            {
                var middle = (from + to) / 2;
                (from, to) = Compare(texts, column, many[middle], row) < 0 ? (middle + 1, to) : (from, middle);
            }

            return from;
        }
    }

    private static int Compare(TextColumns texts, int column, int a, int b)
    {
        var (hasA, hasB) = (texts.Try(a, column, out var textA), texts.Try(b, column, out var textB));
        var difference = hasA && hasB ? Folding.Compare(textA, textB) : (hasA ? 0 : 1) - (hasB ? 0 : 1);
        return difference != 0 ? difference : a - b;
    }

    private SharedColumn Shared(SharedShape shape, int column)
    {
        var coder = new SharedColumn.Coder();
        var known = Array.ConvertAll(parts, p => new int[p.Rows.Shared[column].Texts.Length]);
        var codes = new int[sources.Length];
        for (var row = 0; row < codes.Length; row++)
        {
            var (part, old) = sources[row];
            var from = parts[part].Rows.Shared[column];
            ref var code = ref known[part][from.Codes[old]];
            if (code == 0)
                code = coder.Code(from.Texts[from.Codes[old]]);
            codes[row] = code;
        }

        return new(shape, codes, coder.Texts);
    }

    private SearchText Searched(SearchShape shape, int column)
    {
        var builder = new SearchText.Builder(shape, sources.Length);
        foreach (var (part, row) in sources)
            builder.Add(parts[part].Rows.Searched[column], row);
        return builder.Build();
    }
}
