using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace UserFunctions.Tests.Platform.Connector.Recipes;

/// <summary>What a recipe has to know of the connector's document.</summary>
internal sealed partial class Swagger(JsonObject document)
{
    /// <summary>The path item and operation that a call of this method and path reaches; null when there is none.</summary>
    /// <param name="method">get, post …</param>
    /// <param name="path">As a recipe has it: an expression in place of each parameter.</param>
    public (JsonObject Item, JsonObject Operation)? Find(string method, string path)
    {
        var parts = SplitPath(path);
        var found = from entry in document["paths"]!.AsObject()
                    let own = entry.Key.Split('/')
                    where own.Length == parts.Length && own.Zip(parts).All(pair => pair.First.StartsWith('{') ? pair.Second.StartsWith("@{", StringComparison.Ordinal) : pair.First == pair.Second)
                    where entry.Value![method] is not null
                    select ((JsonObject, JsonObject)?)(entry.Value!.AsObject(), entry.Value![method]!.AsObject());
        return found.FirstOrDefault();
    }

    /// <summary>The parameters of an operation.</summary>
    public IReadOnlyList<JsonObject> ParametersOf(JsonObject operation) =>
        operation["parameters"] is JsonArray all ? [.. all.Select(p => Resolved(p!.AsObject()))] : [];

    /// <summary>The one schema that an operation answers with; null when it answers with nothing.</summary>
    public JsonObject? AnswerOf(JsonObject operation) =>
        operation["responses"]!.AsObject().Where(r => r.Key.StartsWith('2')).Select(r => r.Value!["schema"]).FirstOrDefault(s => s is not null) is JsonObject schema ? Resolved(schema) : null;

    /// <summary>What a subscription is called with; null when it is none.</summary>
    public JsonObject? NotificationOf(JsonObject item) => item["x-ms-notification-content"]?["schema"] is JsonObject schema ? Resolved(schema) : null;

    /// <summary>A schema or parameter itself, where it is a reference.</summary>
    public JsonObject Resolved(JsonObject node)
    {
        while (node["$ref"]?.GetValue<string>() is { } reference)
            node = reference.TrimStart('#', '/').Split('/').Aggregate((JsonNode)document, (at, name) => at[name]!).AsObject();
        return node;
    }

    // A slash within an expression divides nothing.
    private static string[] SplitPath(string path) => Inserted().Replace(path, "@{}").Split('/');

    [GeneratedRegex(@"@\{(?:'(?:[^']|'')*'|[^'}])*\}")]
    private static partial Regex Inserted();
}
