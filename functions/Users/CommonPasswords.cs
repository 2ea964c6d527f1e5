using System.Collections.Frozen;

namespace UserFunctions.Users;

/// <summary>About 30,000 passwords that people choose most, all in lower case: <c>CommonPasswords.txt</c>, which names its source and licence.</summary>
internal static class CommonPasswords
{
    /// <summary>Characters of the shortest one in the list.</summary>
    public const int Shortest = 4;

    /// <summary>Characters of the longest one.</summary>
    public const int Longest = 20;

    private const string Resource = "CommonPasswords.txt";

    private static readonly Lazy<FrozenSet<string>> All = new(Load);

    /// <summary>How many there are.</summary>
    public static int Count => All.Value.Count;

    /// <summary>True when the text, in lower case, is one of them.</summary>
    public static bool Has(ReadOnlySpan<char> text) => All.Value.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text);

    // The head, up to the first empty line, says where they come from.
    private static FrozenSet<string> Load()
    {
        using var stream = typeof(CommonPasswords).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {Resource}.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { Length: > 0 })
        {
        }

        var all = new List<string>();
        while (reader.ReadLine() is { } line)
            all.Add(line);
        return all.ToFrozenSet(StringComparer.Ordinal);
    }
}
