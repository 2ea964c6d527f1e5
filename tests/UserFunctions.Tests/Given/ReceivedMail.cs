using System.Text;
using System.Text.RegularExpressions;

namespace UserFunctions.Tests.Given;

/// <summary>A mail as it arrived (RFC 5322): what the tests need of it.</summary>
/// <param name="Headers">Unfolded; names without regard to case.</param>
/// <param name="Body">The plain text, decoded.</param>
public sealed partial record ReceivedMail(IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>The recipient's address.</summary>
    public string To => new System.Net.Mail.MailAddress(Headers["To"]).Address;

    /// <summary>The header Message-ID.</summary>
    public string Id => Headers["Message-ID"];

    /// <summary>The link of the invitation.</summary>
    public Uri Link => new(LinkPattern().Match(Body).Value);

    /// <summary>The token in the link.</summary>
    public string Token => Uri.UnescapeDataString(Link.Query["?token=".Length..]);

    /// <summary>The same as HTML, decoded; null: there is none.</summary>
    public string? Html { get; private init; }

    /// <summary>The subject, decoded.</summary>
    public string Subject => string.Concat(WordPattern().Replace(Headers["Subject"], m => m.Value.Trim()) is var words && !words.StartsWith("=?", StringComparison.Ordinal)
        ? [words]
        : WordPattern().Matches(words).Select(m => Decode(m.Groups[2].Value, m.Groups[1].Value is "B" or "b" ? "base64" : "quoted-printable")));

    /// <summary>Reads the text of a mail.</summary>
    public static ReceivedMail Parse(string raw)
    {
        var (headers, body) = Split(raw.ReplaceLineEndings("\n"));
        var boundary = BoundaryPattern().Match(headers.GetValueOrDefault("Content-Type", "")).Groups[1].Value;
        if (boundary.Length == 0)
            return new(headers, Decode(body, headers.GetValueOrDefault("Content-Transfer-Encoding", "7bit")));
        var parts = body.Split("--" + boundary)[1..^1].Select(part => Split(part.TrimStart('\n'))).ToList();
        return new(headers, Text("text/plain")!) { Html = Text("text/html") };

        string? Text(string type) => parts.Where(part => part.Headers["Content-Type"].StartsWith(type, StringComparison.Ordinal))
            .Select(part => Decode(part.Body, part.Headers.GetValueOrDefault("Content-Transfer-Encoding", "7bit"))).FirstOrDefault();
    }

    private static (Dictionary<string, string> Headers, string Body) Split(string text)
    {
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        var headers = FoldPattern().Replace(text[..end], " ").Split('\n')
            .Select(line => line.Split(':', 2)).ToDictionary(p => p[0], p => p[1].Trim(), StringComparer.OrdinalIgnoreCase);
        return (headers, text[(end + 2)..]);
    }

    /// <summary>Reads a file of the pickup folder.</summary>
    public static ReceivedMail Read(string path) => Parse(File.ReadAllText(path, Encoding.Latin1));

    private static string Decode(string body, string encoding) => encoding.ToLowerInvariant() switch
    {
        "base64" => Encoding.UTF8.GetString(Convert.FromBase64String(body)),
        "quoted-printable" => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(
            HexPattern().Replace(body.Replace("=\n", "", StringComparison.Ordinal), m => ((char)Convert.ToByte(m.Groups[1].Value, 16)).ToString()))),
        _ => body,
    };

    [GeneratedRegex(@"=\?[^?]+\?([BbQq])\?([^?]*)\?=\s*")]
    private static partial Regex WordPattern();

    [GeneratedRegex(@"^multipart/alternative;.*boundary=""?([^"";]+)")]
    private static partial Regex BoundaryPattern();

    [GeneratedRegex(@"\n[ \t]+")]
    private static partial Regex FoldPattern();

    [GeneratedRegex("=([0-9A-F]{2})")]
    private static partial Regex HexPattern();

    [GeneratedRegex(@"https?://\S+\?token=\S+")]
    private static partial Regex LinkPattern();
}
