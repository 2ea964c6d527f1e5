using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Imports;

/// <summary>The header of a file: which column means what.</summary>
public sealed class CsvHeader
{
    private readonly int[] columns;

    private CsvHeader(IReadOnlyList<string> names, int[] columns) => (Names, this.columns) = (names, columns);

    /// <summary>The names as they stand in the file.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>True when the cells of the column are passwords, which no report and no other file repeats.</summary>
    public bool IsSecret(int column) => columns[column] >= 0 && UserCsv.Columns[columns[column]].Kind is CellKind.Secret;

    /// <summary>The header of these names, or why they are refused.</summary>
    internal static Result<CsvHeader> Read(IReadOnlyList<string> names)
    {
        var columns = new List<int>();
        foreach (var name in names.Select(n => n.Trim()))
        {
            var column = UserCsv.Columns.Select(c => c.Name).FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (column is null)
                return Refused("unknown", name, $"The header '{FieldReader.Shown(name)}' is not known; allowed are {string.Join(", ", UserCsv.Columns.Select(c => c.Name))}.");
            if (columns.Contains(UserCsv.IndexOf(column)))
                return Refused("duplicate", column, $"The header '{column}' stands there twice: remove one of the columns.");
            columns.Add(UserCsv.IndexOf(column));
        }

        if (!columns.Contains(UserCsv.IndexOf("email")) && !columns.Contains(UserCsv.IndexOf("id")) && !columns.Contains(UserCsv.IndexOf("externalId")))
            return Refused("missing", "email", "The header 'email' is missing: users are found by it (or by id or externalId).");
        return new CsvHeader(names, [.. columns]);
    }

    /// <summary>What the cells of a row say, by <see cref="UserCsv.Columns"/>; null: nothing.</summary>
    internal string?[] Values(IReadOnlyList<string> cells)
    {
        var values = new string?[UserCsv.Columns.Count];
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i] >= 0 && !string.IsNullOrWhiteSpace(cells[i]))
                values[columns[i]] = IsSecret(i) ? cells[i] : CsvLine.Unescaped(cells[i].Trim()).Trim();
        }

        return values;
    }

    private static Error Refused(string code, string column, string message) => Error.Invalid(column, $"header.{code}", message);
}
