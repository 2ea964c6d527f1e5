using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;

namespace UserFunctions.Platform.Http;

/// <summary>An entity's version as an ETag, and If-Match against it (RFC 9110 §8.8, §13.1.1).</summary>
public static class Versions
{
    /// <summary>Version 7 is <c>"7"</c>.</summary>
    public static string ETag(int version) => $"\"{version}\"";

    /// <summary>The If-Match header; null when absent or <c>*</c>, which both let any version pass.</summary>
    public static string? IfMatch(this HttpRequest request)
    {
        var sent = request.Headers.IfMatch.ToString();
        return sent is "" or "*" ? null : sent;
    }

    /// <summary>Null when <paramref name="ifMatch"/> is null or lists the current version; otherwise the 412.</summary>
    /// <remarks>A weak tag is taken as the strong one: proxies and flows weaken tags, and a version is never reused.</remarks>
    public static Error? Check(string? ifMatch, int version)
    {
        var current = ETag(version);
        if (ifMatch is null || ifMatch.Split(',').Any(tag => Strong(tag.Trim()) == current))
            return null;
        return Error.Stale(ifMatch, current);
    }

    private static string Strong(string tag) => tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag;
}
