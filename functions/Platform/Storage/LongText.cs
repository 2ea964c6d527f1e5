namespace UserFunctions.Platform.Storage;

/// <summary>Text of any length in one row: a column holds 32,768 characters, so the rest goes to <c>name_1</c>, <c>name_2</c> …</summary>
public static class LongText
{
    private const int PartLength = 32_000;

    /// <summary>Writes the text; null writes nothing.</summary>
    public static void Set(this Row row, string column, string? text)
    {
        for (int at = 0, part = 0; text is not null && at < text.Length; part++)
        {
            var length = Math.Min(PartLength, text.Length - at);
            // A pair of surrogates must stay in one part: half of one cannot be stored.
            if (at + length < text.Length && char.IsHighSurrogate(text[at + length - 1]))
                length--;
            row[Name(column, part)] = text.Substring(at, length);
            at += length;
        }
    }

    /// <summary>Reads the text; null when none was written.</summary>
    public static string? LongTextOf(this Row row, string column)
    {
        if (row.Text(column) is not { } text)
            return null;
        for (var part = 1; row.Text(Name(column, part)) is { } more; part++)
            text += more;
        return text;
    }

    private static string Name(string column, int part) => part == 0 ? column : $"{column}_{part}";
}
