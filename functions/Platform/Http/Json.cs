using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace UserFunctions.Platform.Http;

/// <summary>How this app writes and reads JSON: camelCase, enums as strings, absent instead of null, UTC with <c>Z</c>.</summary>
public static class Json
{
    /// <summary>Deeper bodies are refused as malformed.</summary>
    public const int MaxDepth = 32;

    /// <summary>The one set of options, for the wire, for JSON columns and for queue messages.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>For reading a body: no comments, no trailing commas, and a property given twice is an error.</summary>
    public static JsonDocumentOptions Reading { get; } = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>The same for a writer of one's own.</summary>
    public static JsonWriterOptions Writing { get; } = new() { Encoder = Options.Encoder, MaxDepth = MaxDepth, SkipValidation = true };

    /// <summary>Compact JSON text.</summary>
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>Reads JSON that this app wrote; null for null.</summary>
    public static T? Read<T>(string? json) => json is null ? default : JsonSerializer.Deserialize<T>(json, Options);

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            // Answers are application/json and never pasted into HTML; names stay readable.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = MaxDepth,
        };
        options.Converters.Add(new JsonStringEnumConverter(allowIntegerValues: false));
        options.Converters.Add(new UtcTime());
        return options;
    }

    /// <summary>ISO 8601 in UTC with <c>Z</c>, to the microsecond that a table column keeps.</summary>
    private sealed class UtcTime : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDateTimeOffset().ToUniversalTime();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.UtcDateTime);
    }
}
