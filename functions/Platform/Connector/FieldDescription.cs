using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace UserFunctions.Platform.Connector;

/// <summary>A property of a described type as the wire has it.</summary>
/// <param name="Name">camelCase.</param>
/// <param name="Property">The property itself.</param>
/// <param name="Field">How it is described; an empty description when nobody did.</param>
/// <param name="IsNullable">True: it may be absent from an answer.</param>
internal sealed partial record FieldDescription(string Name, PropertyInfo Property, FieldAttribute Field, bool IsNullable)
{
    /// <summary>What a designer shows: <c>displayName</c> → Display Name.</summary>
    public string Title => Field.Title ?? TitleOf(Name);

    /// <summary>The fields of a type, those of its base first.</summary>
    public static IReadOnlyList<FieldDescription> Of(Type type)
    {
        var nullability = new NullabilityInfoContext();
        return
        [
            .. from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
               where property.GetCustomAttribute<JsonIgnoreAttribute>() is not { Condition: JsonIgnoreCondition.Always } && property.GetIndexParameters().Length == 0
               // What can be any JSON has no shape to describe: its text stands beside it.
               where !typeof(JsonNode).IsAssignableFrom(property.PropertyType)
               orderby property.GetCustomAttribute<JsonPropertyOrderAttribute>()?.Order ?? 0
               select new FieldDescription(NameOf(property), property, Find(type, property), IsAbsentAtTimes(property, nullability)),
        ];
    }

    /// <summary>Words of a camelCase or hyphenated name, each with a capital.</summary>
    public static string TitleOf(string name) => string.Join(' ', Word().Matches(name).Select(m => char.ToUpperInvariant(m.Value[0]) + m.Value[1..]));

    /// <summary>True: a request without it is refused.</summary>
    public bool IsDemanded => Field.IsRequired || Property.GetCustomAttribute<RequiredMemberAttribute>() is not null;

    private static string NameOf(PropertyInfo property) =>
        property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    private static bool IsAbsentAtTimes(PropertyInfo property, NullabilityInfoContext nullability) =>
        nullability.Create(property).ReadState is NullabilityState.Nullable || property.GetCustomAttribute<JsonIgnoreAttribute>() is not null;

    // Said once, where it belongs; the types that repeat the name point there.
    private static FieldAttribute Find(Type type, PropertyInfo property)
    {
        var own = property.GetCustomAttribute<FieldAttribute>();
        if (own is { Description.Length: > 0 })
            return own;
        var elsewhere = type.GetCustomAttributes<DescribedByAttribute>()
            .Select(by => by.Type.GetProperty(property.Name, BindingFlags.Public | BindingFlags.Instance) is { } other ? Find(by.Type, other) : null)
            .FirstOrDefault(field => field is { Description.Length: > 0 });
        if (elsewhere is null)
            return own ?? new FieldAttribute("");
        // Whether it is demanded is the body's own affair: what a creation demands, a change may leave out.
        return new(elsewhere.Description)
        {
            Title = own?.Title ?? elsewhere.Title,
            IsRequired = own?.IsRequired ?? false,
            Visibility = own?.Visibility ?? elsewhere.Visibility,
            Lookup = own?.Lookup ?? elsewhere.Lookup,
            Choices = own is { Choices.Length: > 0 } ? own.Choices : elsewhere.Choices,
            Format = own?.Format ?? elsewhere.Format,
            Default = own?.Default ?? elsewhere.Default,
            IsCallback = own?.IsCallback ?? elsewhere.IsCallback,
        };
    }

    [GeneratedRegex("[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")]
    private static partial Regex Word();
}
