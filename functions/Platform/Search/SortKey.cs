using System.Globalization;
using System.Text;

namespace UserFunctions.Platform.Search;

/// <summary>Where a row stands in a sorted list, whichever segment it is in; it is also what a cursor remembers.</summary>
/// <param name="Number">Compared first: a number column's value, or a hit's rank; 0 where texts are sorted.</param>
/// <param name="Text">Compared next, folded; null comes last.</param>
/// <param name="Id">Compared last: no two are equal.</param>
internal sealed record SortKey(long Number, byte[]? Text, UInt128 Id) : IComparable<SortKey>
{
    public int CompareTo(SortKey? other)
    {
        var difference = Number.CompareTo(other!.Number);
        if (difference == 0)
            difference = TextOrder.CompareFolded(Text, other.Text);
        return difference != 0 ? difference : Id.CompareTo(other.Id);
    }

    /// <summary>As a cursor; <paramref name="of"/> names the order, so that a cursor of another one is known.</summary>
    public string Write(string of) => string.Create(
        CultureInfo.InvariantCulture, $"{of}|{Number}|{Id:x32}|{(Text is null ? "" : "=" + Encoding.UTF8.GetString(Text))}");

    /// <summary>The cursor's place; null when it is not one of this order.</summary>
    public static SortKey? Read(string cursor, string of)
    {
        var parts = cursor.Split('|', 4);
        return parts.Length == 4 && parts[0] == of
            && long.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && parts[2].Length == 32 && UInt128.TryParse(parts[2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id)
            && (parts[3].Length == 0 || parts[3][0] == '=')
            ? new(number, parts[3].Length == 0 ? null : Encoding.UTF8.GetBytes(parts[3][1..]), id) : null;
    }
}
