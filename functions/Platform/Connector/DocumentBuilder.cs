using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace UserFunctions.Platform.Connector;

/// <summary>Puts operations together to one document: for flows, or whole.</summary>
internal sealed class DocumentBuilder
{
    private const string KeyScheme = "apiKey";

    private readonly OpenApiDocument document = NewDocument();
    private readonly bool isForFlows;
    private readonly SchemaBook schemas;
    private readonly ParameterBook parameters;
    private readonly ResponseBook responses;

    /// <summary>Nothing is in it yet.</summary>
    /// <param name="operations">All there are, those that fill dropdowns among them.</param>
    /// <param name="isForFlows">True: with the words of designers and within what they can read.</param>
    public DocumentBuilder(IReadOnlyList<OperationDescription> operations, bool isForFlows)
    {
        this.isForFlows = isForFlows;
        var dropdowns = new Dropdowns(operations);
        schemas = new(document, dropdowns, isForFlows);
        parameters = new(document, schemas, dropdowns, isForFlows);
        responses = new(schemas, isForFlows);
    }

    /// <summary>The document of these operations.</summary>
    public OpenApiDocument Build(IReadOnlyList<OperationDescription> operations)
    {
        parameters.Count(operations);
        foreach (var path in operations.GroupBy(o => o.Path))
        {
            var item = new OpenApiPathItem { Operations = path.ToDictionary(o => new HttpMethod(o.Method), Operation) };
            if (isForFlows && path.FirstOrDefault(o => o.Notifies is not null)?.Notifies is { } notifies)
                item.With("x-ms-notification-content", new JsonObject { ["description"] = notifies.Description, ["schema"] = Pointer(notifies.Body) });
            document.Paths[path.Key] = item;
        }

        document.Components!.Schemas = Sorted(document.Components.Schemas!);
        document.Components.Parameters = Sorted(document.Components.Parameters!);
        return document;
    }

    private OpenApiOperation Operation(OperationDescription described)
    {
        var words = described.Operation;
        var operation = new OpenApiOperation
        {
            OperationId = described.Id,
            Summary = words.Summary,
            Description = words.Description,
            Tags = new HashSet<OpenApiTagReference> { new(described.Room, document) },
            Parameters = parameters.Of(described),
            RequestBody = Body(described),
            Responses = responses.Of(described),
            Deprecated = words.ReplacedBy is not null,
            Security = words.IsOpen && !isForFlows ? [] : null,
        };
        if (isForFlows)
            AddDesignerWords(operation, described);
        else if (described.Notifies is { } notifies)
            operation.Callbacks = new Dictionary<string, IOpenApiCallback> { ["event"] = Callback(notifies, described) };
        return operation;
    }

    private static void AddDesignerWords(OpenApiOperation operation, OperationDescription described)
    {
        var words = described.Operation;
        operation.With("x-ms-visibility", words.Visibility.Word());
        operation.With("x-ms-trigger", words.Trigger);
        // Not a word of designers: it says why there is no Idempotency-Key.
        if (words.IsRepeatable)
            operation.With("x-repeatable", true);
        // Version 2 of the writer leaves an empty list out, and without it the key of the whole document counts.
        if (words.IsOpen)
            operation.With("security", new JsonArray());
        if (described.Answers.IsPage)
            operation.With("x-ms-pageable", new JsonObject { ["nextLinkName"] = "nextLink" });
        if (words.Family is null && words.ReplacedBy is null)
            return;
        var annotation = new JsonObject { ["status"] = "Production", ["family"] = words.Family ?? described.Id, ["revision"] = words.Revision };
        if (words.ReplacedBy is { } replacement)
            annotation["replacement"] = new JsonObject { ["api"] = ConnectorInfo.Title, ["operationId"] = replacement };
        operation.With("x-ms-api-annotation", annotation);
    }

    private OpenApiRequestBody? Body(OperationDescription described)
    {
        if (described.Takes.Count == 0)
            return null;
        // Flows hand over files as JSON; a connector can say one way only.
        var takes = isForFlows ? [described.Takes.FirstOrDefault(t => t.ContentType == "application/json") ?? described.Takes[0]] : described.Takes;
        var body = new OpenApiRequestBody
        {
            Description = takes[0].IsOptional ? "What is sent, if anything." : "What is sent.",
            Required = !takes[0].IsOptional,
            Content = takes.ToDictionary(t => t.ContentType, IOpenApiMediaType (t) => new OpenApiMediaType { Schema = t.ContentType == "multipart/form-data" ? schemas.Form(t.Body) : schemas.Named(t.Body, Direction.Sent) }),
        };
        return isForFlows ? body.With("x-ms-summary", "Body") : body;
    }

    private OpenApiCallback Callback(NotifiesAttribute notifies, OperationDescription described)
    {
        var address = described.Takes.SelectMany(t => FieldDescription.Of(t.Body)).First(f => f.Field.IsCallback).Name;
        var callback = new OpenApiCallback();
        var operation = new OpenApiOperation
        {
            Description = notifies.Description,
            RequestBody = new OpenApiRequestBody { Required = true, Content = new Dictionary<string, IOpenApiMediaType> { ["application/json"] = new OpenApiMediaType { Schema = schemas.Named(notifies.Body, Direction.Answered) } } },
            Responses = new OpenApiResponses { ["2XX"] = new OpenApiResponse { Description = "It was received." } },
        };
        callback.AddPathItem(RuntimeExpression.Build($"{{$request.body#/{address}}}"), new OpenApiPathItem { Operations = new() { [HttpMethod.Post] = operation } });
        return callback;
    }

    private JsonObject Pointer(Type type)
    {
        _ = schemas.Named(type, Direction.Answered);
        return new() { ["$ref"] = $"#/definitions/{TypeNames.Of(type)}" };
    }

    private static OpenApiDocument NewDocument()
    {
        var document = new OpenApiDocument
        {
            Info = new()
            {
                Title = ConnectorInfo.Title,
                Description = ConnectorInfo.Description,
                Version = ConnectorInfo.Version,
                Contact = new() { Name = $"{ConnectorInfo.Publisher} support", Url = new(ConnectorInfo.SupportUrl), Email = ConnectorInfo.SupportEmail },
            },
            Servers = [new() { Url = $"https://{ConnectorInfo.SampleHost}{ConnectorInfo.BasePath}" }],
            Paths = [],
            Components = new()
            {
                Schemas = new Dictionary<string, IOpenApiSchema>(),
                Parameters = new Dictionary<string, IOpenApiParameter>(),
                SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
                {
                    [KeyScheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "x-functions-key", Description = "An API key of the tenant." },
                },
            },
        };
        document.Security = [new() { [new OpenApiSecuritySchemeReference(KeyScheme, document)] = [] }];
        return document;
    }

    private static SortedDictionary<string, T> Sorted<T>(IDictionary<string, T> entries) => new(entries, StringComparer.Ordinal);
}
