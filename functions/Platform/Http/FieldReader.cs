using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using UserFunctions.Platform.Errors;

namespace UserFunctions.Platform.Http;

/// <summary>A field of a body: absent, null, or a value. Absent and null differ in a merge patch (RFC 7396).</summary>
/// <param name="IsSet">True when the body names the field.</param>
/// <param name="Value">The value; null when absent, cleared or wrong.</param>
public readonly record struct Field<T>(bool IsSet, T? Value)
{
    /// <summary>The field's value if the body names it, otherwise the one given.</summary>
    public T? Or(T? current) => IsSet ? Value : current;
}

/// <summary>Reads the fields of a JSON object and collects everything that is wrong with them (S008).</summary>
public sealed partial class FieldReader
{
    /// <summary>Characters of a value that a message repeats.</summary>
    private const int ShownLength = 64;

    /// <summary>A table holds no time before it.</summary>
    private const int FirstYear = 1601;

    /// <summary>Errors that are kept: a body can hold more of them than a person reads or a table's row holds.</summary>
    private const int MaxErrors = 50;

    private readonly JsonElement body;
    private readonly string thing;
    private readonly string path;
    private readonly List<FieldError> errors;
    private readonly HashSet<FieldError> conflicts;
    private readonly List<string> known = [];
    private readonly List<FieldReader> parts = [];

    /// <summary>Reads a JSON object that describes a <paramref name="thing"/>, named so in messages: <c>user</c>.</summary>
    public FieldReader(JsonElement body, string thing)
        : this(body, thing, "", [], [])
    {
    }

    private FieldReader(JsonElement body, string thing, string path, List<FieldError> errors, HashSet<FieldError> conflicts) =>
        (this.body, this.thing, this.path, this.errors, this.conflicts) = (body, thing, path, errors, conflicts);

    /// <summary>What was wrong so far.</summary>
    public IReadOnlyList<FieldError> Errors => errors;

    /// <summary>Text of 1 to <paramref name="max"/> characters, outer blanks removed; an empty text counts as null.</summary>
    public Field<string> Text(string name, int max)
    {
        if (!Find(name, out var value))
            return default;
        if (value.ValueKind == JsonValueKind.Null)
            return new(true, null);
        if (value.ValueKind != JsonValueKind.String)
            return Wrong<string>(name, $"{name} must be text, not {Shown(value)}.");
        return new(true, Clean(name, value, max));
    }

    /// <summary>Text that must match <paramref name="pattern"/>; <paramref name="allowed"/> says in words what that is.</summary>
    public Field<string> Text(string name, int max, Regex pattern, string allowed)
    {
        var field = Text(name, max);
        if (field.Value is { } text && !pattern.IsMatch(text))
            return Wrong<string>(name, $"{name} '{Shown(text)}' is not valid: {allowed}.");
        return field;
    }

    /// <summary>A list of texts without repeats (case-insensitive), in the order given.</summary>
    public Field<IReadOnlyList<string>> Texts(string name, int maxItems, int maxLength)
    {
        if (!Find(name, out var value))
            return default;
        if (value.ValueKind == JsonValueKind.Null)
            return new(true, null);
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
            return Wrong<IReadOnlyList<string>>(name, $"{name} must be a list of texts, not {Shown(value)}.");
        var texts = value.EnumerateArray().Select(item => Clean(name, item, maxLength)).OfType<string>()
            .Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return texts.Count > maxItems
            ? Wrong<IReadOnlyList<string>>(name, $"{name} has {texts.Count} entries; at most {maxItems} are allowed.", "too_long")
            : new(true, texts);
    }

