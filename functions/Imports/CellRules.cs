using System.Text.RegularExpressions;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Imports;

/// <summary>What can be said of cells without knowing the tenant: numbers that a spreadsheet has rounded, and shapes that mean nothing.</summary>
internal static partial class CellRules
{
    /// <summary>Everything that is wrong; empty: nothing.</summary>
    public static IReadOnlyList<FieldError> Check(string?[] values)
    {
        List<FieldError>? errors = null;
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is { } value && value != CellText.Clear && Wrong(UserCsv.Columns[i], value) is { } error)
                (errors ??= []).Add(error);
        }

        return errors ?? [];
    }

    private static FieldError? Wrong(CsvColumn column, string value) => column.Kind switch
    {
        CellKind.Key when !Guid.TryParse(value, out _) => Invalid(column, value, "give the id that an export shows, or leave the cell blank"),
        CellKind.Code when Rounded().IsMatch(value) => Scientific(column, value),
        CellKind.Digits or CellKind.Numbers or CellKind.Number when CellText.Parts(value, ';').Exists(Scientific().IsMatch) => Scientific(column, value),
        CellKind.AreaCodes when CellText.Parts(value, ';').Exists(part => Scientific().IsMatch(CellText.Pair(part).Value ?? "")) => Scientific(column, value),
        CellKind.AreaCodes when HasNoPairs(value) => Invalid(column, value, "write area codes and caller IDs as 91=8069651170;22=8069651180"),
        CellKind.Limits when HasNoPairs(value) => Invalid(column, value, "write channels and limits as SMS=3;LiveChat=2"),
        _ => null,
    };

    // What is taken away needs no value.
    private static bool HasNoPairs(string value) => CellText.Parts(value, ';').Exists(part => part[0] != '-' && CellText.Pair(part).Value is null);

    private static FieldError Invalid(CsvColumn column, string value, string allowed) =>
        new($"{column.Name}.invalid", column.Name, $"{column.Name} '{FieldReader.Shown(value)}' is not valid: {allowed}.");

    private static FieldError Scientific(CsvColumn column, string value) =>
        new($"{column.Name}.scientific", column.Name, $"{column.Name} '{FieldReader.Shown(value)}' was rounded by a spreadsheet and its digits are lost: format the column as text and type the number again.");

    [GeneratedRegex(@"^'?[+-]?[0-9]+([.,][0-9]*)?[eE][+-]?[0-9]{1,3}$", RegexOptions.CultureInvariant)]
    private static partial Regex Scientific();

    // In what may be any text, only as spreadsheets write it: 12E4 can be somebody's number.
    [GeneratedRegex(@"^[0-9]([.,][0-9]+)?E\+[0-9]{2,3}$", RegexOptions.CultureInvariant)]
    private static partial Regex Rounded();
}
