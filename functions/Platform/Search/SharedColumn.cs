namespace UserFunctions.Platform.Search;

/// <summary>A shared column of a segment: a code a row, a value a code. Code 0 is "none".</summary>
internal sealed class SharedColumn(SharedShape shape, int[] codes, string?[] texts)
{
    private readonly object?[] values = [.. texts.Select(text => text is null ? null : shape.Read(text))];
    private readonly Lazy<(int[] Rows, int[] Starts)> byCode = new(() => Grouped(codes, texts.Length));

    public int[] Codes => codes;

    /// <summary>By code.</summary>
    public string?[] Texts => texts;

    /// <summary>By code: what the texts mean.</summary>
    public IReadOnlyList<object?> Values => values;

    public SharedShape Shape => shape;

    public object? Value(int row) => values[codes[row]];

    /// <summary>The rows with a code, in order.</summary>
    public ReadOnlySpan<int> RowsOf(int code) => byCode.Value.Rows.AsSpan(byCode.Value.Starts[code]..byCode.Value.Starts[code + 1]);

    /// <summary>How many rows have one of the codes.</summary>
    public int CountOf(bool[] allowed)
    {
        var count = 0;
        for (var code = 0; code < allowed.Length; code++)
            count += allowed[code] ? RowsOf(code).Length : 0;
        return count;
    }

    /// <summary>By code.</summary>
    public bool[] Test(Func<object?, bool> passes) => Array.ConvertAll(values, value => passes(value));

    private static (int[] Rows, int[] Starts) Grouped(int[] codes, int values)
    {
        var starts = new int[values + 1];
        foreach (var code in codes)
            starts[code + 1]++;
        for (var code = 0; code < values; code++)
            starts[code + 1] += starts[code];
        var (rows, next) = (new int[codes.Length], starts.AsSpan(0, values).ToArray());
        for (var row = 0; row < codes.Length; row++)
            rows[next[codes[row]]++] = row;
        return (rows, starts);
    }

    /// <summary>Gives texts their codes.</summary>
    public sealed class Coder
    {
        private readonly Dictionary<string, int> codes = new(StringComparer.Ordinal);
        private readonly List<string?> texts = [null];

        public string?[] Texts => [.. texts];

        public int Code(string? text)
        {
            if (text is null)
                return 0;
            if (!codes.TryGetValue(text, out var code))
            {
                codes[text] = code = texts.Count;
                texts.Add(text);
            }

            return code;
        }
    }
}
