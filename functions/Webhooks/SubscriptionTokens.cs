using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace UserFunctions.Webhooks;

/// <summary>What unsubscribes without a key.</summary>
public sealed class SubscriptionTokens(WebhookSettings settings)
{
    private const int KeyLength = 32;

    private readonly byte[] naming = HKDF.DeriveKey(HashAlgorithmName.SHA256, settings.SecretKey, KeyLength, info: "webhooks: tokens"u8.ToArray());

    /// <summary>The token: <c>{tenant}.{id}.{secret}</c>. It is stored nowhere: it follows from the webhook's random mark and the key of the settings.</summary>
    public string Token(string tenant, Guid id, byte[] mark) => $"{tenant}.{id:N}.{Secret(tenant, id, mark)}";

    /// <summary>True when the secret of a token is this webhook's, compared in constant time.</summary>
    public bool IsToken(string tenant, Guid id, byte[] mark, string secret) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Secret(tenant, id, mark)), Encoding.UTF8.GetBytes(secret));

    private string Secret(string tenant, Guid id, byte[] mark)
    {
        byte[] bound = [.. Encoding.UTF8.GetBytes($"{tenant}|{id:D}|"), .. mark];
        return Base64Url.EncodeToString(HMACSHA256.HashData(naming, bound));
    }
}
