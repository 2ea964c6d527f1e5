using System.Text.Json.Nodes;

namespace UserFunctions.Tests.Platform.Connector;

/// <summary>How the sample's document is broken so that each rule has something to find.</summary>
internal static class Broken
{
    /// <summary>By the rule's name, what breaks it.</summary>
    public static IReadOnlyDictionary<string, Action<JsonNode>> Documents { get; } = new Dictionary<string, Action<JsonNode>>
    {
        ["swagger-version"] = d => d["swagger"] = "2.1",
        ["size"] = d => d["x-long"] = new string('x', 1024 * 1024),
        ["operation-count"] = Many,
        ["host"] = d => d["host"] = "https://example.com",
        ["base-path"] = d => d["basePath"] = "api",
        ["schemes"] = d => d["schemes"] = new JsonArray("http", "https"),
        ["title-length"] = d => d["info"]!["title"] = new string('T', 31),
        ["title-words"] = d => d["info"]!["title"] = "Users API",
        ["info-description"] = d => d["info"]!["description"] = "Too short.",
        ["contact"] = d => Remove(d["info"]!["contact"]!, "email"),
        ["connector-metadata"] = d => d["x-ms-connector-metadata"]!.AsArray().RemoveAt(1),
        ["security"] = d => d["securityDefinitions"]!["apiKey"]!["in"] = "query",
        ["operation-id"] = d => List(d)["operationId"] = "list_boxes",
        ["operation-id-unique"] = d => List(d)["operationId"] = "CreateBox",
        ["summary-length"] = d => List(d)["summary"] = "List " + new string('b', 80),
        ["summary-characters"] = d => List(d)["summary"] = "List boxes.",
        ["summary-sentence-case"] = d => List(d)["summary"] = "List All Boxes",
        ["description-sentence"] = d => List(d)["description"] = "Lists boxes in the order of their names",
        ["description-differs"] = d => List(d)["description"] = "List boxes.",
        ["operation-visibility"] = d => Remove(List(d), "x-ms-visibility"),
        ["parameter-summary"] = d => Shared(d, "boxesId")["x-ms-summary"] = "the box",
        ["parameter-description"] = d => Remove(Body(d), "description"),
        ["property-summary"] = d => Remove(Box(d)["size"]!["properties"]!["width"]!, "x-ms-summary"),
        ["property-description"] = d => Box(d)["label"]!["description"] = "no sentence",
        ["path-required"] = d => Remove(Shared(d, "boxesId"), "required"),
        ["path-encoding"] = d => Shared(d, "boxesId")["x-ms-url-encoding"] = "double",
        ["path-values"] = d => d["paths"]!["/boxes/{id}"]!["get"]!["parameters"] = new JsonArray(),
        ["shared-parameters"] = WriteTwice,
        ["internal-required-default"] = d => d["definitions"]!["BoxBody"]!["properties"]!["name"]!["x-ms-visibility"] = "internal",
        ["one-schema"] = d => d["paths"]!["/boxes"]!["post"]!["responses"]!["200"]!["schema"] = Text(),
        ["errors-without-schema"] = d => List(d)["responses"]!["400"]!["schema"] = Text(),
        ["default-response"] = d => Remove(List(d)["responses"]!, "default"),
        ["response-description"] = d => List(d)["responses"]!["200"]!["description"] = "ok",
        ["no-empty-schema"] = d => List(d)["responses"]!["200"]!["schema"] = new JsonObject(),
        ["media-types"] = d => List(d)["produces"] = new JsonArray("text/html"),
        ["known-formats"] = d => Box(d)["label"]!["format"] = "guid",
        ["no-combinations"] = d => Box(d)["label"]!["anyOf"] = new JsonArray(Text()),
        ["no-nullable"] = d => Box(d)["label"]!["nullable"] = true,
        ["no-unique-items"] = d => Box(d)["neighbours"]!["uniqueItems"] = true,
        ["no-recursion"] = d => Box(d)["things"]!["items"]!["$ref"] = "#/definitions/Box",
        ["no-reference-siblings"] = d => Box(d)["things"]!["items"]!["description"] = "A thing.",
        ["references"] = d => Box(d)["things"]!["items"]!["$ref"] = "#/definitions/Nothing",
        ["array-items"] = d => Remove(Box(d)["things"]!, "items"),
        ["enum-types"] = d => Box(d)["state"]!["enum"] = new JsonArray("Open", 1),
        ["body-place"] = d => List(d)["parameters"]!.AsArray().Add(Body(d).DeepClone()),
        ["binary-place"] = d => Box(d)["label"]!["format"] = "binary",
        ["pageable"] = d => Remove(List(d), "x-ms-pageable"),
        ["dropdown-words"] = d => Remove(Shared(d, "boxesId"), "x-ms-dynamic-list"),
        ["dropdown-operations"] = d => Shared(d, "boxesId")["x-ms-dynamic-list"]!["itemTitlePath"] = "title",
        ["dropdown-offered"] = d => d["definitions"]!["BoxBody"]!["properties"]!["department"] = Described(),
        ["test-connection"] = d => Remove(d["paths"]!, "/test-connection"),
        ["file-type"] = d => d["paths"]!["/boxes/{id}/file/form"]!["post"]!["parameters"]!.AsArray().Single(p => p!["in"]?.ToString() == "formData")!["type"] = "string",
        ["files"] = d => Remove(d["definitions"]!["FileBody"]!["properties"]!, "fileName"),
        ["versions"] = d => Remove(d["paths"]!["/boxes/{id}"]!["get"]!, "x-ms-api-annotation"),
        ["idempotency-key"] = d => d["paths"]!["/boxes"]!["post"]!["parameters"] = new JsonArray(Body(d).DeepClone()),
        ["new-version"] = d => d["paths"]!["/boxes"]!["post"]!["responses"]!["412"] = new JsonObject { ["description"] = "It is another version." },
        ["location"] = d => Remove(d["paths"]!["/boxes"]!["post"]!["responses"]!["201"]!, "headers"),
        ["retry-after"] = d => Remove(d["paths"]!["/boxes/{id}/file"]!["post"]!["responses"]!["202"]!["headers"]!, "Retry-After"),
        ["trigger-kind"] = d => Poll(d)["x-ms-trigger"] = "single",
        ["trigger-summary"] = d => Poll(d)["summary"] = "Boxes that were opened",
        ["polling"] = d => Remove(Poll(d)["responses"]!["200"]!["headers"]!, "Location"),
        ["webhook-url"] = d => Remove(d["definitions"]!["HookBody"]!["properties"]!["callbackUrl"]!, "x-ms-notification-url"),
        ["webhook-content"] = d => Remove(d["paths"]!["/hooks"]!, "x-ms-notification-content"),
        ["webhook-location"] = d => Remove(d["paths"]!["/hooks"]!["post"]!["responses"]!["201"]!, "headers"),
        ["webhook-end"] = d => Remove(d["paths"]!, "/hooks/{token}"),
    };

