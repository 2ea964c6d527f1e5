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
    // By all that a parameter says: two records may have the same word, and one word may mean two things.
    private readonly Dictionary<string, string> shared = new(StringComparer.Ordinal);

    /// <summary>Finds what more than one of these operations uses, so that <see cref="Of"/> knows what is shared.</summary>
    public void Count(IEnumerable<OperationDescription> operations)
    {
        foreach (var same in operations.SelectMany(Described).GroupBy(p => Text(p.Parameter)).Where(g => g.Count() > 1))
        {
            var (name, longName, _) = same.First();
            shared[same.Key] = shared.ContainsValue(name) ? longName : name;
        }
    }

    /// <summary>The parameters of one operation, in the order in which a designer shows them.</summary>
    public IList<IOpenApiParameter> Of(OperationDescription operation) => [.. Described(operation).Select(Placed)];

    private IOpenApiParameter Placed((string Name, string LongName, OpenApiParameter Parameter) described)
    {
        if (!shared.TryGetValue(Text(described.Parameter), out var name))
            return described.Parameter;
        if (document.Components!.Parameters!.TryAdd(name, described.Parameter))
            document.Workspace!.RegisterComponents(document);
        return new OpenApiParameterReference(name, document);
    }

    private static string Text(OpenApiParameter parameter)
    {
        using var text = new StringWriter();
        parameter.SerializeAsV3(new OpenApiJsonWriter(text));
        return text.ToString();
    }

    // Each with the name that it has when it is shared, and the one that it has when another took that.
    private IEnumerable<(string Name, string LongName, OpenApiParameter Parameter)> Described(OperationDescription operation) =>
        PathValues(operation).Concat(operation.Queries.SelectMany(Query)).Concat(Paged(operation)).Concat(Headers(operation));

    private IEnumerable<(string Name, string LongName, OpenApiParameter Parameter)> PathValues(OperationDescription operation)
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
            yield return (Routes.Word(value.Route), Routes.Word(value.Route), parameter);
        }
    }

    private IEnumerable<(string Name, string LongName, OpenApiParameter Parameter)> Query(Type record)
    {
        foreach (var field in FieldDescription.Of(record))
        {
            var schema = schemas.Property(field, Direction.Sent);
            var parameter = new OpenApiParameter { In = ParameterLocation.Query, Name = field.Name, Description = field.Field.Description, Required = field.IsDemanded, Schema = schema, Extensions = schema.Extensions };
            if (schema.Type == JsonSchemaType.Array)
                (parameter.Style, parameter.Explode) = (ParameterStyle.Form, false);
            (schema.Extensions, schema.Description) = (null, null);
            yield return (field.Name, $"{field.Name}Of{record.Name}", parameter);
        }
    }

    private IEnumerable<(string Name, string LongName, OpenApiParameter Parameter)> Paged(OperationDescription operation)
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
        yield return ("top", "top", Parameter(ParameterLocation.Query, "top", "Top", $"Entries a page, 1 to {Paging.MaxTop}; {Paging.DefaultTop} when not sent.", top, Visibility.Advanced));
        yield return ("cursor", "cursor", Parameter(ParameterLocation.Query, "cursor", "Cursor", "Where the page begins, as the nextLink of the page before says it; the first page when not sent.", Text(), Visibility.Internal));
    }

    private IEnumerable<(string Name, string LongName, OpenApiParameter Parameter)> Headers(OperationDescription operation)
    {
        if (operation is { Method: "POST", Operation.IsRepeatable: false })
            yield return ("idempotencyKey", "idempotencyKey", Parameter(ParameterLocation.Header, "Idempotency-Key", "Idempotency Key", "Your own name for this request, at most 255 characters: sent again within 24 hours, it does nothing twice and is answered as the first one was.", Text(), Visibility.Advanced));
        if (operation.IsConditional)
            yield return ("ifMatch", "ifMatch", Parameter(ParameterLocation.Header, "If-Match", "If Match", "The ETag that you read; when somebody has changed it since, nothing is written and the answer is 412. Any version when not sent.", Text(), Visibility.Advanced));
    }

    private OpenApiParameter Parameter(ParameterLocation place, string name, string title, string description, OpenApiSchema schema, Visibility visibility)
    {
        var parameter = new OpenApiParameter { In = place, Name = name, Description = description, Schema = schema };
        return isForFlows ? parameter.With("x-ms-summary", title).With("x-ms-visibility", visibility.Word()) : parameter;
    }

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };
}
