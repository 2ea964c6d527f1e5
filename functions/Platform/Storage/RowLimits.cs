using System.Buffers;

namespace UserFunctions.Platform.Storage;

/// <summary>The table service's limits on names, keys and the values of one row.</summary>
public static class RowLimits
{
    /// <summary>UTF-16 characters of a key.</summary>
    public const int MaxKeyLength = 512;

    /// <summary>UTF-16 characters of a text value.</summary>
    public const int MaxTextLength = 32_768;

    /// <summary>Bytes of a binary value, 64 KiB.</summary>
    public const int MaxBinaryBytes = 64 * 1024;

    /// <summary>Columns of a row besides keys and timestamp, the operation id among them.</summary>
    public const int MaxColumns = 252;

    /// <summary>Characters of a column's name.</summary>
    public const int MaxNameLength = 255;

    /// <summary>Bytes of a row as the service counts them, 1 MiB.</summary>
    public const int MaxRowBytes = 1024 * 1024;

    private const int OperationBytes = 8 + (2 * 2) + (2 * 32) + 4;

    private static readonly SearchValues<char> NotInKeys = SearchValues.Create(
        [.. "/\\#?", .. Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7F, 0x21)).Select(c => (char)c)]);

    /// <summary>Checks a table's name: 3-63 lower-case letters and digits, a letter first.</summary>
    /// <remarks>Azure also takes upper case, but the emulator cannot roll a failed batch back in a table named so.</remarks>
    /// <exception cref="ArgumentException">It is another.</exception>
    public static void CheckTable(string table)
    {
        var right = table is { Length: >= 3 and <= 63 } and not "tables" && char.IsAsciiLetterLower(table[0]);
        foreach (var c in table ?? "")
            right &= char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);
        if (!right)
            throw new ArgumentException($"'{table}' cannot name a table: 3-63 characters a-z and 0-9, a letter first, not 'tables'.", nameof(table));
    }

    /// <summary>Checks a key: 1-512 characters without <c>/ \ # ?</c> and control characters.</summary>
    /// <exception cref="ArgumentException">It is another.</exception>
    public static void CheckKey(string key, string name)
    {
        if (key is not { Length: > 0 and <= MaxKeyLength })
            throw new ArgumentException($"{name} has {key?.Length ?? 0} characters; allowed are 1-{MaxKeyLength}.", name);
        var at = key.AsSpan().IndexOfAny(NotInKeys);
        if (at >= 0)
        {
            throw new ArgumentException(
                $"{name} '{key}' has the character U+{(int)key[at]:X4} at {at}; keys have no / \\ # ? or control characters: percent-encode free text.",
                name);
        }

        CheckUnicode(key, name);
    }

    /// <summary>Checks a row that is to be written and returns its size in bytes, as the service counts it.</summary>
    /// <exception cref="ArgumentException">A key, a name, a value, the number of columns or the size is not allowed.</exception>
    public static int Check(Row row)
    {
        CheckKey(row.Partition, "PartitionKey");
        CheckKey(row.Key, "RowKey");
        var columns = 1;
        long bytes = 4 + (2L * (row.Partition.Length + row.Key.Length)) + OperationBytes;
        foreach (var (name, value) in row.Columns)
        {
            if (value is null)
                continue;
            columns++;
            CheckName(name, row.Key);
            bytes += 8 + (2L * name.Length) + Size(name, value, row.Key);
        }

        if (columns > MaxColumns)
            throw Broken(row.Key, $"has {columns} columns, '{OperationEcho.Column}' among them; allowed are {MaxColumns}.");
        return bytes <= MaxRowBytes ? (int)bytes : throw Broken(row.Key, $"has {bytes} bytes; allowed are {MaxRowBytes}.");
    }

    private static void CheckName(string name, string key)
    {
        if (name is "PartitionKey" or "RowKey" or "Timestamp" or OperationEcho.Column)
            throw Broken(key, $"has a column '{name}': that name is taken.");
        var right = name.Length is > 0 and <= MaxNameLength && (char.IsLetter(name[0]) || name[0] == '_');
        foreach (var c in name)
            right &= char.IsLetterOrDigit(c) || c == '_';
        if (!right)
            throw Broken(key, $"has a column '{name}': allowed are 1-{MaxNameLength} letters, digits and '_', no digit first.");
    }

    private static int Size(string name, object value, string key)
    {
        switch (value)
        {
            case string text when text.Length > MaxTextLength:
                throw Broken(key, $"has {text.Length} characters in '{name}'; allowed are {MaxTextLength}.");
            case byte[] bytes when bytes.Length > MaxBinaryBytes:
                throw Broken(key, $"has {bytes.Length} bytes in '{name}'; allowed are {MaxBinaryBytes}.");
            case DateTimeOffset time when time.UtcDateTime.Year < 1601:
                throw Broken(key, $"has {time:u} in '{name}'; times begin with the year 1601.");
            case string text:
                CheckUnicode(text, name);
                return (2 * text.Length) + 4;
            default:
                return FixedSize(name, value, key);
        }
    }

    private static int FixedSize(string name, object value, string key) => value switch
    {
        byte[] bytes => bytes.Length + 4,
        bool => 1,
        int => 4,
        long or double or DateTimeOffset => 8,
        Guid => 16,
        _ => throw Broken(key, $"has a {value.GetType().Name} in '{name}'; allowed are string, bool, int, long, double, Guid, DateTimeOffset and byte[]."),
    };

    // Half a surrogate pair would be stored as U+FFFD without a word, and a key would then name another row.
    private static void CheckUnicode(string text, string name)
    {
        var rest = text.AsSpan();
        for (var at = rest.IndexOfAnyInRange('\uD800', '\uDFFF'); at >= 0; at = rest.IndexOfAnyInRange('\uD800', '\uDFFF'))
        {
            if (at + 1 >= rest.Length || !char.IsSurrogatePair(rest[at], rest[at + 1]))
                throw new ArgumentException($"'{name}' has half a surrogate pair, which is not Unicode text.", name);
            rest = rest[(at + 2)..];
        }
    }

    private static ArgumentException Broken(string key, string text) => new($"Row '{key}' {text}");
}
