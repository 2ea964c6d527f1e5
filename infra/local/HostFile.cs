using System.Globalization;
using System.Text.Json;

namespace UserFunctions.Local;

/// <summary>host.json: values by dotted path.</summary>
internal sealed class HostFile(JsonElement root)
{
    public static HostFile Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            var file = new HostFile(document.RootElement.Clone());
            return file.Text("version") == "2.0" ? file : throw new StartException("host.json: \"version\": \"2.0\" is missing.");
        }
        catch (JsonException exception)
        {
            throw new StartException($"host.json is not valid JSON: {exception.Message}");
        }
    }

    public string? Text(string path) => Find(path) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        var value => throw Wrong(path, value.Value, "a text"),
    };

    public int? Number(string path, int min, int max) => Find(path) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var number) && number >= min && number <= max => number,
        var value => throw Wrong(path, value.Value, max == int.MaxValue ? $"a whole number of at least {min}" : $"a whole number from {min} to {max}"),
    };

    public TimeSpan? Duration(string path) => Find(path) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value when TimeSpan.TryParse(value.GetString(), CultureInfo.InvariantCulture, out var time) && time >= TimeSpan.Zero => time,
        var value => throw Wrong(path, value.Value, "a time span such as \"00:00:30\""),
    };

    private JsonElement? Find(string path)
    {
        var at = root;
        foreach (var name in path.Split('.'))
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
                return null;
        return at;
    }

    private static StartException Wrong(string path, JsonElement value, string allowed) =>
        new($"host.json: {path} is {value.GetRawText()}, but must be {allowed}.");
}
