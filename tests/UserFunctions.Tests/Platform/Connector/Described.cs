using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Hosting;

namespace UserFunctions.Tests.Platform.Connector;

/// <summary>One operation as its function describes it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Route">As the function writes it.</param>
/// <param name="What">The description.</param>
/// <param name="Function">What serves it.</param>
public sealed record DescribedOperation(string Id, string Method, string Route, OperationAttribute What, MethodInfo Function)
{
    /// <summary>The JSON body; null: it takes none.</summary>
    public Type? Body => Function.GetCustomAttributes<TakesAttribute>().FirstOrDefault(t => IsMine(t.Operation) && t.ContentType == "application/json")?.Body;

    /// <summary>What it answers.</summary>
    public AnswersAttribute Answer => Assert.Single(Function.GetCustomAttributes<AnswersAttribute>(), a => IsMine(a.Operation));

    /// <summary>All that it takes, in whatever form.</summary>
    public IEnumerable<Type> Bodies => Function.GetCustomAttributes<TakesAttribute>().Where(t => IsMine(t.Operation)).Select(t => t.Body);

    /// <summary>Records of its query words.</summary>
    public IEnumerable<Type> Queries => Function.GetCustomAttributes<QueryAttribute>().Where(q => IsMine(q.Operation)).Select(q => q.Type);

    /// <summary>Its query words.</summary>
    public IEnumerable<PropertyInfo> Words => Queries.SelectMany(Described.Properties);

    private bool IsMine(string? operation) => operation is null || operation == Id;
}

/// <summary>What the functions of the app describe.</summary>
internal static class Described
{
    /// <summary>Every operation that has a description.</summary>
    public static IReadOnlyList<DescribedOperation> Operations { get; } =
    [
        .. from function in FunctionCatalog.Find(typeof(App).Assembly)
           where function.Kind == FunctionKind.Http
           from what in function.Method.GetCustomAttributes<OperationAttribute>()
           select new DescribedOperation(what.Id ?? function.Name, what.Method ?? function.Methods[0], what.Route ?? function.Route!, what, function.Method),
    ];

    /// <summary>The operation of this name.</summary>
    public static DescribedOperation Of(string id) => Operations.Single(operation => operation.Id == id);

    /// <summary>Every type that can be reached from a body, an answer or a query.</summary>
    public static IReadOnlyList<Type> Types()
    {
        var found = new HashSet<Type>();
        foreach (var operation in Operations)
        {
            foreach (var type in operation.Bodies.Concat(operation.Queries).Append(operation.Answer.Body).OfType<Type>())
                Reach(type, found);
        }

        return [.. found];
    }

    /// <summary>What is on the wire of a record: its own and inherited properties, but no value that can be any JSON, whose text stands beside it.</summary>
    public static IEnumerable<PropertyInfo> Properties(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(p => p.GetCustomAttribute<JsonIgnoreAttribute>() is null && !typeof(JsonNode).IsAssignableFrom(p.PropertyType));

    /// <summary>The description of a property, on itself or where another type has one of the same name; null: none.</summary>
    public static FieldAttribute? FieldOf(Type type, PropertyInfo property) => property.GetCustomAttribute<FieldAttribute>()
        ?? type.GetCustomAttributes<DescribedByAttribute>(inherit: true)
            .Select(by => by.Type.GetProperty(property.Name) is { } other ? FieldOf(by.Type, other) : null).FirstOrDefault(field => field is not null);

    /// <summary>As on the wire.</summary>
    public static string NameOf(PropertyInfo property) => JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    /// <summary>The record that a property holds, or holds a list or map of; null: it holds plain values.</summary>
    public static Type? RecordOf(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsGenericType)
            return RecordOf(type.GetGenericArguments()[^1]);
        return type.Assembly == typeof(App).Assembly && !type.IsEnum ? type : null;
    }

    /// <summary>True for a list.</summary>
    public static bool IsList(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);

    private static void Reach(Type type, HashSet<Type> found)
    {
        if (RecordOf(type) is not { } record || !found.Add(record))
            return;
        foreach (var property in Properties(record))
            Reach(property.PropertyType, found);
    }
}
