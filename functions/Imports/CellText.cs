using System.Buffers;
using System.Text;

namespace UserFunctions.Imports;

/// <summary>
/// The text of cells that hold several things. Things are separated by <c>;</c>; a backslash before <c>\ ; = ,</c>, or before a sign or <c>&lt;</c> at the beginning
/// of a thing, says that it is part of it.
/// </summary>
internal static class CellText
{
    /// <summary>Erases what stands in the field.</summary>
    public const string Clear = "<clear>";

    /// <summary>A list without entries, where that is something else than no list.</summary>
    public const string None = "<none>";

    private const string Escapable = "\\;=,+-<";

    private static readonly SearchValues<char> InEntry = SearchValues.Create("\\;");
    private static readonly SearchValues<char> InName = SearchValues.Create("\\;=,");
    private static readonly string[] Yes = ["true", "yes", "1", "on"];
    private static readonly string[] No = ["false", "no", "0", "off"];

    /// <summary>The entries as one cell; null when there are none.</summary>
    public static string? Join(IReadOnlyList<string> entries)
    {
        if (entries.Count == 0)
            return null;
        if (entries.Count == 1)
            return Escaped(entries[0], InEntry);
        var text = new StringBuilder();
        for (var i = 0; i < entries.Count; i++)
            text.Append(i == 0 ? "" : ";").Append(Escaped(entries[i], InEntry));
        return text.ToString();
    }

    /// <summary>Entries that cannot hold anything to escape, as one cell; null when there are none.</summary>
    public static string? JoinPlain(IReadOnlyList<string> entries) => entries.Count switch
    {
        0 => null,
        1 => entries[0],
        _ => string.Join(';', entries),
    };

    /// <summary>A name as it stands before <c>=</c> or in a list within an entry.</summary>
    public static string Name(string name) => Escaped(name, InName);

    /// <summary>The parts of a text between separators that are not escaped, as they stand, without outer blanks and without empty ones.</summary>
    public static List<string> Parts(string text, char separator)
    {
        var parts = new List<string>();
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] == '\\' && i + 1 < text.Length && Escapable.Contains(text[i + 1], StringComparison.Ordinal))
            {
                i++;
            }
            else if (i == text.Length || text[i] == separator)
            {
                if (text[start..i].Trim() is { Length: > 0 } part)
                    parts.Add(part);
                start = i + 1;
            }
        }

        return parts;
    }

    /// <summary>A part taken apart at its first <c>=</c>; the value is null when there is none.</summary>
    public static (string Name, string? Value) Pair(string part)
    {
        for (var i = 0; i < part.Length; i++)
        {
            if (part[i] == '\\')
                i++;
            else if (part[i] == '=')
                return (Plain(part[..i].Trim()), part[(i + 1)..].Trim());
        }

        return (Plain(part), null);
    }

    /// <summary>A part without its escapes; a backslash before anything else is itself.</summary>
    public static string Plain(string part)
    {
        if (!part.Contains('\\', StringComparison.Ordinal))
            return part;
        var text = new StringBuilder(part.Length);
        for (var i = 0; i < part.Length; i++)
        {
            if (part[i] == '\\' && i + 1 < part.Length && Escapable.Contains(part[i + 1], StringComparison.Ordinal))
                i++;
            text.Append(part[i]);
        }

        return text.ToString();
    }

    /// <summary>What the word says, in any case; null when it is neither yes nor no.</summary>
    public static bool? Flag(string word) =>
        Yes.Contains(word, StringComparer.OrdinalIgnoreCase) ? true : No.Contains(word, StringComparer.OrdinalIgnoreCase) ? false : null;

    private static string Escaped(string entry, SearchValues<char> within)
    {
        var isSigned = entry is ['+' or '-' or '<', ..];
        if (!isSigned && entry.AsSpan().IndexOfAny(within) < 0)
            return entry;
        var text = new StringBuilder(entry.Length + 4);
        for (var i = 0; i < entry.Length; i++)
        {
            if ((i == 0 && isSigned) || within.Contains(entry[i]))
                text.Append('\\');
            text.Append(entry[i]);
        }

        return text.ToString();
    }
}
