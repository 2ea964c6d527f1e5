namespace UserFunctions.Platform.Search;

/// <summary>A shared column of a segment: a code a row, a value a code. Code 0 is "none".</summary>
internal sealed class SharedColumn(SharedShape shape, int[] codes, string?[] texts)
{
    private readonly object?[] values = [.. texts.Select(text => text is null ? null : shape.Read(text))];

    public int[] Codes => codes;

    /// <summary>By code.</summary>
    public string?[] Texts => texts;

    /// <summary>By code: what the texts mean.</summary>
    public IReadOnlyList<object?> Values => values;

    public SharedShape Shape => shape;

    public object? Value(int row) => values[codes[row]];

    /// <summary>By code.</summary>
    public bool[] Test(Func<object?, bool> passes) => Array.ConvertAll(values, value => passes(value));

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
