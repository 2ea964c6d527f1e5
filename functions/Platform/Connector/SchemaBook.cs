using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.OpenApi;

namespace UserFunctions.Platform.Connector;

/// <summary>Who writes a value: what a body demands and what an answer always has are two things.</summary>
internal enum Direction
{
    /// <summary>The caller.</summary>
    Sent,

    /// <summary>The app.</summary>
    Answered,
}

/// <summary>
/// Makes schemas of types. Objects that stand alone or in a list are named in the document; one inside another is written out where it is, because a reference would hide
/// its title and description from a designer.
/// </summary>
/// <param name="document">Where the named ones go.</param>
/// <param name="dropdowns">What fills the fields of bodies.</param>
/// <param name="isForFlows">True: with the words of designers.</param>
internal sealed class SchemaBook(OpenApiDocument document, Dropdowns dropdowns, bool isForFlows)
{
    private readonly Dictionary<string, (Type Type, Direction Direction)> named = new(StringComparer.Ordinal);
    private readonly Stack<Type> within = [];

    /// <summary>A reference to a named schema, which is made at the first call; simple types are written out.</summary>
    public IOpenApiSchema Named(Type type, Direction direction)
    {
        var bare = TypeNames.Bare(type);
        if (!IsObject(bare))
            return Inline(bare, direction);
        if (within.Contains(bare))
            throw new InvalidOperationException($"{bare} is part of itself, which no designer can show.");
        var name = NameOf(bare, direction);
        if (!named.TryGetValue(name, out var known))
        {
            named[name] = (bare, direction);
            Add(name, Inline(bare, direction));
        }
        else if (known != (bare, direction))
        {
            throw new InvalidOperationException($"{bare} and {known.Type} would both be called {name} in the documents: rename one of them.");
        }

        return new OpenApiSchemaReference(name, document);
    }

    /// <summary>The fields of a form, written out: a form has no name in the connector's document.</summary>
    public IOpenApiSchema Form(Type type) => isForFlows ? Inline(type, Direction.Sent) : Named(type, Direction.Sent);

    /// <summary><c>{"value":[…]}</c> of such things, with <c>nextLink</c> and <c>totalCount</c> when it is a page.</summary>
    public IOpenApiSchema List(Type item, bool isPage)
    {
        var name = $"{TypeNames.Of(item)}{(isPage ? "Page" : "List")}";
        if (!(document.Components!.Schemas!.ContainsKey(name)))
        {
            var schema = new OpenApiSchema { Type = JsonSchemaType.Object, Required = new SortedSet<string>(StringComparer.Ordinal) { "value" }, Properties = new Dictionary<string, IOpenApiSchema>() };
            schema.Properties["value"] = Titled(new OpenApiSchema { Type = JsonSchemaType.Array, Items = Named(item, Direction.Answered) }, "Value", isPage ? "The entries of this page." : "The entries, all of them.");
            if (isPage)
            {
                schema.Properties["nextLink"] = Titled(new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri" }, "Next Link", "Address of the next page; absent on the last one.");
                schema.Properties["totalCount"] = Titled(new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" }, "Total Count", "How many entries there are on all pages; absent where that is not counted.");
            }

            Add(name, schema);
        }

        return new OpenApiSchemaReference(name, document);
    }

    /// <summary>The schema of a query word, a form field or a property, with all that its field says.</summary>
    public OpenApiSchema Property(FieldDescription field, Direction direction)
    {
        var schema = Inline(TypeNames.Bare(field.Property.PropertyType), direction);
        schema.Format = field.Field.Format ?? schema.Format;
        if (field.Field.Choices is { Length: > 0 } choices)
            (schema.Items as OpenApiSchema ?? schema).Enum = [.. choices.Select(JsonNode (choice) => choice)];
        schema.Default = field.Field.Default is { } value ? JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(value, Http.Json.Options)) : null;
        Titled(schema, field.Title, field.Field.Description);
        if (!isForFlows || direction == Direction.Answered)
            return schema;
        schema.With("x-ms-visibility", field.Field.Visibility.Word());
        if (typeof(Stream).IsAssignableFrom(field.Property.PropertyType))
            schema.With(FormFiles.Mark, true);
        if (field.Field.IsCallback)
            schema.With("x-ms-notification-url", true);
        dropdowns.Add(schema.Items as OpenApiSchema ?? schema, field.Field.Lookup);
        return schema;
    }

    private OpenApiSchema Titled(OpenApiSchema schema, string title, string description)
    {
        schema.Description = description;
        return isForFlows ? schema.With("x-ms-summary", title) : schema;
    }

    private OpenApiSchema Inline(Type type, Direction direction)
    {
        if (Simple(type) is { } simple)
            return simple;
        if (TypeNames.ValueOf(type) is { } value)
            return new() { Type = JsonSchemaType.Object, AdditionalProperties = Inline(TypeNames.Bare(value), direction) };
        if (TypeNames.ItemOf(type) is { } item)
            return new() { Type = JsonSchemaType.Array, Items = Named(item, direction) };
        return Object(type, direction);
    }

    private OpenApiSchema Object(Type type, Direction direction)
    {
        if (!IsObject(type))
            throw new InvalidOperationException($"{type} has no shape that a document could tell.");
        if (within.Contains(type))
            throw new InvalidOperationException($"{type} is part of itself, which no designer can show.");
        within.Push(type);
        var fields = FieldDescription.Of(type);
        var schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = fields.ToDictionary(f => f.Name, IOpenApiSchema (f) => Property(f, direction)),
            Required = fields.Where(f => direction == Direction.Sent ? f.IsDemanded : !f.IsNullable).Select(f => f.Name).ToHashSet(StringComparer.Ordinal),
        };
        within.Pop();
        return schema;
    }

