using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace UserFunctions.Platform.Connector;

/// <summary>The files of forms in an OpenAPI 2.0 document: they are of a type that schemas do not have, so they are marked first and named when the document is written.</summary>
internal static class FormFiles
{
    /// <summary>Marks a field of a form that is a file.</summary>
    public const string Mark = "x-is-file";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The document with its files named, and the marks taken away.</summary>
    public static string Say(string document)
    {
        var root = JsonNode.Parse(document)!;
        var fields = from path in root["paths"]!.AsObject()
                     from operation in path.Value!.AsObject()
                     where operation.Value is JsonObject
                     from parameter in operation.Value["parameters"]?.AsArray() ?? []
                     select parameter.AsObject();
        foreach (var field in fields.Where(f => f.Remove(Mark)))
        {
            field["type"] = "file";
            field.Remove("format");
        }

        return root.ToJsonString(Indented) + "\n";
    }
}
