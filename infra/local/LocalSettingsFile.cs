using System.Text.Json;

namespace UserFunctions.Local;

/// <summary>local.settings.json: settings of this machine, read as Core Tools reads them.</summary>
internal static class LocalSettingsFile
{
    /// <summary>Puts the file's values into the environment of this process; what is there already wins. No file is no error.</summary>
    /// <exception cref="StartException">The file is wrong; the message says where.</exception>
    public static void Apply(string path)
    {
        if (!File.Exists(path)) return;
        foreach (var (name, value) in Parse(File.ReadAllText(path)))
            if (Environment.GetEnvironmentVariable(name) is null)
                Environment.SetEnvironmentVariable(name, value);
    }

    /// <summary>Reads the text of the file.</summary>
    /// <exception cref="StartException">It is wrong; the message says where.</exception>
    public static IReadOnlyDictionary<string, string> Parse(string json)
    {
        using var document = Read(json);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("IsEncrypted", out var encrypted) || encrypted.ValueKind != JsonValueKind.False)
            throw new StartException("local.settings.json: \"IsEncrypted\": false must be written; encrypted settings are not supported here.");
        if (!root.TryGetProperty("Values", out var values)) return new Dictionary<string, string>();
        return values.ValueKind == JsonValueKind.Object
            ? values.EnumerateObject().ToDictionary(p => p.Name.Replace(":", "__", StringComparison.Ordinal), Text)
            : throw new StartException("local.settings.json: \"Values\" must be an object of texts.");
    }

    private static string Text(JsonProperty property) => property.Value.ValueKind == JsonValueKind.String
        ? property.Value.GetString()!
        : throw new StartException($"local.settings.json: Values.{property.Name} must be a text (in quotes); Values is a flat list of texts.");

    private static JsonDocument Read(string json)
    {
        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false });
        }
        catch (JsonException exception)
        {
            throw new StartException($"local.settings.json is not valid JSON: {exception.Message}");
        }
    }
}
