using UserFunctions.Platform.Connector;

namespace UserFunctions.Tests.Platform.Connector;

/// <summary>What the functions of the app describe, as the documents are made of it.</summary>
internal static class Described
{
    /// <summary>Every operation that has a description.</summary>
    public static IReadOnlyList<OperationDescription> Operations { get; } = UserFunctions.Platform.Connector.Operations.Of(typeof(App).Assembly);

    /// <summary>The operation of this name.</summary>
    public static OperationDescription Of(string id) => Operations.Single(operation => operation.Id == id);

    /// <summary>The JSON body; null: it takes none.</summary>
    public static Type? BodyOf(OperationDescription operation) => operation.Takes.FirstOrDefault(takes => takes.ContentType == "application/json")?.Body;

    /// <summary>The query words.</summary>
    public static IReadOnlyList<FieldDescription> WordsOf(OperationDescription operation) => [.. operation.Queries.SelectMany(FieldDescription.Of)];

    /// <summary>Every record that can be reached from a body, an answer or a query.</summary>
    public static IReadOnlyList<Type> Types()
    {
        var found = new HashSet<Type>();
        foreach (var operation in Operations)
        {
            foreach (var type in operation.Takes.Select(takes => takes.Body).Concat(operation.Queries).Append(operation.Answers.Body).OfType<Type>())
                Reach(type, found);
        }

        return [.. found];
    }

    /// <summary>The record that a field holds, or holds a list or map of; null: it holds plain values.</summary>
    public static Type? RecordOf(Type type)
    {
        var bare = TypeNames.Bare(type);
        if ((TypeNames.ValueOf(bare) ?? TypeNames.ItemOf(bare)) is { } inner)
            return RecordOf(inner);
        return bare.Assembly == typeof(App).Assembly && !bare.IsEnum ? bare : null;
    }

    private static void Reach(Type type, HashSet<Type> found)
    {
        if (RecordOf(type) is not { } record || !found.Add(record))
            return;
        foreach (var field in FieldDescription.Of(record))
            Reach(field.Property.PropertyType, found);
    }
}
