using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace UserFunctions.Tests.Flows;

/// <summary>Holds a value against a schema of Swagger 2.0, strictly: what is not declared is wrong too, because a flow's author would never see it.</summary>
internal sealed class SchemaCheck(Func<JsonNode, JsonObject> resolve)
{
    // Values of a change, which may be any JSON: no schema of a connector can say that. Texts of the same stand beside them.
    private static readonly string[] AnyJson = ["before", "after", "old", "new"];

    /// <summary>What is wrong, each with its place; empty: nothing.</summary>
    public IReadOnlyList<string> Problems(JsonNode schema, JsonElement value) => [.. Of(resolve(schema), value, "$")];

    private IEnumerable<string> Of(JsonObject schema, JsonElement value, string place) => (schema["type"]?.GetValue<string>(), value.ValueKind) switch
    {
        ("object", JsonValueKind.Object) => OfObject(schema, value, place),
        ("array", JsonValueKind.Array) => value.EnumerateArray().SelectMany((item, i) => Of(resolve(schema["items"]!), item, $"{place}[{i}]")),
        ("string", JsonValueKind.String) => OfText(schema, value.GetString()!, place),
        ("boolean", JsonValueKind.True or JsonValueKind.False) => [],
        ("number", JsonValueKind.Number) => [],
        ("integer", JsonValueKind.Number) when IsInteger(schema, value) => [],
        var (type, kind) => [$"{place} is {kind} {Short(value.GetRawText())}, not {type ?? "of any declared type"} {schema["format"]}"],
    };

    private IEnumerable<string> OfObject(JsonObject schema, JsonElement value, string place)
    {
        var properties = schema["properties"]?.AsObject() ?? [];
        var others = schema["additionalProperties"] as JsonObject;
        foreach (var name in schema["required"]?.AsArray().Select(n => n!.GetValue<string>()) ?? [])
        {
            if (!value.TryGetProperty(name, out _))
                yield return $"{place}.{name} is required and absent";
        }

        foreach (var property in value.EnumerateObject())
        {
            if ((properties[property.Name] ?? others) is not { } declared)
            {
                if (!(AnyJson.Contains(property.Name) && properties[$"{property.Name}Text"] is not null))
                    yield return $"{place}.{property.Name} is not declared";
                continue;
            }

            foreach (var problem in Of(resolve(declared), property.Value, $"{place}.{property.Name}"))
                yield return problem;
        }
    }

    private static IEnumerable<string> OfText(JsonObject schema, string text, string place)
    {
        if (schema["enum"] is JsonArray allowed && !allowed.Any(a => a!.GetValue<string>() == text))
            yield return $"{place} '{Short(text)}' is none of {allowed.ToJsonString()}";
        var format = schema["format"]?.GetValue<string>();
        if (!IsOf(format, text))
            yield return $"{place} '{Short(text)}' is no {format}";
    }

    private static bool IsOf(string? format, string text) => format switch
    {
        "uuid" => Guid.TryParseExact(text, "D", out _),
        "date-time" => text.EndsWith('Z') && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "uri" => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme.StartsWith("http", StringComparison.Ordinal),
        "email" => text.IndexOf('@', StringComparison.Ordinal) > 0,
        _ => true,
    };

    private static bool IsInteger(JsonObject schema, JsonElement value) => schema["format"]?.GetValue<string>() == "int64" ? value.TryGetInt64(out _) : value.TryGetInt32(out _);

    private static string Short(string text) => text.Length > 80 ? text[..80] : text;
}
