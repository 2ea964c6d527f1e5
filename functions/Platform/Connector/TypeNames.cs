namespace UserFunctions.Platform.Connector;

/// <summary>What kind of JSON a type is written as, and what its schema is called.</summary>
internal static class TypeNames
{
    /// <summary>The type below a <see cref="Nullable{T}"/>.</summary>
    public static Type Bare(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    /// <summary>What a dictionary with text keys holds; null: it is none.</summary>
    public static Type? ValueOf(Type type) => Implemented(type, typeof(IReadOnlyDictionary<,>), typeof(IDictionary<,>)) is { } map && map.GetGenericArguments()[0] == typeof(string)
        ? map.GetGenericArguments()[1]
        : null;

    /// <summary>What a list holds; null: it is none.</summary>
    public static Type? ItemOf(Type type) => type == typeof(string) || type == typeof(byte[]) ? null : Implemented(type, typeof(IEnumerable<>))?.GetGenericArguments()[0];

    /// <summary>Name of an object's schema: GroupView → Group.</summary>
    public static string Of(Type type)
    {
        var name = type.Name.Split('`')[0];
        return name.EndsWith("View", StringComparison.Ordinal) && name.Length > "View".Length ? name[..^"View".Length] : name;
    }

    private static Type? Implemented(Type type, params IReadOnlyList<Type> generics) =>
        type.GetInterfaces().Prepend(type).FirstOrDefault(i => i.IsGenericType && generics.Contains(i.GetGenericTypeDefinition()));
}
