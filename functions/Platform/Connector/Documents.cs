using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace UserFunctions.Platform.Connector;

/// <summary>The two documents, made of the same operations: what a flow's designer can read, and everything.</summary>
public static class Documents
{
    /// <summary>OpenAPI 2.0 as the designers of Power Automate and Logic Apps read it. Operations that no flow can use are left out.</summary>
    /// <returns>JSON, indented, with <c>\n</c> at every line's end.</returns>
    public static string ForFlows(IReadOnlyList<OperationDescription> operations)
    {
        var shown = operations.Where(o => !o.Operation.IsHidden).ToList();
        var document = new DocumentBuilder(shown, isForFlows: true).Build(shown);
        document.With("x-ms-connector-metadata", new JsonArray(
            Metadata("Website", ConnectorInfo.Website), Metadata("Privacy policy", ConnectorInfo.PrivacyPolicy), Metadata("Categories", ConnectorInfo.Categories)));
        if (shown.FirstOrDefault(o => o.Function.Class == typeof(TestConnection)) is { } test)
            document.With("x-ms-capabilities", new JsonObject { ["testConnection"] = new JsonObject { ["operationId"] = test.Id, ["parameters"] = new JsonObject() } });
        return FormFiles.Say(Text(document, OpenApiSpecVersion.OpenApi2_0));
    }

    /// <summary>OpenAPI 3.0 with all operations, every content type and the shape of errors.</summary>
    /// <returns>JSON, indented, with <c>\n</c> at every line's end.</returns>
    public static string Whole(IReadOnlyList<OperationDescription> operations) => Text(new DocumentBuilder(operations, isForFlows: false).Build(operations), OpenApiSpecVersion.OpenApi3_0);

    private static JsonObject Metadata(string name, string value) => new() { ["propertyName"] = name, ["propertyValue"] = value };

    private static string Text(OpenApiDocument document, OpenApiSpecVersion version)
    {
        using var text = new StringWriter { NewLine = "\n" };
        document.SerializeAs(version, new OpenApiJsonWriter(text));
        return text.ToString().Replace("\r\n", "\n", StringComparison.Ordinal) + "\n";
    }
}
