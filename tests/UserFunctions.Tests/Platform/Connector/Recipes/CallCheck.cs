using System.Text.Json;
using System.Text.Json.Nodes;

namespace UserFunctions.Tests.Platform.Connector.Recipes;

/// <summary>Holds the calls of a recipe to our connector against the connector's document.</summary>
internal sealed class CallCheck(Swagger swagger)
{
    /// <summary>True for an action or trigger that goes through our connection.</summary>
    public static bool IsOurs(JsonObject action) =>
        action["inputs"] is JsonObject inputs && inputs["host"]?["connection"]?["name"]?.GetValue<string>() == "@parameters('$connections')['contact_centre_users']['connectionId']";

    /// <summary>The operation that is called; null when it is not ours, or there is none.</summary>
    public (JsonObject Item, JsonObject Operation)? Find(JsonObject action)
    {
        if (!IsOurs(action)) return null;
        // A subscription names no method: the platform posts it.
        var method = action["type"]?.GetValue<string>() == "ApiConnectionWebhook" ? "post" : action["inputs"]!["method"]?.GetValue<string>().ToLowerInvariant() ?? "";
        return swagger.Find(method, action["inputs"]!["path"]?.GetValue<string>() ?? "");
    }

    /// <summary>What is wrong with a call; nothing for what is not ours.</summary>
    public IEnumerable<string> Check(JsonObject action)
    {
        if (!IsOurs(action)) return [];
        var inputs = action["inputs"]!.AsObject();
        if (Find(action) is not var (_, operation)) return [$"there is no operation {inputs["method"]} {inputs["path"]}"];
        var parameters = swagger.ParametersOf(operation);
        var trigger = operation["x-ms-trigger"]?.GetValue<string>();
        var isTrigger = action["recurrence"] is not null || action["type"]?.GetValue<string>() == "ApiConnectionWebhook";
        return [
            .. trigger is not null == isTrigger ? Array.Empty<string>() : ["a trigger is used as an action, or an action as a trigger"],
            .. Named(inputs["queries"] as JsonObject ?? [], parameters, "query"),
            .. Named(inputs["headers"] as JsonObject ?? [], parameters, "header"),
            .. Body(inputs["body"], parameters.SingleOrDefault(p => p["in"]!.GetValue<string>() == "body")),
        ];
    }

    private IEnumerable<string> Named(JsonObject given, IReadOnlyList<JsonObject> parameters, string place)
    {
        var declared = parameters.Where(p => p["in"]!.GetValue<string>() == place).ToDictionary(p => p["name"]!.GetValue<string>());
        foreach (var (name, parameter) in declared)
        {
            if (parameter["required"]?.GetValue<bool>() == true && !given.ContainsKey(name))
                yield return $"{place} {name} is required";
        }

        foreach (var (name, value) in given)
        {
            if (!declared.TryGetValue(name, out var parameter))
                yield return $"{place} {name} is not declared";
            else
                foreach (var finding in Value(value, parameter, name)) yield return finding;
        }
    }

    private IEnumerable<string> Body(JsonNode? given, JsonObject? parameter) => (given, parameter) switch
    {
        (null, null) => [],
        (null, _) => parameter["required"]?.GetValue<bool>() == true ? ["a body is required"] : [],
        (_, null) => ["a body is not declared"],
        _ => Value(given, parameter["schema"]!.AsObject(), "body"),
    };

    private IEnumerable<string> Value(JsonNode? given, JsonObject schema, string where)
    {
        schema = swagger.Resolved(schema);
        if (given is JsonValue text && text.GetValueKind() == JsonValueKind.String && text.GetValue<string>().StartsWith('@')) return [];
        var type = schema["type"]!.GetValue<string>();
        if (!Fits(given, type)) return [$"{where} is no {type}"];
        return given switch
        {
            JsonObject all => Object(all, schema, where),
            JsonArray all => all.SelectMany((entry, i) => Value(entry, schema["items"]!.AsObject(), $"{where}/{i}")),
            _ => schema["enum"] is JsonArray allowed && !allowed.Any(a => JsonNode.DeepEquals(a, given)) ? [$"{where} {given} is none of {allowed.ToJsonString()}"] : [],
        };
    }

    private IEnumerable<string> Object(JsonObject given, JsonObject schema, string where)
    {
        var required = (schema["required"] as JsonArray ?? []).Select(r => r!.GetValue<string>());
        var missing = required.Where(name => !given.ContainsKey(name)).Select(name => $"{where}/{name} is required");
        return missing.Concat(given.SelectMany(entry => (schema["properties"]?[entry.Key] ?? schema["additionalProperties"]) is JsonObject property
            ? Value(entry.Value, property, $"{where}/{entry.Key}")
            : [$"{where}/{entry.Key} is not declared"]));
    }

    private static bool Fits(JsonNode? given, string type) => (given?.GetValueKind(), type) switch
    {
        (JsonValueKind.String, "string") or (JsonValueKind.Object, "object") or (JsonValueKind.Array, "array") => true,
        (JsonValueKind.True or JsonValueKind.False, "boolean") or (JsonValueKind.Number, "number") => true,
        (JsonValueKind.Number, "integer") => !given!.ToJsonString().Contains('.', StringComparison.Ordinal),
        _ => false,
    };
}
