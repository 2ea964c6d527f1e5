using System.Text;
using System.Text.RegularExpressions;

namespace UserFunctions.Tests.Given;

/// <summary>A mail as it arrived (RFC 5322): what the tests need of it.</summary>
/// <param name="Headers">Unfolded; names without regard to case.</param>
/// <param name="Body">Decoded.</param>
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

    /// <summary>Reads the text of a mail.</summary>
    public static ReceivedMail Parse(string raw)
    {
        var text = raw.ReplaceLineEndings("\n");
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        var headers = FoldPattern().Replace(text[..end], " ").Split('\n')
            .Select(line => line.Split(':', 2)).ToDictionary(p => p[0], p => p[1].Trim(), StringComparer.OrdinalIgnoreCase);
        return new(headers, Decode(text[(end + 2)..], headers.GetValueOrDefault("Content-Transfer-Encoding", "7bit")));
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

    [GeneratedRegex(@"\n[ \t]+")]
    private static partial Regex FoldPattern();

    [GeneratedRegex("=([0-9A-F]{2})")]
    private static partial Regex HexPattern();

    [GeneratedRegex(@"https?://\S+\?token=\S+")]
    private static partial Regex LinkPattern();
}
