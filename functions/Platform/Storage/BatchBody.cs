using System.Buffers;
using System.Text;
using System.Text.Json;

namespace UserFunctions.Platform.Storage;

/// <summary>Writes a batch as the multipart body of an entity group transaction.</summary>
/// <remarks>
/// The emulator reads it with patterns, so the form is exact: each part begins with nothing but
/// <c>Content-Type: application/http</c> and <c>Content-Transfer-Encoding: binary</c>, rows are on one line, lines end in CRLF.
/// </remarks>
internal sealed class BatchBody : IDisposable
{
    private readonly ArrayBufferWriter<byte> buffer;
    private readonly Utf8JsonWriter json;

    /// <summary>Writes the whole body.</summary>
    public BatchBody(TableUrl url, string table, IReadOnlyList<RowOperation> operations, string operation)
    {
        buffer = new ArrayBufferWriter<byte>(operations.Count * 768);
        json = new Utf8JsonWriter(buffer, EntityJson.WriterOptions);
        // The operation id is new for each batch and in no text that a row could hold yet: it separates the parts.
        Text($"--batch_{operation}\r\nContent-Type: multipart/mixed; boundary=changeset_{operation}\r\n\r\n");
        var start = $"--changeset_{operation}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n";
        foreach (var (action, row) in operations)
        {
            Text(start);
            Part(url, table, action, row, operation);
        }

        Text($"--changeset_{operation}--\r\n--batch_{operation}--\r\n");
    }

    /// <summary>The bytes to send.</summary>
    public ReadOnlyMemory<byte> Bytes => buffer.WrittenMemory;

    /// <summary>The body's content type.</summary>
    public static string ContentType(string operation) => $"multipart/mixed; boundary=batch_{operation}";

    /// <inheritdoc/>
    public void Dispose() => json.Dispose();

    private void Part(TableUrl url, string table, RowAction action, Row row, string operation)
    {
        var address = action == RowAction.Insert ? url.Table(table) : url.Row(table, row.Partition, row.Key);
        Text($"{Verb(action)} {address} HTTP/1.1\r\nAccept: application/json;odata=minimalmetadata\r\nDataServiceVersion: 3.0\r\n");
        if (Condition(action, row) is { } etag)
            Text($"If-Match: {etag}\r\n");
        if (action == RowAction.Delete)
        {
            Text("\r\n");
            return;
        }

        Text("Content-Type: application/json\r\nPrefer: return-no-content\r\n\r\n");
        json.Reset();
        EntityJson.Write(json, row, operation);
        Text("\r\n");
    }

    /// <summary>The HTTP method of an action.</summary>
    public static string Verb(RowAction action) => action switch
    {
        RowAction.Insert => "POST",
        RowAction.Replace => "PUT",
        RowAction.Merge => "PATCH",
        _ => "DELETE",
    };

    /// <summary>The If-Match of an operation; null sends none, which makes a replace or merge an upsert. A delete must have one.</summary>
    public static string? Condition(RowAction action, Row row) => action switch
    {
        RowAction.Insert => null,
        RowAction.Delete => row.ETag ?? "*",
        _ => row.ETag,
    };

    private void Text(string text) => Encoding.UTF8.GetBytes(text, buffer);
}
