using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace UserFunctions.Platform.Connector;

/// <summary>The words with <c>x-ms-</c> that flows' designers know beyond the standard.</summary>
internal static class Extensions
{
    /// <summary>Adds one.</summary>
    public static T With<T>(this T target, string name, JsonNode? value)
        where T : IOpenApiExtensible
    {
        if (value is not null)
            (target.Extensions ??= new Dictionary<string, IOpenApiExtension>(StringComparer.Ordinal))[name] = new JsonNodeExtension(value);
        return target;
    }

    /// <summary>As the designer writes it: <c>important</c>.</summary>
    public static string Word(this Visibility visibility) => visibility.ToString().ToLowerInvariant();
}
