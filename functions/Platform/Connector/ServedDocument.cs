using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace UserFunctions.Platform.Connector;

/// <summary>A document that is kept as text and sent with the host and scheme that were called, so that a local tool can call what it reads.</summary>
internal sealed class ServedDocument(string text)
{
    // Long enough that a designer reads it once, short enough that a new version shows soon.
    private static readonly string CacheControl = $"public, max-age={(int)TimeSpan.FromMinutes(5).TotalSeconds}";

    private readonly string hash = Hash(text);

    // A deployment is called by one name nearly always; another name is made anew, so that no caller fills the memory.
    private Written last = new("", "", []);

    /// <summary>200 with the document, or 304.</summary>
    public IResult For(HttpRequest request)
    {
        // A host is whatever the caller says it is.
        var host = JsonEncodedText.Encode(request.Host.ToString()).ToString();
        var tag = $"\"{hash}{Hash($"{request.Scheme}://{host}")}\"";
        var headers = request.HttpContext.Response.Headers;
        (headers.ETag, headers.CacheControl) = (tag, CacheControl);
        if (request.Headers.IfNoneMatch.ToString().Split(',').Any(sent => sent.Trim() is var one && (one == "*" || one.Replace("W/", "", StringComparison.Ordinal) == tag)))
            return Results.StatusCode(StatusCodes.Status304NotModified);
        return Results.Bytes(At(host, request.Scheme), "application/json; charset=utf-8");
    }

    private byte[] At(string host, string scheme)
    {
        var known = last;
        if (known.Host != host || known.Scheme != scheme)
            last = known = new(host, scheme, Encoding.UTF8.GetBytes(Write(host, scheme)));
        return known.Bytes;
    }

    private string Write(string host, string scheme)
    {
        var (server, sample) = ($"\"{scheme}://{host}{ConnectorInfo.BasePath}\"", ConnectorInfo.SampleHost);
        return text
            .Replace($"\"https://{sample}{ConnectorInfo.BasePath}\"", server, StringComparison.Ordinal)
            .Replace($"\"host\": \"{sample}\"", $"\"host\": \"{host}\"", StringComparison.Ordinal)
            .Replace("\"schemes\": [\n    \"https\"\n  ]", $"\"schemes\": [\n    \"{scheme}\"\n  ]", StringComparison.Ordinal);
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];

    private sealed record Written(string Host, string Scheme, byte[] Bytes);
}
