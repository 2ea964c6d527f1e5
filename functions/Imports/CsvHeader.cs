using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Imports;

/// <summary>The header of a file: which column means what.</summary>
public sealed class CsvHeader
{
    /// <summary>Columns that a file may have: more than any system writes.</summary>
    public const int MaxColumns = 500;

    /// <summary>Names that one message repeats.</summary>
    private const int MaxNamed = 10;

    private static readonly string[] Keys = ["id", "externalId", "email"];

    private readonly List<Source> sources = [];
    private readonly List<int> nameless = [];
    private readonly List<string> unknown = [];
    private readonly List<string> ignored = [];
    private readonly CsvPreset? preset;
    private int passwordHash = -1;
    private Error? duplicate;

    private CsvHeader(IReadOnlyList<string> names) => (Names, preset) = (names, CsvPreset.Of(names));

    /// <summary>The names as they stand in the file.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Which columns of another system's file are not read; null: none.</summary>
    internal FieldError? Note => ignored.Count == 0 ? null : new("header.ignored", "header", $"The columns {Named(ignored, Shown)} of the {preset!.Name} have no counterpart here and are not imported.");

    /// <summary>True when the cells of the column are passwords, which no report and no other file repeats.</summary>
    public bool IsSecret(int column) =>
        HeaderNames.Find(Names[column]) == UserCsv.Password || sources.Exists(source => source.Cell == column && UserCsv.Columns[source.Column].Kind is CellKind.Secret);

    /// <summary>The header of these names, or why they are refused.</summary>
    internal static Result<CsvHeader> Read(IReadOnlyList<string> names)
    {
        if (names.Count > MaxColumns)
            return Refused("too_many", "header", $"The header has {names.Count} columns; at most {MaxColumns} are allowed.");
        var header = new CsvHeader(names);
        for (var i = 0; i < names.Count; i++)
            header.Add(i, names[i].Trim());
        if (header.unknown.Count > 0)
            return header.Unknown();
        if (header.duplicate is { } error)
            return error;
        if (!header.sources.Exists(source => Keys.Contains(UserCsv.Columns[source.Column].Name)))
            return Refused("missing", "email", "The header 'email' is missing: users are found by it (or by id or externalId).");
        header.sources.Sort((one, other) => one.Rank.CompareTo(other.Rank));
        return header;
    }

    /// <summary>True for a row that only shows how to fill in the file.</summary>
    internal bool IsExample(IReadOnlyList<string> cells) =>
        preset is not null && sources.Find(source => source.Column == UserCsv.IndexOf("displayName")) is { } name && name.Cell < cells.Count && preset.IsExample(cells[name.Cell].Trim());

    /// <summary>The first cell that stands under no name, from 1; null: none.</summary>
    internal int? Nameless(IReadOnlyList<string> cells)
    {
        foreach (var column in nameless)
        {
            if (!string.IsNullOrWhiteSpace(cells[column]))
                return column + 1;
        }

        return null;
    }

    /// <summary>What the cells of a row say, by <see cref="UserCsv.Columns"/>, null where they say nothing; and what they say that is not taken.</summary>
    internal (string?[] Values, IReadOnlyList<FieldError> Warnings) Values(IReadOnlyList<string> cells)
    {
        var values = new string?[UserCsv.Columns.Count];
        foreach (var source in sources)
            values[source.Column] ??= source.Read(cells[source.Cell]);
        return preset is null ? (values, []) : (values, Taken(values, cells));
    }

    private List<FieldError> Taken(string?[] values, IReadOnlyList<string> cells)
    {
        var warnings = new List<FieldError>();
        var (login, email, password) = (UserCsv.IndexOf("loginId"), values[UserCsv.IndexOf("email")], UserCsv.IndexOf(UserCsv.Password));
        if (values[login]?.Contains('@', StringComparison.Ordinal) is true && !values[login]!.Equals(email, StringComparison.OrdinalIgnoreCase))
        {
            warnings.Add(new("loginId.ignored", "loginId", $"The login '{FieldReader.Shown(values[login]!)}' is an address other than the user's own and is not taken: the user signs in with the e-mail address."));
            values[login] = null;
        }

        if (passwordHash >= 0 && !string.IsNullOrWhiteSpace(cells[passwordHash]) && values[password] is not null)
        {
            warnings.Add(new("password.ignored", UserCsv.Password, "The password is not taken: the file says that it is a hash."));
            values[password] = null;
        }

        return warnings;
    }

    private void Add(int cell, string name)
    {
        if (name.Length == 0)
            nameless.Add(cell);
        else if (preset?.Find(name) is { } theirs)
            sources.Add(new(cell, UserCsv.IndexOf(theirs.Here), theirs.Rank, IsOpposite: CsvPreset.Plain(name) == CsvPreset.BlockSignIn));
        else if (preset is not null && CsvPreset.Plain(name) == CsvPreset.PasswordHash)
            passwordHash = cell;
        else if (HeaderNames.Find(name) is { } column && !(preset is not null && sources.Exists(s => s.Column == UserCsv.IndexOf(column))))
            AddOwn(cell, column);
        else if (!HeaderNames.IsReport(name))
            (preset?.IsTheirs(name) is true ? ignored : unknown).Add(name);
    }

    private void AddOwn(int cell, string column)
    {
        if (sources.Find(source => source.Column == UserCsv.IndexOf(column)) is { } first)
            duplicate ??= Refused("duplicate", column, $"The header '{column}' stands there twice ('{FieldReader.Shown(Names[first.Cell].Trim())}' and '{FieldReader.Shown(Names[cell].Trim())}'): remove one of the columns.");
        else
            sources.Add(new(cell, UserCsv.IndexOf(column), int.MaxValue, IsOpposite: false));
    }

    private Error Unknown()
    {
        var allowed = string.Join(", ", UserCsv.Columns.Select(c => c.Name));
        if (unknown is [var one])
            return Refused("unknown", one, HeaderNames.Nearest(one) is { } meant
                ? $"The header '{FieldReader.Shown(one)}' is not known: did you mean {meant}? Allowed are {allowed}."
                : $"The header '{FieldReader.Shown(one)}' is not known; allowed are {allowed}.");
        return Refused("unknown", unknown[0], $"The headers {Named(unknown, Guessed)} are not known; allowed are {allowed}.");
    }

    private static string Named(List<string> names, Func<string, string> shown) =>
        string.Join(", ", names.Take(MaxNamed).Select(shown)) + (names.Count > MaxNamed ? $" and {names.Count - MaxNamed} more" : "");

    private static string Shown(string name) => $"'{FieldReader.Shown(name)}'";

    private static string Guessed(string name) => HeaderNames.Nearest(name) is { } meant ? $"{Shown(name)} (did you mean {meant}?)" : Shown(name);

    private static Error Refused(string code, string column, string message) => Error.Invalid(FieldReader.Shown(column), $"header.{code}", message);

    // A cell of a row that says something in a column here.
    private sealed record Source(int Cell, int Column, int Rank, bool IsOpposite)
    {
        public string? Read(string cell)
        {
            if (string.IsNullOrWhiteSpace(cell))
                return null;
            // Where a file shows a password it shows none.
            if (UserCsv.Columns[Column].Kind is CellKind.Secret)
                return cell.Trim().Trim('*').Length == 0 ? null : cell;
            var text = CsvLine.Unescaped(cell.Trim()).Trim();
            return IsOpposite && CellText.Flag(text) is { } flag ? flag ? "false" : "true" : text.Length == 0 ? null : text;
        }
    }
}
