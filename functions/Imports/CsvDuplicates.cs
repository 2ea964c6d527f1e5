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
        Find(readable, LoginId, "loginId", errors, isOnly: IsOwn);
        Find(readable, row => row.ExtensionNumber, "extensionNumber", errors);
        return [.. rows.Select(row => errors.TryGetValue(row.Number, out var found) ? row with { Errors = found } : row)];
    }

    // Whoever names no login id signs in with the address, so that is one too. Rows with one address are told so by the address alone.
    private static string? LoginId(CsvRow row) => row["loginId"] is { } own and not CellText.Clear ? own.ToLowerInvariant() : row.Email?.ToLowerInvariant();

    private static bool IsOwn(CsvRow row) => LoginId(row) != row.Email?.ToLowerInvariant();

    private static void Find(IEnumerable<CsvRow> rows, Func<CsvRow, string?> valueOf, string column, Dictionary<int, List<FieldError>> errors, Func<CsvRow, bool>? isOnly = null)
    {
        foreach (var same in rows.Where(row => valueOf(row) is not null).GroupBy(valueOf).Where(g => g.Count() > 1 && (isOnly is null || g.Any(isOnly))))
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
