using System.Text.Json.Nodes;

namespace UserFunctions.Tests.Platform.Connector;

/// <summary>Compares two OpenAPI 2.0 documents as a flow that was built on the first one would: what it uses must still be there, and nothing more may be asked of it.</summary>
internal static class Compatibility
{
    private static readonly string[] Methods = ["get", "post", "put", "patch", "delete"];

    /// <summary>What a flow loses, one line each; empty: nothing.</summary>
    public static IReadOnlyList<string> Breaks(JsonNode before, JsonNode now)
    {
        var (old, current) = (Operations(before), Operations(now));
        return
        [
            .. from id in old.Keys.Except(current.Keys) select $"{id} is gone",
            .. from id in old.Keys.Intersect(current.Keys) from text in Compare(new(before, old[id]), new(now, current[id])) select $"{id}: {text}",
        ];
    }

    /// <summary>Operations that a released document does not know, so that nothing tells whether they change.</summary>
    public static IReadOnlyList<string> Unreleased(JsonNode released, JsonNode now) => [.. Operations(now).Keys.Except(Operations(released).Keys).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Compare(Operation before, Operation now)
    {
        if ((before.Method, before.Path) != (now.Method, now.Path))
            yield return $"is {now.Method} {now.Path} instead of {before.Method} {before.Path}";
        if (before.Word("x-ms-trigger") != now.Word("x-ms-trigger"))
            yield return "is another kind of trigger";
        if (before.Word("x-ms-pageable") != now.Word("x-ms-pageable"))
            yield return "pages in another way";
        foreach (var text in Parameters(before, now).Concat(Answers(before, now)).Concat(SchemaComparison.Answered(before.Notification, now.Notification, "what is sent to the callback")))
            yield return text;
    }

    private static IEnumerable<string> Parameters(Operation before, Operation now)
    {
        var (old, current) = (before.Parameters, now.Parameters);
        foreach (var key in old.Keys.Except(current.Keys))
            yield return $"{key} is no longer taken";
        foreach (var key in current.Keys.Except(old.Keys).Where(key => current[key]["required"]?.GetValue<bool>() == true))
            yield return $"{key} is newly required";
        foreach (var key in old.Keys.Intersect(current.Keys))
        {
            if (old[key]["required"]?.GetValue<bool>() != true && current[key]["required"]?.GetValue<bool>() == true)
                yield return $"{key} is newly required";
            var (from, to) = key == "body" ? (before.Schema(old[key]["schema"]), now.Schema(current[key]["schema"])) : (before.Schema(old[key]), now.Schema(current[key]));
            foreach (var text in SchemaComparison.Sent(from, to, key))
                yield return text;
        }
    }

    private static IEnumerable<string> Answers(Operation before, Operation now)
    {
        foreach (var status in before.GoodStatuses.Except(now.GoodStatuses).Where(status => !IsBare(before, status, now)))
            yield return $"no longer answers {status}";
        foreach (var status in before.GoodStatuses.Intersect(now.GoodStatuses))
        {
            foreach (var header in before.Headers(status).Except(now.Headers(status)))
                yield return $"the answer {status} has no header {header} any more";
            foreach (var text in SchemaComparison.Answered(before.Answer(status), now.Answer(status), $"the answer {status}"))
                yield return text;
        }
    }

    // A status that says nothing beside the one with the schema: a flow takes every good one alike, and loses nothing when it is always the other.
    private static bool IsBare(Operation before, string status, Operation now) =>
        before.Answer(status) is null && !before.Headers(status).Any() && before.GoodStatuses.Any(other => before.Answer(other) is not null && now.Answer(other) is not null);

    private static Dictionary<string, (string Path, string Method, JsonNode Node, JsonNode Item)> Operations(JsonNode document) =>
        (from path in document["paths"]!.AsObject()
         from method in Methods
         where path.Value![method] is not null
         select (path.Key, method, Node: path.Value![method]!, Item: path.Value!)).ToDictionary(o => o.Node["operationId"]!.GetValue<string>());

    /// <summary>One operation in its document.</summary>
    private sealed record Operation(JsonNode Document, (string Path, string Method, JsonNode Node, JsonNode Item) Said)
    {
        public string Path => Said.Path;

        public string Method => Said.Method;

        public IReadOnlyDictionary<string, JsonNode> Parameters { get; } = (Said.Node["parameters"]?.AsArray() ?? []).Select(p => Followed(Document, p)!)
            .ToDictionary(p => p["in"]!.GetValue<string>() is "body" ? "body" : $"{p["in"]!.GetValue<string>()} {p["name"]!.GetValue<string>()}");

        public IReadOnlyList<string> GoodStatuses { get; } = [.. Said.Node["responses"]!.AsObject().Select(r => r.Key).Where(s => s[0] is '2' or '3')];

        public ResolvedSchema? Notification => Schema(Said.Item["x-ms-notification-content"]?["schema"]);

        public string? Word(string name) => Said.Node[name]?.ToJsonString();

        public IEnumerable<string> Headers(string status) => Said.Node["responses"]![status]!["headers"]?.AsObject().Select(h => h.Key) ?? [];

        public ResolvedSchema? Answer(string status) => Schema(Said.Node["responses"]![status]!["schema"]);

        public ResolvedSchema? Schema(JsonNode? node) => node is null ? null : new(Document, node);
    }

    /// <summary>A node, or what it refers to.</summary>
    internal static JsonNode? Followed(JsonNode document, JsonNode? node) =>
        node?["$ref"]?.GetValue<string>() is { } reference ? reference[2..].Split('/').Aggregate((JsonNode?)document, (at, word) => at?[word]) : node;
}
