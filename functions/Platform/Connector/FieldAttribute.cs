namespace UserFunctions.Platform.Connector;

/// <summary>What a property of a body, an answer or a query is to somebody who builds a flow.</summary>
/// <param name="description">A sentence with a full stop: unit, limits, what absent means. Empty: that of the type of <see cref="DescribedByAttribute"/>, the rest being this one's.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FieldAttribute(string description) : Attribute
{
    /// <summary>The sentence.</summary>
    public string Description { get; } = description;

    /// <summary>Title Case, for the designer; null: made of the property's name, <c>displayName</c> → Display Name.</summary>
    public string? Title { get; init; }

    /// <summary>Bodies: the request is refused without it. Answers: a value type or a <c>required</c> property is always there, which needs no word.</summary>
    public bool IsRequired { get; init; }

    /// <summary>How prominent it is; only bodies and queries use it.</summary>
    public Visibility Visibility { get; init; } = Visibility.Important;

    /// <summary>The list that fills its dropdown: the name of a <see cref="LookupAttribute"/>; null: typed by hand, or an enum.</summary>
    public string? Lookup { get; init; }

    /// <summary>The only values that a text can have, where they are not those of an enum; empty: any.</summary>
    public string[] Choices { get; init; } = [];

    /// <summary><c>email</c>, <c>uri</c>, <c>password</c>, <c>date</c> where the type does not say it.</summary>
    public string? Format { get; init; }

    /// <summary>What counts when it is not sent, shown by the designer; null: none. Something internal that is required needs one.</summary>
    public object? Default { get; init; }

    /// <summary>True: the address that a webhook trigger is told events at.</summary>
    public bool IsCallback { get; init; }
}

/// <summary>Properties of this type that have no <see cref="FieldAttribute"/> are described where another type has one of the same name.</summary>
/// <param name="type">The other type.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class DescribedByAttribute(Type type) : Attribute
{
    /// <summary>The other type.</summary>
    public Type Type { get; } = type;
}

/// <summary>Query words of an operation: the properties of a record, each described by a <see cref="FieldAttribute"/>. <c>top</c> and <c>cursor</c> of pages go without saying.</summary>
/// <param name="type">The record; several of these add up.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class QueryAttribute(Type type) : Attribute
{
    /// <summary>The record.</summary>
    public Type Type { get; } = type;

    /// <summary>Which operation of a function that has several; null: all.</summary>
    public string? Operation { get; init; }
}

/// <summary>A value in the path, said once for all routes that begin alike.</summary>
/// <param name="route">The route up to and with the value, as the functions write it: <c>users/{id:guid}</c>.</param>
/// <param name="title">Title Case: User Id.</param>
/// <param name="description">A sentence with a full stop.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class PathValueAttribute(string route, string title, string description) : Attribute
{
    /// <summary>The route up to and with the value.</summary>
    public string Route { get; } = route;

    /// <summary>What a designer shows.</summary>
    public string Title { get; } = title;

    /// <summary>What it says beside it.</summary>
    public string Description { get; } = description;

    /// <summary>The list that fills its dropdown; null: typed by hand.</summary>
    public string? Lookup { get; init; }
}

/// <summary>
/// This operation fills dropdowns: it answers <c>{"value":[…]}</c>, and needs no parameter that a caller must know. Values in its path, such as the user whose sessions are listed, are those of
/// the same names that the caller has chosen before.
/// </summary>
/// <param name="name">What fields call it: <c>groups</c>.</param>
/// <param name="value">The property that is chosen: <c>id</c>.</param>
/// <param name="title">The property that is shown: <c>name</c>.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class LookupAttribute(string name, string value, string title) : Attribute
{
    /// <summary>What fields call it.</summary>
    public string Name { get; } = name;

    /// <summary>The property that is chosen.</summary>
    public string Value { get; } = value;

    /// <summary>The property that is shown.</summary>
    public string Title { get; } = title;
}
