using System.Globalization;
using System.Text.Json;

namespace UserFunctions.Platform.Http;

// Fields that are no plain texts, numbers or times: yes/no, one of a set, objects and lists of them.
public sealed partial class FieldReader
{
    /// <summary>True or false; null clears.</summary>
    public Field<bool?> Flag(string name)
    {
        if (!Find(name, out var value))
            return default;
        return value.ValueKind switch
        {
            JsonValueKind.Null => new(true, null),
            JsonValueKind.True => new(true, true),
            JsonValueKind.False => new(true, false),
            _ => Wrong<bool?>(name, $"{name} must be true or false, not {Shown(value)}."),
        };
    }

    /// <summary>One of the names of an enum, in any case; null clears.</summary>
    public Field<TEnum?> Choice<TEnum>(string name)
        where TEnum : struct, Enum
    {
        if (!Find(name, out var value))
            return default;
        if (value.ValueKind == JsonValueKind.Null)
            return new(true, null);
        var sent = value.ValueKind == JsonValueKind.String ? Decoded(value)?.Trim() : null;
        var found = Enum.GetNames<TEnum>().FirstOrDefault(n => n.Equals(sent, StringComparison.OrdinalIgnoreCase));
        return found is not null
            ? new(true, Enum.Parse<TEnum>(found))
            : Wrong<TEnum?>(name, $"{name} {Shown(value)} is not valid: use one of {string.Join(", ", Enum.GetNames<TEnum>())}.");
    }

    /// <summary>The raw value, for what has a shape of its own; null clears.</summary>
    public Field<JsonElement?> Json(string name) =>
        Find(name, out var value) ? new(true, value.ValueKind is JsonValueKind.Null ? null : value) : default;

    /// <summary>Text of 1 to <paramref name="max"/> characters that may have several lines, each ended by <c>\n</c>; outer blanks removed, an empty text counts as null.</summary>
    public Field<string> Lines(string name, int max)
    {
        if (!Find(name, out var value))
            return default;
        if (value.ValueKind == JsonValueKind.Null)
            return new(true, null);
        var text = value.ValueKind == JsonValueKind.String ? Decoded(value)?.Replace("\r\n", "\n", StringComparison.Ordinal).Trim() : null;
        if (text is null || text.Any(c => char.IsControl(c) && c != '\n'))
            return Wrong<string>(name, $"{name} {Shown(value)} is not valid: give text without control characters other than line breaks.");
        if (text.Length > max)
            return Wrong<string>(name, $"{name} '{Shown(text)}' has {text.Length} characters; at most {max} are allowed.", "too_long");
        return new(true, text.Length == 0 ? null : text);
    }

    /// <summary>Bytes as a text in base64; null clears.</summary>
    public Field<byte[]> Bytes(string name)
    {
        if (!Find(name, out var value))
            return default;
        if (value.ValueKind == JsonValueKind.Null)
            return new(true, null);
        return value.ValueKind == JsonValueKind.String && Decoded(value) is not null && value.TryGetBytesFromBase64(out var bytes)
            ? new(true, bytes)
            : Wrong<byte[]>(name, $"{name} is not base64.");
    }

    /// <summary>A text that no message repeats and nothing trims: a password.</summary>
    public Field<string> Secret(string name, int min, int max)
    {
        if (!Find(name, out var value))
            return default;
        if (value.ValueKind == JsonValueKind.Null)
            return new(true, null);
        var text = value.ValueKind == JsonValueKind.String ? Decoded(value) : null;
        return text is not null && text.Length >= min && text.Length <= max
            ? new(true, text)
            : Wrong<string>(name, $"{name} must be a text of {min} to {max} characters.");
    }

    /// <summary>A list of whole numbers within bounds, in the order given, with repeats.</summary>
    public Field<IReadOnlyList<int>> Integers(string name, int maxItems, int min, int max)
    {
        if (!Find(name, out var value))
            return default;
        if (value.ValueKind == JsonValueKind.Null)
            return new(true, null);
        var numbers = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var number) ? number : (int?)null).ToList() : null;
        if (numbers is null || !numbers.TrueForAll(number => number >= min && number <= max))
            return Wrong<IReadOnlyList<int>>(name, string.Create(CultureInfo.InvariantCulture, $"{name} must be a list of whole numbers from {min} to {max}, not {Shown(value)}."));
        return numbers.Count > maxItems
            ? Wrong<IReadOnlyList<int>>(name, $"{name} has {numbers.Count} entries; at most {maxItems} are allowed.", "too_long")
            : new(true, [.. numbers.OfType<int>()]);
    }

    /// <summary>Adds an error whose code is one that has a name of its own instead of the field's.</summary>
    public void AddCode(string name, string code, string message)
    {
        if (errors.Count < MaxErrors)
            errors.Add(new(code, path + Shown(name), message));
    }

    /// <summary>An object within this one, read by a reader of its own whose errors are this one's: <c>sticky.timeoutSeconds</c>.</summary>
    /// <param name="name">The field.</param>
    /// <param name="what">What the object is, for messages.</param>
    /// <param name="later">Fields of it that are read once it is known what they change: none of them is unknown until then.</param>
    public Field<FieldReader> Part(string name, string what, params IReadOnlyList<string> later)
    {
        if (!Find(name, out var value))
            return default;
        if (value.ValueKind == JsonValueKind.Null)
            return new(true, null);
        return value.ValueKind == JsonValueKind.Object
            ? new(true, Within(value, what, $"{path}{name}.").Knowing(later))
            : Wrong<FieldReader>(name, $"{name} must be an object, not {Shown(value)}.");
    }

    /// <summary>A list of at most <paramref name="max"/> objects, each with a reader of its own: <c>clients[0].channels</c>.</summary>
    public Field<IReadOnlyList<FieldReader>> Parts(string name, int max, string what)
    {
        if (!Find(name, out var value))
            return default;
        if (value.ValueKind == JsonValueKind.Null)
            return new(true, null);
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.Object))
            return Wrong<IReadOnlyList<FieldReader>>(name, $"{name} must be a list of objects, not {Shown(value)}.");
        if (value.GetArrayLength() > max)
            return Wrong<IReadOnlyList<FieldReader>>(name, $"{name} has {value.GetArrayLength()} entries; at most {max} are allowed.", "too_long");
        return new(true, [.. value.EnumerateArray().Select((item, i) => Within(item, what, $"{path}{name}[{i}]."))]);
    }

    private FieldReader Knowing(IReadOnlyList<string> names)
    {
        known.AddRange(names);
        return this;
    }

    private FieldReader Within(JsonElement value, string what, string at)
    {
        var part = new FieldReader(value, what, at, errors, conflicts);
        parts.Add(part);
        return part;
    }
}
