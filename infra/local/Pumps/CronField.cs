using System.Globalization;

namespace UserFunctions.Local.Pumps;

/// <summary>One field of a schedule: the set of values that fit, within 0-63.</summary>
/// <param name="Values">Bit n is set when n fits.</param>
internal readonly record struct CronField(ulong Values)
{
    /// <summary>True when the value fits.</summary>
    public bool Has(int value) => (Values >> value & 1) == 1;

    /// <summary>Reads <c>*</c>, <c>5</c>, <c>1-5</c>, <c>*/15</c>, <c>0-30/10</c>, <c>5/20</c> (from 5 on) and lists of these.</summary>
    /// <exception cref="FormatException">Not that, or out of bounds; the message names the field.</exception>
    public static CronField Parse(string text, string name, int min, int max)
    {
        var values = 0UL;
        foreach (var part in text.Split(','))
        {
            var (range, step) = Split(part, '/');
            var (from, to) = Range(range, step is not null, min, max);
            var every = step is null ? 1 : Number(step);
            if (from is null || to is null || every is null or 0 || from < min || to > max || from > to)
                throw new FormatException($"'{text}' is not a valid {name}: allowed are *, {min}-{max}, ranges (1-5), steps (*/15) and lists (1,2) of these.");
            for (var value = from.Value; value <= to; value += every.Value) values |= 1UL << value;
        }

        return new CronField(values);
    }

    private static (int? From, int? To) Range(string text, bool isStepped, int min, int max)
    {
        if (text == "*") return (min, max);
        var (first, last) = Split(text, '-');
        var from = Number(first);
        return (from, last is not null ? Number(last) : isStepped ? max : from);
    }

    private static (string First, string? Second) Split(string text, char separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
