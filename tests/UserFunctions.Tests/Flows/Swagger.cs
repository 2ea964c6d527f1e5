using System.Text.Json.Nodes;

namespace UserFunctions.Tests.Flows;

/// <summary>A parameter of an operation.</summary>
/// <param name="Name">As it is sent.</param>
/// <param name="In">path, query, header, body or formData.</param>
/// <param name="Said">All that the document says of it.</param>
internal sealed record SwaggerParameter(string Name, string In, JsonObject Said)
{
    public bool IsRequired => Said["required"]?.GetValue<bool>() ?? false;
}

/// <summary>An operation.</summary>
/// <param name="Id">operationId.</param>
/// <param name="Method">Upper case.</param>
/// <param name="Path">Below the base path, with its places.</param>
/// <param name="Said">All that the document says of it.</param>
/// <param name="Notification">The schema of what a webhook's receiver gets; null: none.</param>
internal sealed record SwaggerOperation(string Id, string Method, string Path, JsonObject Said, JsonObject? Notification)
{
    public required IReadOnlyList<SwaggerParameter> Parameters { get; init; }

    public string Produces => Said["produces"]?[0]?.GetValue<string>() ?? "application/json";

    public bool IsPage => Said["x-ms-pageable"] is not null;

    public JsonObject Responses => Said["responses"]!.AsObject();

    /// <summary>The schema of the body; null: it takes none.</summary>
    public JsonObject? Body => Parameters.SingleOrDefault(p => p.In == "body")?.Said["schema"]?.AsObject();

    /// <summary>The one schema of its answers; null: it answers nothing.</summary>
    public JsonObject? Answer => Responses.Select(r => r.Value!["schema"]).SingleOrDefault(schema => schema is not null)?.AsObject();
}

/// <summary>The connector's document as a flow engine reads it.</summary>
internal sealed class Swagger
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "patch"];

    private readonly JsonObject document;

    public Swagger(string json)
    {
        document = JsonNode.Parse(json)!.AsObject();
        Base = new Uri($"{document["schemes"]![0]}://{document["host"]}{document["basePath"]}/");
        Operations = document["paths"]!.AsObject().SelectMany(path => Of(path.Key, path.Value!.AsObject())).ToDictionary(o => o.Id);
    }

    public Uri Base { get; }

    public IReadOnlyDictionary<string, SwaggerOperation> Operations { get; }

    /// <summary>What a reference leads to; anything else is itself.</summary>
    public JsonObject Resolve(JsonNode node)
    {
        var found = node.AsObject();
        while (found["$ref"]?.GetValue<string>() is { } reference)
            found = reference.TrimStart('#', '/').Split('/').Aggregate((JsonNode)document, (at, step) => at[step]!).AsObject();
        return found;
    }

    private IEnumerable<SwaggerOperation> Of(string path, JsonObject item) =>
        from method in Methods
        where item[method] is not null
        let said = item[method]!.AsObject()
        let notification = said["x-ms-trigger"]?.GetValue<string>() == "single" ? item["x-ms-notification-content"]?["schema"]?.AsObject() : null
        select new SwaggerOperation(said["operationId"]!.GetValue<string>(), method.ToUpperInvariant(), path, said, notification)
        {
            Parameters = [.. (said["parameters"]?.AsArray() ?? []).Select(p => Resolve(p!)).Select(p => new SwaggerParameter(p["name"]!.GetValue<string>(), p["in"]!.GetValue<string>(), p))],
        };
}
