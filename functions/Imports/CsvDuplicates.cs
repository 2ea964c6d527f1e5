using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Imports;

/// <summary>Finds rows of one file that claim the same address or extension number: nobody can say which is meant, so all of them fail and name each other.</summary>
internal static class CsvDuplicates
{
    /// <summary>Other rows that a message names.</summary>
    private const int MaxNamed = 10;

    public static IReadOnlyList<CsvRow> Mark(IReadOnlyList<CsvRow> rows)
    {
        var errors = new Dictionary<int, List<FieldError>>();
        var readable = rows.Where(row => row.Errors.Count == 0).ToList();
        Find(readable, row => row.Id?.ToString(), "id", errors);
        Find(readable, row => row.ExternalId, "externalId", errors);
        Find(readable, row => row.Email?.ToLowerInvariant(), "email", errors);
        Find(readable, LoginId, "loginId", errors);
        Find(readable, row => row.ExtensionNumber, "extensionNumber", errors);
        return [.. rows.Select(row => errors.TryGetValue(row.Number, out var found) ? row with { Errors = found } : row)];
    }

    // Who signs in with the address is found by the address.
    private static string? LoginId(CsvRow row) =>
        row["loginId"]?.ToLowerInvariant() is { } login && login is not CellText.Clear && login != row.Email?.ToLowerInvariant() ? login : null;

    private static void Find(IEnumerable<CsvRow> rows, Func<CsvRow, string?> valueOf, string column, Dictionary<int, List<FieldError>> errors)
    {
        foreach (var same in rows.Where(row => valueOf(row) is not null).GroupBy(valueOf).Where(g => g.Count() > 1))
        {
            foreach (var row in same)
            {
                var others = string.Join(", ", same.Where(r => r != row).Take(MaxNamed).Select(r => $"{r.Number} (line {r.Line})"));
                var more = same.Count() - 1 > MaxNamed ? $" and {same.Count() - 1 - MaxNamed} more" : "";
                var message = $"{column} '{FieldReader.Shown(same.Key!)}' stands also in row {others}{more}: keep one of them.";
                (errors.TryGetValue(row.Number, out var list) ? list : errors[row.Number] = []).Add(new($"{column}.duplicate", column, message));
            }
        }
    }
}
