using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Imports;

/// <summary>
/// Finds numbers that have lost a leading zero in a column of numbers of one length. Nothing else tells them from others: both are numbers that could be meant. So the
/// column has to show that it uses zeros, which a number that begins with one does, and all of it has to be of the length of those but for what is one digit short.
/// </summary>
internal static class CsvZeros
{
    private static readonly string[] Columns = ["extensionNumber", "externalId"];

    /// <summary>The rows, with a warning where a zero seems to be lost.</summary>
    public static CsvRow[] Mark(CsvRow[] rows) => Columns.Aggregate(rows, Mark);

    private static CsvRow[] Mark(CsvRow[] rows, string column)
    {
        var numbers = rows.Select(row => row[column]).OfType<string>().Where(IsNumber).ToList();
        if (numbers.Find(number => number[0] == '0') is not { } zero || numbers.Exists(number => number.Length != zero.Length && !IsShort(number, zero)))
            return rows;
        return [.. rows.Select(row => row[column] is { } number && IsNumber(number) && IsShort(number, zero) ? Warned(row, column, number, zero) : row)];
    }

    private static bool IsNumber(string text) => text.All(char.IsAsciiDigit);

    private static bool IsShort(string number, string zero) => number.Length == zero.Length - 1 && number[0] != '0';

    private static CsvRow Warned(CsvRow row, string column, string number, string zero) => row with
    {
        Warnings = [.. row.Warnings, new FieldError(
            $"{column}.leading_zeros", column, $"{column} '{FieldReader.Shown(number)}' is one digit shorter than others of the file, such as '{FieldReader.Shown(zero)}': if a spreadsheet has taken away a leading zero, format the column as text.")],
    };
}
