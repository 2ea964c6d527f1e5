using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace UserFunctions.Platform.Signing;

/// <summary>Signatures of Standard Webhooks: <c>v1,</c> and the base64 of HMAC-SHA256 over <c>id.timestamp.body</c>.</summary>
public static class Signature
{
    /// <summary>Begins every secret.</summary>
    public const string Prefix = "whsec_";

    private const int SecretBytes = 32;

    // A sender has two secrets while it rotates; more signatures than a few are only work.
    private const int MostSignatures = 10;

    /// <summary>A new secret: <c>whsec_</c> and the base64 of 32 random bytes.</summary>
    public static string NewSecret() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>The header <c>webhook-signature</c>: one signature a secret, with blanks between them.</summary>
    /// <param name="secrets">As <see cref="NewSecret"/> makes them.</param>
    /// <param name="id">The header <c>webhook-id</c>.</param>
    /// <param name="timestamp">The header <c>webhook-timestamp</c>: seconds since 1970.</param>
    /// <param name="body">The body as it is sent.</param>
    public static string Of(IEnumerable<string> secrets, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp.ToString(CultureInfo.InvariantCulture)}."), .. body];
        return string.Join(' ', secrets.Select(secret => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret[Prefix.Length..]), signed))}"));
    }

    /// <summary>True when one of the signatures of a header was made with one of the secrets; all pairs are compared, each in constant time.</summary>
    /// <param name="header">What came as <c>webhook-signature</c>; of more than ten signatures the first ten count.</param>
    /// <param name="secrets">As <see cref="NewSecret"/> makes them; none: false.</param>
    /// <param name="id">What came as <c>webhook-id</c>.</param>
    /// <param name="timestamp">What came as <c>webhook-timestamp</c>.</param>
    /// <param name="body">The body, byte by byte as it came.</param>
    public static bool Verify(string header, IEnumerable<string> secrets, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var sent = header.Split(' ', MostSignatures + 1, StringSplitOptions.RemoveEmptyEntries).Take(MostSignatures).Select(Encoding.UTF8.GetBytes).ToList();
        var isOne = false;
        foreach (var secret in secrets)
        {
            var right = Encoding.UTF8.GetBytes(Of([secret], id, timestamp, body));
            foreach (var signature in sent)
                isOne |= CryptographicOperations.FixedTimeEquals(right, signature);
        }

        return isOne;
    }
}
