using System.Buffers.Text;
using System.Text;
using Azure;

namespace UserFunctions.Platform.Storage;

/// <summary>Reads what the service says to a batch: 202 around one part for each operation, or around a single error.</summary>
internal static class BatchAnswer
{
    /// <summary>Reads the answer to a batch of <paramref name="count"/> operations.</summary>
    /// <exception cref="RequestFailedException">It is an error that says nothing of a row, or not an answer to this batch.</exception>
    public static BatchOutcome Read(Response response, int count)
    {
        if (response.Status != 202)
            throw TableError.Of(response).Exception();
        var etags = new List<string?>(count);
        ReadOnlySpan<byte> rest = response.Content.ToMemory().Span;
        while (NextPart(ref rest) is { } status)
        {
            if (status >= 400)
                return Refused(TableError.Read(status, Body(rest)));
            etags.Add(ETag(rest));
        }

        return etags.Count == count
            ? new BatchOutcome(null, -1, etags)
            : throw new RequestFailedException(response.Status, $"The table service answered {etags.Count} of {count} operations.");
    }

    /// <summary>Reads the answer to one operation that was sent on its own.</summary>
    /// <exception cref="RequestFailedException">It is an error that says nothing of the row.</exception>
    public static BatchOutcome ReadSingle(Response response)
    {
        if (response.Status >= 300)
        {
            var error = TableError.Of(response);
            return error.Refusal is { } refusal ? new BatchOutcome(refusal, 0, []) : throw error.Exception();
        }

        return new BatchOutcome(null, -1, [response.Headers.TryGetValue("ETag", out var etag) ? etag : null]);
    }

    /// <summary>The error inside a 202 that may pass when the batch is sent again; null when there is none.</summary>
    public static TableError? PassingError(Response response)
    {
        if (response.Status != 202)
            return null;
        ReadOnlySpan<byte> rest = response.Content.ToMemory().Span;
        return NextPart(ref rest) is { } status && TableClassifier.Passes(status) ? TableError.Read(status, Body(rest)) : null;
    }

    private static BatchOutcome Refused(TableError error) =>
        error is { Refusal: { } refusal, Index: { } index } ? new BatchOutcome(refusal, index, []) : throw error.Exception();

    // Moves behind the next status line and returns its status; null at the end.
    private static int? NextPart(ref ReadOnlySpan<byte> rest)
    {
        var at = rest.IndexOf("\nHTTP/1.1 "u8);
        if (at < 0)
            return null;
        rest = rest[(at + 10)..];
        return Utf8Parser.TryParse(rest, out int status, out _) ? status : 500;
    }

    private static ReadOnlySpan<byte> Body(ReadOnlySpan<byte> part)
    {
        var at = part.IndexOf((byte)'{');
        return at < 0 ? [] : part[at..];
    }

    private static string? ETag(ReadOnlySpan<byte> part)
    {
        var end = part.IndexOf("\nHTTP/1.1 "u8);
        if (end >= 0)
            part = part[..end];
        var at = part.IndexOf("\nETag: "u8);
        if (at < 0)
            return null;
        part = part[(at + 7)..];
        return Encoding.ASCII.GetString(part[..part.IndexOfAny("\r\n"u8)]);
    }
}
