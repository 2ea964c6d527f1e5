using System.Text.Json;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Imports;

/// <summary>One data row as it was read.</summary>
public sealed record CsvRow
{
    private readonly string?[] values;

    /// <summary>The row of these cells.</summary>
    /// <param name="number">From 1.</param>
    /// <param name="line">Physical line on which it begins, from 1.</param>
    /// <param name="header">The file's header.</param>
    /// <param name="cells">The cells as they stand in the file.</param>
    /// <param name="errors">What makes the row unreadable; empty otherwise.</param>
    internal CsvRow(int number, int line, CsvHeader header, IReadOnlyList<string> cells, IReadOnlyList<FieldError> errors)
    {
        (Number, Line, Header, Cells) = (number, line, header, cells);
        (values, Warnings) = errors.Count == 0 ? header.Values(cells) : (new string?[UserCsv.Columns.Count], []);
        Errors = errors.Count == 0 ? CellRules.Check(values) : errors;
    }

    /// <summary>From 1.</summary>
    public int Number { get; }

    /// <summary>Physical line on which the row begins, from 1.</summary>
    public int Line { get; }

    /// <summary>The header of its file, shared by all rows.</summary>
    public CsvHeader Header { get; }

    /// <summary>The cells as they stand in the file, one a header, unless the row is unreadable.</summary>
    public IReadOnlyList<string> Cells { get; }

    /// <summary>What is wrong with the row whatever is stored; empty: nothing.</summary>
    public IReadOnlyList<FieldError> Errors { get; init; }

    /// <summary>What the row may not have meant, as far as the file tells; see <see cref="WarningsOn"/>.</summary>
    public IReadOnlyList<FieldError> Warnings { get; init; }

    /// <summary>The user's id, the first key; null: the row names none.</summary>
    public Guid? Id => Guid.TryParse(this["id"], out var id) ? id : null;

    /// <summary>The other system's id, the second key; null: the row names none, or none that can be one.</summary>
    public string? ExternalId => KeyOf("externalId", UserFields.MaxExternalId);

    /// <summary>The address, the third key; null: the row names none, or none that can be one.</summary>
    public string? Email => KeyOf("email", UserFields.MaxEmail);

    /// <summary>The extension number that the row claims; null: none, or none that can be one.</summary>
    public string? ExtensionNumber => this["extensionNumber"] is { Length: <= 10 } number && number.All(char.IsAsciiDigit) ? number : null;

    /// <summary>What the row says in a column, without outer blanks and escapes; null: nothing, or there is no such column.</summary>
    public string? this[string column] => values[UserCsv.IndexOf(column)];

    /// <summary>
    /// The row as a body for <see cref="UserFields"/>. A cell that says what the user is already is left out, so whatever is exported comes back as no change; so is
    /// <c>id</c>, and a password for somebody who is there.
    /// </summary>
    /// <param name="current">The user that the keys name, against which <c>+x;-y</c> is resolved; null: a new one.</param>
    /// <param name="facts">As of the log position that is decided on.</param>
    /// <param name="role">The role of a new user whose cell is blank (S112); null: the usual one.</param>
    public JsonElement Body(User? current, TenantFacts facts, string? role = null) => new RowBody(values, current, facts).Write(role);

    /// <summary>All warnings of the row once it is known whom it is about.</summary>
    public IReadOnlyList<FieldError> WarningsOn(User? current, TenantFacts facts) => [.. Warnings, .. new RowBody(values, current, facts).Warnings()];

    // What cannot be a key is not looked up; as a field it is refused.
    private string? KeyOf(string column, int max) => this[column] is { } key && key != CellText.Clear && key.Length <= max && !key.Any(char.IsControl) ? key : null;
}
