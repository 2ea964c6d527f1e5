using System.Net;
using System.Text.Json;

namespace UserFunctions.Tests.Given;

/// <summary>What the app answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Headers">All headers, those of the content too; names without regard to case.</param>
/// <param name="Bytes">The body as it came.</param>
/// <param name="Json">The body; undefined when it is empty or no JSON.</param>
public sealed record Reply(HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, byte[] Bytes, JsonElement Json)
{
    /// <summary>The body as text.</summary>
    public string Text => System.Text.Encoding.UTF8.GetString(Bytes);

    /// <summary>The field <c>id</c>.</summary>
    public Guid Id => Json.GetProperty("id").GetGuid();

    /// <summary>The header <c>ETag</c>; null when absent.</summary>
    public string? ETag => Headers.GetValueOrDefault("ETag");

    /// <summary>The header <c>Location</c>; null when absent.</summary>
    public string? Location => Headers.GetValueOrDefault("Location");

    /// <summary>The <c>code</c> of an error answer.</summary>
    public string Code => Error("code");

    /// <summary>The <c>message</c> of an error answer.</summary>
    public string Message => Error("message");

    /// <summary>The codes of all wrong fields, sorted.</summary>
    public IReadOnlyList<string> Codes => [.. Json.GetProperty("error").GetProperty("details").EnumerateArray().Select(d => d.GetProperty("code").GetString()!).Order(StringComparer.Ordinal)];

    /// <summary>The entries of a list.</summary>
    public IReadOnlyList<JsonElement> Value => [.. Json.GetProperty("value").EnumerateArray()];

    /// <summary>The URL of the next page; null at the end.</summary>
    public string? NextLink => Json.TryGetProperty("nextLink", out var link) ? link.GetString() : null;

    /// <summary>A field of the body; undefined when absent.</summary>
    public JsonElement this[string name] => Json.TryGetProperty(name, out var value) ? value : default;

    /// <summary>A text field of the body; null when absent.</summary>
    public string? TextOf(string name) => Json.TryGetProperty(name, out var value) ? value.GetString() : null;

    /// <summary>Fails the test, with the body, unless this is the status.</summary>
    public Reply Expect(HttpStatusCode status)
    {
        Assert.True(Status == status, $"Expected {(int)status}, got {(int)Status}: {Text}");
        return this;
    }

    /// <summary>Fails the test unless this is an error of that status and code.</summary>
    public Reply Expect(HttpStatusCode status, string code)
    {
        Expect(status);
        Assert.Equal(code, Code);
        return this;
    }

    /// <summary>Reads a response to its end.</summary>
    public static async Task<Reply> Read(HttpResponseMessage response)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync();
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        var isJson = bytes.Length > 0 && response.Content.Headers.ContentType?.MediaType == "application/json";
        return new Reply(response.StatusCode, headers, bytes, isJson ? JsonDocument.Parse(bytes).RootElement : default);
    }

    private string Error(string name) => Json.GetProperty("error").GetProperty(name).GetString()!;
}
