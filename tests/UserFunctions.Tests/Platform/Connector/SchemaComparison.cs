using System.Text.Json.Nodes;

namespace UserFunctions.Tests.Platform.Connector;

/// <summary>A schema in its document, references followed.</summary>
internal sealed class ResolvedSchema(JsonNode document, JsonNode node)
{
    private readonly JsonNode schema = Compatibility.Followed(document, node) ?? new JsonObject();

    public string Type => $"{schema["type"]} {schema["format"]}".Trim();

    public IReadOnlyList<string> Enum => [.. schema["enum"]?.AsArray().Select(v => v!.ToString()) ?? []];

    public IReadOnlyList<string> Required => schema["required"] is JsonArray names ? [.. names.Select(n => n!.ToString())] : [];

    public IReadOnlyList<string> Properties => [.. schema["properties"]?.AsObject().Select(p => p.Key) ?? []];

    public bool IsCallback => schema["x-ms-notification-url"]?.GetValue<bool>() == true;

    public ResolvedSchema? Inner(string name) => schema[name] is JsonObject inner ? new(document, inner) : null;

    public ResolvedSchema Property(string name) => new(document, schema["properties"]![name]!);

    public double? Number(string name) => schema[name] is JsonValue value ? double.Parse(value.ToString(), System.Globalization.CultureInfo.InvariantCulture) : null;
}

/// <summary>What of a value a flow cannot do any more that it could.</summary>
internal static class SchemaComparison
{
    /// <summary>A value that flows send: nothing that they send may be refused.</summary>
    public static IEnumerable<string> Sent(ResolvedSchema? before, ResolvedSchema? now, string where) => Both(before, now, where, Sent, (old, current) =>
    [
        .. from name in old.Properties.Except(current.Properties) select $"{where}.{name} is no longer taken",
        .. from name in current.Required.Except(old.Required) select $"{where}.{name} is newly required",
        .. from value in old.Enum.Except(current.Enum) where current.Enum.Count > 0 select $"{where} no longer takes {value}",
        .. old.Enum.Count == 0 && current.Enum.Count > 0 ? [$"{where} takes only some values now"] : (string[])[],
        .. Narrower(old, current, where),
        .. old.IsCallback && !current.IsCallback ? [$"{where} is no longer where events go"] : (string[])[],
    ]);

    /// <summary>A value that flows read: what they read must be there, of the same kind.</summary>
    public static IEnumerable<string> Answered(ResolvedSchema? before, ResolvedSchema? now, string where) => Both(before, now, where, Answered, (old, current) =>
    [
        .. from name in old.Properties.Except(current.Properties) select $"{where}.{name} is gone",
        .. from name in old.Required.Except(current.Required) where current.Properties.Contains(name) select $"{where}.{name} is not always there any more",
        .. from value in old.Enum.Except(current.Enum) select $"{where} no longer says {value}",
    ]);

    private static IEnumerable<string> Both(
        ResolvedSchema? before,
        ResolvedSchema? now,
        string where,
        Func<ResolvedSchema?, ResolvedSchema?, string, IEnumerable<string>> deeper,
        Func<ResolvedSchema, ResolvedSchema, IEnumerable<string>> here)
    {
        if (before is null)
            return [];
        if (now is null)
            return [$"{where} is gone"];
        if (before.Type != now.Type)
            return [$"{where} is {now.Type} instead of {before.Type}"];
        return
        [
            .. here(before, now),
            .. from name in before.Properties.Intersect(now.Properties) from text in deeper(before.Property(name), now.Property(name), $"{where}.{name}") select text,
            .. deeper(before.Inner("items"), now.Inner("items"), $"{where}[]"),
            .. deeper(before.Inner("additionalProperties"), now.Inner("additionalProperties"), $"{where}.*"),
        ];
    }

    private static IEnumerable<string> Narrower(ResolvedSchema before, ResolvedSchema now, string where)
    {
        foreach (var (name, sign) in (ReadOnlySpan<(string, int)>)[("maximum", -1), ("maxLength", -1), ("minimum", 1), ("minLength", 1)])
            if (now.Number(name) is { } bound && (before.Number(name) is not { } old || (bound - old) * sign > 0))
                return [$"{where} has a narrower {name}"];
        return [];
    }
}
