using System.Globalization;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Platform.Search;

/// <summary>A column of a list: how it is sorted and what its filter means.</summary>
/// <param name="Name">As in the answer.</param>
/// <param name="Ordering">Its order; null: it cannot be sorted by.</param>
/// <param name="Filter">The filter for a value of the query, or what is wrong with it.</param>
public sealed record ListColumn(string Name, Ordering? Ordering, Func<string, Result<RowFilter>> Filter)
{
    /// <summary>Other names in the query: <c>tag</c> for <c>tags</c>.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>A text column; the filter wants all of it, without regard to case and accents unless <paramref name="exact"/> says how the texts must be equal.</summary>
    public static ListColumn Text(string name, int column, StringComparison? exact = null) =>
        new(name, Ordering.Text(column), value => RowFilter.Text(column, value, exact));

    /// <summary>A whole number.</summary>
    public static ListColumn Number(string name, int column) => new(name, Ordering.Number(column), value =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? RowFilter.Number(column, number, number)
            : Invalid(name, value, "give a whole number"));

    /// <summary>A time, kept in ticks of UTC: one, or a range <c>from..to</c> with an open end.</summary>
    public static ListColumn Time(string name, int column) => new(name, Ordering.Number(column), value => Range(name, value, (from, to) => RowFilter.Number(column, from, to)));

    /// <summary>A time that not every thing has, found for each when it is asked (null: none, last).</summary>
    public static ListColumn Time(string name, Func<IndexRow, long?> ticks) => new(name, Ordering.Found(row => ticks(row) ?? long.MaxValue), value =>
        Range(name, value, (from, to) => RowFilter.Found(row => ticks(row) is { } time && time >= from && time <= to)));

    /// <summary>A whole number, found for each thing when it is asked.</summary>
    public static ListColumn Number(string name, Func<IndexRow, long> number) => new(name, Ordering.Found(number), value =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted)
            ? RowFilter.Found(row => number(row) == wanted)
            : Invalid(name, value, "give a whole number"));

    /// <summary>A choice among a few values in their order, found for each thing when it is asked.</summary>
    public static ListColumn Choice<T>(string name, Func<IndexRow, T> choice)
        where T : struct, Enum => new(name, Ordering.Found(row => Array.IndexOf(Enum.GetValues<T>(), choice(row))), value =>
            Enum.GetNames<T>().FirstOrDefault(known => known.Equals(value, StringComparison.OrdinalIgnoreCase)) is { } wanted
                ? RowFilter.Found(row => choice(row).ToString() == wanted)
                : Invalid(name, value, $"use {string.Join(", ", Enum.GetNames<T>())}"));

    /// <summary>A choice among a few values of a shared column.</summary>
    public static ListColumn Choice<T>(string name, int column, Func<T, string> shown, params IReadOnlyList<string> allowed) =>
        new(name, Ordering.Shared(column, value => value is T known ? shown(known) : null), value =>
            allowed.FirstOrDefault(a => a.Equals(value, StringComparison.OrdinalIgnoreCase)) is { } wanted
                ? RowFilter.Shared(column, known => known is T have && shown(have) == wanted)
                : Invalid(name, value, $"use {string.Join(", ", allowed)}"));

    /// <summary>Yes or no.</summary>
    public static ListColumn Flag<T>(string name, int column, Func<T, bool> shown) => Choice<T>(name, column, value => shown(value) ? "true" : "false", "true", "false");

    /// <summary>A wrong value of the query, with what is allowed.</summary>
    public static Error Invalid(string name, string value, string allowed) =>
        Error.Invalid(name, $"{name}.invalid", $"{name} '{FieldReader.Shown(value)}' is not valid: {allowed}.");

    private static Result<RowFilter> Range(string name, string value, Func<long, long, RowFilter> filter)
    {
        var ends = value.Split("..");
        return ends.Length <= 2 && Ticks(ends[0], long.MinValue) is { } from && Ticks(ends[^1], long.MaxValue) is { } to && value != ".." && value.Length > 0
            ? filter(from, to)
            : Invalid(name, value, "give a time as 2026-01-31T09:00:00Z, or a range from..to of which one end may be left out");
    }

    // To the microsecond that an answer shows: what is asked for as it was shown is found.
    private static long? Ticks(string value, long open) =>
        value.Length == 0 ? open
        : DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time.UtcTicks
        : null;
}
