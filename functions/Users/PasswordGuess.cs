using System.Text;

namespace UserFunctions.Users;

/// <summary>
/// Into how few known parts a password falls: names of the person and the tenant, rows of keys, sequences and repeats count one, common passwords and words two, and any
/// other character one. It is always the whole password that is counted, so a common word in one refuses nothing.
/// </summary>
internal static class PasswordGuess
{
    private const int ShortestRun = 3;
    private const int ShortestName = 3;
    private const int NameCost = 1;
    private const int RunCost = 1;
    private const int WordCost = 2;

    private static readonly string[] Keys =
    [
        "1234567890", "qwertyuiop", "qwertzuiop", "azertyuiop", "asdfghjkl", "qsdfghjklm", "zxcvbnm", "yxcvbnm", "!@#$%^&*()",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "qazwsxedcrfvtgbyhnujmikolp", "abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba",
    ];

    private static readonly string[] KeysBack = [.. Keys.Select(keys => new string([.. keys.Reverse()]))];

    /// <summary>The number of parts; 0 for an empty text.</summary>
    /// <param name="password">Any text of bounded length.</param>
    /// <param name="about">Texts that stand for the person: names, addresses, numbers; null ones are skipped.</param>
    public static int Parts(string password, IEnumerable<string?> about)
    {
        var text = Folded(password);
        var names = NamesIn(about);
        var parts = Count(text, names);
        return Block(text) is { } block ? Math.Min(parts, Count(block, names) + 1) : parts;
    }

    private static string Folded(string text) => text.Normalize(NormalizationForm.FormKC).ToLowerInvariant();

    // The cheapest way to lay parts end to end.
    private static int Count(string text, IReadOnlySet<string> names)
    {
        string[] spellings = [text, Plain(text, 'i'), Plain(text, 'l')];
        var longest = Math.Max(CommonPasswords.Longest, names.Select(name => name.Length).DefaultIfEmpty().Max());
        var cost = new int[text.Length + 1];
        for (var end = 1; end <= text.Length; end++)
        {
            cost[end] = cost[end - 1] + 1;
            for (var start = end - ShortestRun; start >= 0; start--)
            {
                if (IsRun(text.AsSpan(start..end)))
                    cost[end] = Math.Min(cost[end], cost[start] + RunCost);
                else if (end - start <= longest && OfWord(spellings, start..end, names) is { } word)
                    cost[end] = Math.Min(cost[end], cost[start] + word);
            }
        }

        return cost[^1];
    }

    private static int? OfWord(string[] spellings, Range place, IReadOnlySet<string> names)
    {
        var length = place.End.Value - place.Start.Value;
        foreach (var spelling in spellings)
        {
            if (names.Contains(spelling[place]))
                return NameCost;
        }

        if (length is < CommonPasswords.Shortest or > CommonPasswords.Longest)
            return null;
        foreach (var spelling in spellings)
        {
            if (CommonPasswords.Has(spelling.AsSpan(place)))
                return WordCost;
        }

        return null;
    }

    // One character again and again, a part of a row of keys or of the alphabet, or a year of the last or this century.
    private static bool IsRun(ReadOnlySpan<char> part)
    {
        if (part.Trim(part[0]).IsEmpty)
            return true;
        foreach (var keys in Keys)
        {
            if (keys.AsSpan().Contains(part, StringComparison.Ordinal))
                return true;
        }

        foreach (var keys in KeysBack)
        {
            if (keys.AsSpan().Contains(part, StringComparison.Ordinal))
                return true;
        }

        return part is ['1', '9', >= '0' and <= '9', >= '0' and <= '9'] or ['2', '0', >= '0' and <= '9', >= '0' and <= '9'];
    }

    // What it is the repetition of; null: of nothing.
    private static string? Block(string text)
    {
        for (var length = 1; length <= text.Length / 2; length++)
        {
            if (text.Length % length == 0 && text.AsSpan(length).SequenceEqual(text.AsSpan(0, text.Length - length)))
                return text[..length];
        }

        return null;
    }

    // p4$$w0rd is password.
    private static string Plain(string text, char forOne) => string.Concat(text.Select(c => c switch
    {
        '0' => 'o',
        '1' or '!' or '|' => forOne,
        '3' => 'e',
        '4' or '@' => 'a',
        '5' or '$' => 's',
        '7' => 't',
        _ => c,
    }));

    private static HashSet<string> NamesIn(IEnumerable<string?> about)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in about.OfType<string>().Select(Folded))
        {
            names.Add(text);
            names.Add(string.Concat(text.Where(char.IsLetterOrDigit)));
            names.UnionWith(string.Concat(text.Select(c => char.IsLetterOrDigit(c) ? c : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }

        names.RemoveWhere(name => name.Length < ShortestName);
        return names;
    }
}
