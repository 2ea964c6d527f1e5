using System.Buffers;
using System.Text.Json;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Imports;

/// <summary>Makes a body of a row's cells, as the form would send it, against the user as it is.</summary>
/// <param name="values">What each of <see cref="UserCsv.Columns"/> says; null: nothing.</param>
/// <param name="current">Null: a new user.</param>
/// <param name="facts">As of the log position that is decided on.</param>
internal sealed class RowBody(string?[] values, User? current, TenantFacts facts)
{
    /// <summary>The body.</summary>
    public JsonElement Write(string? role)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = Json.Options.Encoder }))
        {
            json.WriteStartObject();
            if (current is null && role is not null && values[UserCsv.IndexOf("role")] is null)
                json.WriteString("role", role);
            string? part = null;
            for (var i = 0; i < values.Length; i++)
            {
                if (!Says(i))
                    continue;
                part = Enter(json, part, UserCsv.Columns[i].Part);
                WriteField(json, UserCsv.Columns[i], values[i]!);
            }

            Enter(json, part, null);
            json.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    /// <summary>What the row says and is not done, or may not have been meant.</summary>
    public IEnumerable<FieldError> Warnings()
    {
        for (var i = 0; i < values.Length; i++)
        {
            var column = UserCsv.Columns[i];
            if (values[i] is not { } value)
                continue;
            if (IsAboutPassword(column) && IsNews(column, value))
                yield return new($"{column.Name}.ignored", column.Name, "The password of a user who is there is not changed by a file: leave the cell blank, or set it with PATCH /api/users/{id}.");
            else if (HasLostZeros(column, value))
                yield return new($"{column.Name}.leading_zeros", column.Name, $"{column.Name} '{FieldReader.Shown(value)}' is '{column.Show!(current!, facts)}' without its leading zeros, as a spreadsheet leaves it: the user keeps it as it was.");
            else if (IsShort(column, value))
                yield return new($"{column.Name}.leading_zeros", column.Name, $"{column.Name} '{FieldReader.Shown(value)}' is one digit short, as if a spreadsheet had taken away a leading zero: format the column as text.");
        }
    }

    // False for what is blank, for the key, and for what says what is there already.
    private bool Says(int index)
    {
        var (column, value) = (UserCsv.Columns[index], values[index]);
        if (value is null || column.Kind is CellKind.Key)
            return false;
        return current is null || (!IsAboutPassword(column) && IsNews(column, value) && !HasLostZeros(column, value));
    }

    private bool IsNews(CsvColumn column, string value) => value != column.Show?.Invoke(current!, facts)?.Trim();

    // Whoever is there has a password that only they or an administrator change, one user at a time.
    private bool IsAboutPassword(CsvColumn column) => current is not null && column.Name is UserCsv.Password or "autoGeneratePassword";

    private bool HasLostZeros(CsvColumn column, string value) =>
        current is not null && column.Kind is CellKind.Digits or CellKind.Code && value.All(char.IsAsciiDigit)
        && column.Show!(current!, facts) is ['0', ..] shown && shown.All(char.IsAsciiDigit) && value.Length < shown.Length && shown.TrimStart('0') == value;

    // Only a number that the tenant refuses and would take with a zero in front.
    private bool IsShort(CsvColumn column, string value) =>
        column is { Kind: CellKind.Digits, Name: not "extensionNumber" } && value.All(char.IsAsciiDigit) && !Numbers.IsPhone(value, facts) && Numbers.IsPhone('0' + value, facts);

    private static string? Enter(Utf8JsonWriter json, string? from, string? to)
    {
        if (from != to && from is not null)
            json.WriteEndObject();
        if (from != to && to is not null)
            json.WriteStartObject(to);
        return to;
    }

    private void WriteField(Utf8JsonWriter json, CsvColumn column, string value)
    {
        json.WritePropertyName(column.Field);
        if (value == CellText.Clear)
            json.WriteNullValue();
        else if (column.Kind is CellKind.Flag && CellText.Flag(value) is { } flag)
            json.WriteBooleanValue(flag);
        else if (column.Kind is CellKind.Number && int.TryParse(value, out var number))
            json.WriteNumberValue(number);
        else if (column.HoldsSeveral)
            new CellEntries(column, current, facts).Write(json, value);
        else
            json.WriteStringValue(value);
    }
}
