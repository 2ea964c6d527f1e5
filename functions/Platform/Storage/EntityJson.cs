using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace UserFunctions.Platform.Storage;

/// <summary>Rows as the table service's JSON: <c>name@odata.type</c> in front of what JSON has no type for.</summary>
internal static class EntityJson
{
    // Not indented: a batch wants each row on one line. Text stays UTF-8 instead of \uXXXX, which keeps batches small.
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private const string TypeSuffix = "@odata.type";

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    /// <summary>Writes a row with the operation id of its batch; null values are left out.</summary>
    public static void Write(Utf8JsonWriter json, Row row, string operation)
    {
        json.WriteStartObject();
        json.WriteString("PartitionKey"u8, row.Partition);
        json.WriteString("RowKey"u8, row.Key);
        json.WriteString(OperationEcho.Column, operation);
        foreach (var (name, value) in row.Columns)
            WriteValue(json, name, value);
        json.WriteEndObject();
        json.Flush();
    }

    /// <summary>Writes a row that is a body of its own: ASCII only.</summary>
    /// <remarks>The emulator decodes such a body piece by piece as it arrives, and a character that is cut in two comes out as two U+FFFD.</remarks>
    public static ReadOnlyMemory<byte> WriteAlone(Row row, string operation)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer, WriterOptions);
        Write(json, row, operation);
        return Ascii.IsValid(buffer.WrittenSpan) ? buffer.WrittenMemory : Escape(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    /// <summary>Reads the answer to a get.</summary>
    public static Row ReadOne(ReadOnlySpan<byte> utf8)
    {
        var json = new Utf8JsonReader(utf8);
        json.Read();
        return ReadRow(ref json, out _);
    }

    /// <summary>Reads only the operation id from the answer to a get; empty when the row has none.</summary>
    public static string ReadOperation(ReadOnlySpan<byte> utf8)
    {
        var json = new Utf8JsonReader(utf8);
        json.Read();
        ReadRow(ref json, out var operation);
        return operation ?? "";
    }

    /// <summary>Reads the answer to a query.</summary>
    public static List<Row> ReadMany(ReadOnlySpan<byte> utf8)
    {
        var rows = new List<Row>();
        var json = new Utf8JsonReader(utf8);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isRows = json.ValueTextEquals("value"u8);
            json.Read();
            while (isRows && json.Read() && json.TokenType == JsonTokenType.StartObject)
                rows.Add(ReadRow(ref json, out _));
            if (!isRows)
                json.Skip();
        }

        return rows;
    }

    private static void WriteValue(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null: break;
            case string text: json.WriteString(name, text); break;
            case bool flag: json.WriteBoolean(name, flag); break;
            case int number: json.WriteNumber(name, number); break;
            case long number: Typed(json, name, "Edm.Int64"u8).WriteString(name, number.ToString(CultureInfo.InvariantCulture)); break;
            case Guid id: Typed(json, name, "Edm.Guid"u8).WriteString(name, id); break;
            case DateTimeOffset time:
                Typed(json, name, "Edm.DateTime"u8).WriteString(name, time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
                break;
            case byte[] bytes: Typed(json, name, "Edm.Binary"u8).WriteBase64String(name, bytes); break;
            case double number: WriteDouble(Typed(json, name, "Edm.Double"u8), name, number); break;
            default: throw new ArgumentException($"'{name}' has the type {value.GetType().Name}, which a table cannot hold.", nameof(value));
        }
    }

    // Names and texts are the only places where JSON has other characters, and in both \uXXXX means the same.
    private static byte[] Escape(string json)
    {
        var ascii = new StringBuilder(json.Length * 2);
        foreach (var c in json)
            _ = c < 0x80 ? ascii.Append(c) : ascii.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        return Encoding.ASCII.GetBytes(ascii.ToString());
    }

    private static Utf8JsonWriter Typed(Utf8JsonWriter json, string name, ReadOnlySpan<byte> type)
    {
        json.WriteString(name + TypeSuffix, type);
        return json;
    }

    private static void WriteDouble(Utf8JsonWriter json, string name, double number)
    {
        if (double.IsFinite(number))
            json.WriteNumber(name, number);
        else
            json.WriteString(name, number.ToString(CultureInfo.InvariantCulture));
    }

    private static Row ReadRow(ref Utf8JsonReader json, out string? operation)
    {
        string partition = "", key = "";
        string? etag = null, pending = null, type = null;
        operation = null;
        var columns = new Dictionary<string, object?>();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (Is(ref json, "odata.etag"u8)) etag = json.GetString();
            else if (Is(ref json, "PartitionKey"u8)) partition = json.GetString()!;
            else if (Is(ref json, "RowKey"u8)) key = json.GetString()!;
            else if (Is(ref json, "op"u8)) operation = json.GetString();
            else if (Is(ref json, "Timestamp"u8) || Is(ref json, "odata.metadata"u8)) json.Skip();
            else ReadColumn(ref json, columns, ref pending, ref type);
        }

        return new Row(partition, key) { ETag = etag, Columns = columns };
    }

    // Steps onto the value when the name is the one asked for.
    private static bool Is(ref Utf8JsonReader json, ReadOnlySpan<byte> name) => json.ValueTextEquals(name) && json.Read();

    private static void ReadColumn(ref Utf8JsonReader json, Dictionary<string, object?> columns, ref string? typed, ref string? type)
    {
        var name = json.GetString()!;
        json.Read();
        if (name.EndsWith(TypeSuffix, StringComparison.Ordinal))
        {
            typed = name[..^TypeSuffix.Length];
            type = json.GetString();
            return;
        }

        columns[name] = ReadValue(ref json, typed == name ? type : null);
    }

    private static object? ReadValue(ref Utf8JsonReader json, string? type) => json.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.Number => ReadNumber(ref json, type),
        JsonTokenType.String => type switch
        {
            null or "Edm.String" => json.GetString(),
            "Edm.Int64" => long.Parse(json.GetString()!, CultureInfo.InvariantCulture),
            "Edm.Guid" => Guid.Parse(json.GetString()!),
            "Edm.DateTime" => DateTimeOffset.Parse(json.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            "Edm.Binary" => json.GetBytesFromBase64(),
            "Edm.Double" => double.Parse(json.GetString()!, CultureInfo.InvariantCulture),
            _ => throw new FormatException($"The table service sent the type {type}, which is not one of its own."),
        },
        _ => null,
    };

    // Without a type a number is an Int32, or a double when it is written as one ("5.0").
    private static object ReadNumber(ref Utf8JsonReader json, string? type) =>
        type != "Edm.Double" && json.TryGetInt32(out var number) ? (object)number : json.GetDouble();
}