    /// <summary>Other ways to break a rule.</summary>
    public static IReadOnlyDictionary<string, (string Rule, Action<JsonNode> Break)> Otherwise { get; } = new Dictionary<string, (string, Action<JsonNode>)>
    {
        ["a list that comes whole"] = ("pageable", d => { Remove(List(d), "x-ms-pageable"); Remove(d["definitions"]!["BoxPage"]!["properties"]!, "nextLink"); }),
        ["an id in a path that is typed"] = ("dropdown-offered", d => { Remove(Shared(d, "boxesId"), "x-ms-dynamic-list"); Remove(Shared(d, "boxesId"), "x-ms-dynamic-values"); }),
        ["a word that is one of some"] = ("dropdown-offered", d => d["definitions"]!["BoxBody"]!["properties"]!["contentType"] = Described()),
        ["a dropdown in a dropdown that is not there"] = ("dropdown-operations", d => d["definitions"]!["BoxBody"]!["properties"]!["outer"]!["x-ms-dynamic-list"]!["parameters"]!["id"] = new JsonObject { ["parameterReference"] = "id" }),
        ["a question that takes a key"] = ("idempotency-key", d => d["paths"]!["/boxes"]!["post"]!["x-repeatable"] = true),
        ["a POST that may be repeated as it is and does not say so"] = ("idempotency-key", d => Remove(d["paths"]!["/boxes/{id}/weigh"]!["post"]!, "x-repeatable")),
        ["a file that comes as JSON alone"] = ("files", d => Remove(d["paths"]!, "/boxes/{id}/file/form")),
        ["a file that comes as a form alone"] = ("files", d => Remove(d["paths"]!, "/boxes/{id}/file")),
        ["If-Match for what is made"] = ("new-version", d => d["paths"]!["/boxes"]!["post"]!["parameters"]!.AsArray().Add(new JsonObject { ["$ref"] = "#/parameters/ifMatch" })),
    };

