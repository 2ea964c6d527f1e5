using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;

namespace UserFunctions.Platform.Http;

/// <summary>Reads request bodies: 400 for broken JSON, 413 over the limit, 415 for another type.</summary>
public static class Bodies
{
    /// <summary>Bytes of a JSON body.</summary>
    public const int MaxJson = 1024 * 1024;

    /// <summary>Reads a JSON object; an empty body counts as <c>{}</c> when <paramref name="optional"/>.</summary>
    public static async Task<Result<JsonBody>> ReadObject(this HttpRequest request, CancellationToken cancellationToken, bool optional = false, int limit = MaxJson)
    {
        var read = await request.ReadBytes(limit, cancellationToken);
        if (!read.Try(out var bytes, out var error))
            return error;
        if (optional && bytes.Length == 0)
            return new JsonBody(JsonDocument.Parse("{}").RootElement, bytes);
        return request.ReadObject(bytes);
    }

    /// <summary>The JSON object of a body that was read.</summary>
    public static Result<JsonBody> ReadObject(this HttpRequest request, byte[] bytes) => IsJson(request.ContentType) ? Parse(bytes) : WrongType(request.ContentType, "application/json");

    /// <summary>Reads a JSON object and names the request by its Idempotency-Key: the opening of every POST.</summary>
    public static Task<Result<(Caller Caller, JsonElement Body)>> ReadNamed(
        this HttpRequest request, string permission, CancellationToken cancellationToken, bool optional = false) =>
        request.ReadNamed(request.Demand(permission), cancellationToken, optional);

    /// <summary>The same for a caller who was let in, or was not.</summary>
    public static async Task<Result<(Caller Caller, JsonElement Body)>> ReadNamed(
        this HttpRequest request, Result<Caller> demanded, CancellationToken cancellationToken, bool optional = false)
    {
        if (!demanded.Try(out var caller, out var error))
            return error;
        if (!(await request.ReadObject(cancellationToken, optional)).Try(out var body, out error))
            return error;
        return caller.Named(request, body.Bytes).Map(named => (named, body.Root));
    }

    /// <summary>Reads the whole body, at most <paramref name="limit"/> bytes.</summary>
    public static async Task<Result<byte[]>> ReadBytes(this HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
            return TooLarge(limit);
        using var buffer = new MemoryStream((int)(request.ContentLength ?? 0));
        var part = new byte[16 * 1024];
        int count;
        while ((count = await request.Body.ReadAsync(part, cancellationToken)) > 0)
        {
            if (buffer.Length + count > limit)
                return TooLarge(limit);
            buffer.Write(part, 0, count);
        }

        return buffer.ToArray();
    }

    /// <summary>A content type in lower case and without parameters; empty: none was sent.</summary>
    public static string TypeOf(string? contentType) => (contentType ?? "").Split(';')[0].Trim().ToLowerInvariant();

    /// <summary>The 415.</summary>
    public static Error WrongType(string? sent, string allowed) => new(
        ErrorKind.WrongType, "body.wrong_type", $"Content-Type was '{(string.IsNullOrEmpty(sent) ? "none" : sent)}'; send {allowed}.", "Content-Type");

    /// <summary>What the server refused while reading: too large, or cut off.</summary>
    public static Error Refused(BadHttpRequestException exception) => exception.StatusCode == StatusCodes.Status413PayloadTooLarge
        ? new(ErrorKind.TooLarge, "body.too_large", "The body is larger than the server takes.")
        : new(ErrorKind.Invalid, "body.malformed", "The request could not be read to its end.");

    private static Result<JsonBody> Parse(byte[] bytes)
    {
        if (!Utf8.IsValid(bytes))
            return Malformed("The body is not valid UTF-8: send JSON in that encoding.");
        try
        {
            using var document = JsonDocument.Parse(bytes, Json.Reading);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return Malformed($"The body is a JSON {root.ValueKind.ToString().ToLowerInvariant()}; send an object.");
            return new JsonBody(root.Clone(), bytes);
        }
        catch (JsonException exception)
        {
            return Malformed($"The body is not valid JSON: {exception.Message}");
        }
        catch (InvalidOperationException)
        {
            // A name that escapes half of a surrogate pair: JSON by its grammar, but no text.
            return Malformed("The body has a field whose name holds half a character: remove it.");
        }
    }

    private static Error Malformed(string message) => new(ErrorKind.Invalid, "body.malformed", message);

    private static Error TooLarge(int limit) => new(ErrorKind.TooLarge, "body.too_large", $"The body is larger than {limit:N0} bytes, the most that is taken here.");

    private static bool IsJson(string? contentType) => TypeOf(contentType) is "application/json" or "application/merge-patch+json";
}

/// <summary>A JSON object as it was sent.</summary>
/// <param name="Root">The object.</param>
/// <param name="Bytes">The raw body.</param>
public sealed record JsonBody(JsonElement Root, byte[] Bytes);
