using System.Globalization;
using Microsoft.OpenApi;
using UserFunctions.Platform.Http;

namespace UserFunctions.Platform.Connector;

/// <summary>The parameters of operations: path, query, <c>top</c> and <c>cursor</c> of pages, and the headers that go without saying. What two operations share stands once in the document.</summary>
/// <param name="document">Where the shared ones go.</param>
/// <param name="schemas">Makes their schemas.</param>
/// <param name="dropdowns">What fills them.</param>
/// <param name="isForFlows">True: with the words of designers.</param>
internal sealed class ParameterBook(OpenApiDocument document, SchemaBook schemas, Dropdowns dropdowns, bool isForFlows)
{
    private readonly Dictionary<string, int> uses = new(StringComparer.Ordinal);

    /// <summary>Counts what these operations use, so that <see cref="Of"/> knows what is shared.</summary>
    public void Count(IEnumerable<OperationDescription> operations)
    {
        foreach (var key in operations.SelectMany(Described).Select(p => p.Key))
            uses[key] = uses.GetValueOrDefault(key) + 1;
    }

    /// <summary>The parameters of one operation, in the order in which a designer shows them.</summary>
    public IList<IOpenApiParameter> Of(OperationDescription operation) => [.. Described(operation).Select(Placed)];

    private IOpenApiParameter Placed((string Key, OpenApiParameter Parameter) described)
    {
        if (uses[described.Key] < 2)
            return described.Parameter;
        var shared = document.Components!.Parameters!;
        if (shared.TryAdd(described.Key, described.Parameter))
            document.Workspace!.RegisterComponents(document);
        return new OpenApiParameterReference(described.Key, document);
    }

    // Each with the name that it has when it is shared.
    private IEnumerable<(string Key, OpenApiParameter Parameter)> Described(OperationDescription operation) =>
        PathValues(operation).Concat(operation.Queries.SelectMany(Query)).Concat(Paged(operation)).Concat(Headers(operation));

    private IEnumerable<(string Key, OpenApiParameter Parameter)> PathValues(OperationDescription operation)
    {
        foreach (var value in operation.PathValues)
        {
            var isId = value.Route.EndsWith(":guid}", StringComparison.Ordinal);
            var isNumber = value.Route.EndsWith(":int}", StringComparison.Ordinal) || value.Route.EndsWith(":long}", StringComparison.Ordinal);
            var schema = new OpenApiSchema { Type = isNumber ? JsonSchemaType.Integer : JsonSchemaType.String, Format = isId ? "uuid" : isNumber ? "int64" : null };
            var parameter = Parameter(ParameterLocation.Path, Routes.NameOf(value.Route), value.Title, value.Description, schema, Visibility.Important);
            parameter.Required = true;
            if (isForFlows)
                parameter.With("x-ms-url-encoding", "single");
            if (isForFlows)
                dropdowns.Add(parameter, value.Lookup);
            yield return (Routes.Word(value.Route), parameter);
        }
    }

    private IEnumerable<(string Key, OpenApiParameter Parameter)> Query(Type record)
    {
        foreach (var field in FieldDescription.Of(record))
        {
            var schema = schemas.Property(field, Direction.Sent);
            var parameter = new OpenApiParameter { In = ParameterLocation.Query, Name = field.Name, Description = field.Field.Description, Required = field.IsDemanded, Schema = schema, Extensions = schema.Extensions };
            if (schema.Type == JsonSchemaType.Array)
                (parameter.Style, parameter.Explode) = (ParameterStyle.Form, false);
            (schema.Extensions, schema.Description) = (null, null);
            yield return ($"{field.Name}Of{record.Name}", parameter);
        }
    }

    private IEnumerable<(string Key, OpenApiParameter Parameter)> Paged(OperationDescription operation)
    {
        if (!operation.Answers.IsPage)
            yield break;
        var top = new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Format = "int32",
            Minimum = "1",
            Maximum = Paging.MaxTop.ToString(CultureInfo.InvariantCulture),
            Default = Paging.DefaultTop,
        };
        yield return ("top", Parameter(ParameterLocation.Query, "top", "Top", $"Entries a page, 1 to {Paging.MaxTop}; {Paging.DefaultTop} when not sent.", top, Visibility.Advanced));
        yield return ("cursor", Parameter(ParameterLocation.Query, "cursor", "Cursor", "Where the page begins, as the nextLink of the page before says it; the first page when not sent.", Text(), Visibility.Internal));
    }

    private IEnumerable<(string Key, OpenApiParameter Parameter)> Headers(OperationDescription operation)
    {
        if (operation.Method == "POST")
            yield return ("idempotencyKey", Parameter(ParameterLocation.Header, "Idempotency-Key", "Idempotency Key", "Your own name for this request, at most 255 characters: sent again within 24 hours, it does nothing twice and is answered as the first one was.", Text(), Visibility.Advanced));
        if (operation is { Writes: true, Operation.IsVersioned: true })
            yield return ("ifMatch", Parameter(ParameterLocation.Header, "If-Match", "If Match", "The ETag that you read; when somebody has changed it since, nothing is written and the answer is 412. Any version when not sent.", Text(), Visibility.Advanced));
    }

    private OpenApiParameter Parameter(ParameterLocation place, string name, string title, string description, OpenApiSchema schema, Visibility visibility)
    {
        var parameter = new OpenApiParameter { In = place, Name = name, Description = description, Schema = schema };
        return isForFlows ? parameter.With("x-ms-summary", title).With("x-ms-visibility", visibility.Word()) : parameter;
    }

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };
}