    /// <summary>The same for the properties.</summary>
    public static IReadOnlyDictionary<string, Action<JsonNode>> Properties { get; } = new Dictionary<string, Action<JsonNode>>
    {
        ["brand-color"] = d => d["properties"]!["iconBrandColor"] = "#007EE5",
        ["api-key"] = d => d["properties"]!["connectionParameterSets"]!["values"]![1]!["parameters"]!["apiKey"]!["type"] = "string",
        ["entra-id"] = d => d["properties"]!["connectionParameterSets"]!["values"]!.AsArray().RemoveAt(1),
        ["own-host"] = d => d["properties"]!["policyTemplateInstances"]!.AsArray().RemoveAt(0),
        ["key-header"] = d => d["properties"]!["policyTemplateInstances"]!.AsArray().RemoveAt(1),
        ["next-links"] = d => Rename(d["properties"]!["policyTemplateInstances"]![2]!["parameters"]!, "x-ms-apimTemplateParameter.nextLinkPropertyName", "x-ms-apimTemplateParameter.nextLinkName"),
        ["names"] = d => Remove(d["properties"]!, "publisher"),
    };

    private static JsonNode List(JsonNode document) => document["paths"]!["/boxes"]!["get"]!;

    private static JsonNode Poll(JsonNode document) => document["paths"]!["/triggers/box.opened"]!["get"]!;

    private static JsonNode Box(JsonNode document) => document["definitions"]!["Box"]!["properties"]!;

    private static JsonNode Shared(JsonNode document, string name) => document["parameters"]![name]!;

    private static JsonNode Body(JsonNode document) => document["paths"]!["/boxes"]!["post"]!["parameters"]!.AsArray().Single(p => p!["in"]?.ToString() == "body")!;

    private static JsonObject Text() => new() { ["type"] = "string" };

    private static JsonObject Described() => new() { ["type"] = "string", ["x-ms-summary"] = "Department", ["description"] = "Its department." };

    private static void Remove(JsonNode node, string name) => Assert.True(node.AsObject().Remove(name), $"There is no {name} to take away.");

    private static void Rename(JsonNode node, string from, string to)
    {
        var value = node[from]!.DeepClone();
        Remove(node, from);
        node[to] = value;
    }

    private static void WriteTwice(JsonNode document)
    {
        foreach (var path in (string[])["/boxes/{id}", "/boxes/{id}/v2"])
            document["paths"]![path]!["get"]!["parameters"] = new JsonArray(Shared(document, "boxesId").DeepClone());
    }

    private static void Many(JsonNode document)
    {
        for (var i = 0; i < 257; i++)
        {
            var operation = List(document).DeepClone();
            operation["operationId"] = $"ListBoxes{i}";
            document["paths"]![$"/boxes{i}"] = new JsonObject { ["get"] = operation };
        }
    }
}