    private void Add(string name, OpenApiSchema schema)
    {
        document.Components!.Schemas![name] = schema;
        document.Workspace!.RegisterComponents(document);
    }

    // The same record may be sent and answered; its two schemas differ in what is required.
    private static string NameOf(Type type, Direction direction)
    {
        var name = TypeNames.Of(type);
        return direction == Direction.Answered || name.EndsWith("Body", StringComparison.Ordinal) || name.EndsWith("Changes", StringComparison.Ordinal) ? name : $"{name}Input";
    }

    private static bool IsObject(Type type) =>
        Simple(type) is null && TypeNames.ValueOf(type) is null && TypeNames.ItemOf(type) is null && type.Namespace?.StartsWith("UserFunctions", StringComparison.Ordinal) == true;

    private static OpenApiSchema? Simple(Type type) => type switch
    {
        { IsEnum: true } => new() { Type = JsonSchemaType.String, Enum = [.. EnumWords(type).Select(JsonNode (w) => w)] },
        _ when type == typeof(string) => Of(JsonSchemaType.String),
        _ when type == typeof(bool) => Of(JsonSchemaType.Boolean),
        _ when type == typeof(int) => Of(JsonSchemaType.Integer, "int32"),
        _ when type == typeof(long) => Of(JsonSchemaType.Integer, "int64"),
        _ when type == typeof(double) || type == typeof(decimal) => Of(JsonSchemaType.Number, "double"),
        _ when type == typeof(Guid) => Of(JsonSchemaType.String, "uuid"),
        _ when type == typeof(DateTimeOffset) => Of(JsonSchemaType.String, "date-time"),
        _ when type == typeof(DateOnly) => Of(JsonSchemaType.String, "date"),
        _ when type == typeof(Uri) => Of(JsonSchemaType.String, "uri"),
        _ when type == typeof(byte[]) => Of(JsonSchemaType.String, "byte"),
        _ when typeof(Stream).IsAssignableFrom(type) => Of(JsonSchemaType.String, "binary"),
        _ => null,
    };

    private static OpenApiSchema Of(JsonSchemaType type, string? format = null) => new() { Type = type, Format = format };

    private static IEnumerable<string> EnumWords(Type type) =>
        Enum.GetNames(type).Select(name => type.GetField(name)!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? name);
}
