using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace UserFunctions.Platform.Connector;

/// <summary>Which operation fills which dropdown. A designer of a flow asks the older word (<c>x-ms-dynamic-values</c>) or the newer one (<c>x-ms-dynamic-list</c>), so both are written.</summary>
internal sealed class Dropdowns(IReadOnlyList<OperationDescription> operations)
{
    // A dropdown shows one page; the longest there is spares most tenants a second one.
    private const int Entries = Http.Paging.MaxTop;

    private readonly Dictionary<string, (OperationDescription Operation, LookupAttribute Lookup)> known =
        (from operation in operations from lookup in operation.Lookups group (operation, lookup) by lookup.Name).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);

    /// <summary>True: an operation fills it.</summary>
    public bool Has(string name) => known.ContainsKey(name);

    /// <summary>Adds both words; none when the field has no dropdown, or nothing fills it.</summary>
    public void Add(IOpenApiExtensible target, string? name)
    {
        if (name is null || !known.TryGetValue(name, out var found))
            return;
        target.With("x-ms-dynamic-values", new JsonObject
        {
            ["operationId"] = found.Operation.Id,
            ["parameters"] = Parameters(found.Operation, "parameter", top => top),
            ["value-collection"] = "value",
            ["value-path"] = found.Lookup.Value,
            ["value-title"] = found.Lookup.Title,
        });
        target.With("x-ms-dynamic-list", new JsonObject
        {
            ["operationId"] = found.Operation.Id,
            ["parameters"] = Parameters(found.Operation, "parameterReference", top => new JsonObject { ["value"] = top }),
            ["itemsPath"] = "value",
            ["itemValuePath"] = found.Lookup.Value,
            ["itemTitlePath"] = found.Lookup.Title,
        });
    }

    // Values in the path of the list are those that were chosen beside the dropdown.
    private static JsonObject Parameters(OperationDescription list, string reference, Func<JsonNode, JsonNode> written)
    {
        var parameters = new JsonObject();
        foreach (var value in list.PathValues)
            parameters[Routes.NameOf(value.Route)] = new JsonObject { [reference] = Routes.NameOf(value.Route) };
        if (list.Answers.IsPage)
            parameters["top"] = written(Entries);
        return parameters;
    }
}