    /// <summary>A whole number within bounds; null clears.</summary>
    public Field<int?> Integer(string name, int min, int max, string unit)
    {
        if (!Find(name, out var value))
            return default;
        if (value.ValueKind == JsonValueKind.Null)
            return new(true, null);
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= min && number <= max)
            return new(true, number);
        return Wrong<int?>(name, string.Create(CultureInfo.InvariantCulture, $"{name} must be a whole number from {min} to {max} ({unit}), not {Shown(value)}."));
    }

    /// <summary>A point in time in ISO 8601 with an offset or <c>Z</c>, from the year 1601 on.</summary>
    public Field<DateTimeOffset?> Time(string name)
    {
        if (!Find(name, out var value))
            return default;
        if (value.ValueKind == JsonValueKind.Null)
            return new(true, null);
        return value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var time) && time.UtcDateTime.Year >= FirstYear
            ? new(true, time.ToUniversalTime())
            : Wrong<DateTimeOffset?>(name, $"{name} must be a time such as 2026-03-01T09:30:00Z, not {Shown(value)}.");
    }

    /// <summary>The raw value; absent or null is null.</summary>
    public JsonElement? Raw(string name) => Find(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>The field's text as it was sent; null when it is absent or no text.</summary>
    public string? Peek(string name) => Find(name, out var value) && value.ValueKind is JsonValueKind.String ? Decoded(value) : null;

    /// <summary>True when the body is what an answer showed, changed or not: it names <c>id</c> or <c>version</c>, which nobody writes.</summary>
    public bool IsSentBack => Raw("id") is not null || Raw("version") is not null;

    /// <summary>A field that only the app sets: accepted when it says what is already so (a flow sends back what it read), refused otherwise.</summary>
    public void ReadOnly(string name, object? current, string instead = "leave it out")
    {
        if (!Find(name, out var value))
            return;
        var isNow = JsonSerializer.SerializeToElement(current, Http.Json.Options);
        // Half a character is no text that anything is equal to.
        if (current is null ? value.ValueKind is JsonValueKind.Null : (value.ValueKind is not JsonValueKind.String || Decoded(value) is not null) && JsonElement.DeepEquals(isNow, value))
            return;
        Add(name, "read_only", $"{name} is set by the system and cannot be written: {instead}.");
    }

    /// <summary>Adds an error that a rule beyond the single field found.</summary>
    public void Add(string name, string code, string message)
    {
        if (errors.Count < MaxErrors)
            errors.Add(new($"{path}{Shown(name)}.{code}", path + Shown(name), message));
    }

    /// <summary>Adds an error that is a conflict of two settings (409) and no wrong value; among wrong values it is listed with them.</summary>
    public void AddConflict(string name, string code, string message)
    {
        var before = errors.Count;
        Add(name, code, message);
        if (errors.Count > before)
            conflicts.Add(errors[^1]);
    }

    /// <summary>The same under a code that does not follow from the field's name.</summary>
    public void AddConflictOf(string name, string wholeCode, string message)
    {
        if (errors.Count >= MaxErrors)
            return;
        errors.Add(new(wholeCode, path + Shown(name), message));
        conflicts.Add(errors[^1]);
    }

    /// <summary>Says that a required field is absent or empty, unless it was already found wrong.</summary>
    public void Missing(string name, string hint)
    {
        if (errors.All(e => e.Target != path + name))
            Add(name, "missing", $"{name} is required: {hint}.");
    }

    /// <summary>Ends the reading: names that no read asked for are errors too. Null when all is well.</summary>
    public Error? Finish()
    {
        AddUnknown();
        if (errors.Count == 0)
            return null;
        var error = Error.Of(errors);
        return errors.TrueForAll(conflicts.Contains) ? error with { Kind = ErrorKind.Conflict } : error;
    }

    /// <summary>A value as a message may repeat it: short and on one line.</summary>
    public static string Shown(string text)
    {
        var plain = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        if (plain.Length <= ShownLength)
            return plain;
        var end = char.IsHighSurrogate(plain[ShownLength - 1]) ? ShownLength - 1 : ShownLength;
        return plain[..end] + "…";
    }

    private static string Shown(JsonElement value) => Shown(value.GetRawText());

    private void AddUnknown()
    {
        foreach (var property in body.EnumerateObject().Where(p => !known.Contains(p.Name)))
            Add(property.Name, "unknown", $"'{Shown(property.Name)}' is not a field of a {thing}; allowed are {string.Join(", ", known)}.");
        foreach (var part in parts)
            part.AddUnknown();
    }

    private bool Find(string name, out JsonElement value)
    {
        if (!known.Contains(name))
            known.Add(name);
        return body.TryGetProperty(name, out value);
    }

    private string? Clean(string name, JsonElement value, int max)
    {
        var text = Decoded(value)?.Trim();
        if (text is null || text.Any(char.IsControl))
        {
            Add(name, "invalid", $"{name} '{Shown(text ?? value.GetRawText().Trim('"'))}' holds a control character or half a character: remove it.");
            return null;
        }

        if (text.Length > max)
        {
            Add(name, "too_long", $"{name} '{Shown(text)}' has {text.Length} characters; at most {max} are allowed.");
            return null;
        }

        return text.Length == 0 ? null : text;
    }

    // JSON can escape half of a surrogate pair. That is no text: it could not be stored, and reading it throws.
    private static string? Decoded(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private Field<T> Wrong<T>(string name, string message, string code = "invalid")
    {
        Add(name, code, message);
        return new(true, default);
    }
}
