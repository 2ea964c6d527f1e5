using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace UserFunctions.Webhooks;

/// <summary>Keeps what must be had in clear to be used, and must not lie in clear: secrets that events are signed with, and callback URLs, which are keys themselves.</summary>
public sealed class WebhookVault
{
    private const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly byte[] sealing;
    private readonly byte[] naming;

    /// <summary>Derives a key for each use from the one of the settings.</summary>
    public WebhookVault(WebhookSettings settings)
    {
        sealing = HKDF.DeriveKey(HashAlgorithmName.SHA256, settings.SecretKey, KeyLength, info: "webhooks: sealing"u8.ToArray());
        naming = HKDF.DeriveKey(HashAlgorithmName.SHA256, settings.SecretKey, KeyLength, info: "webhooks: tokens"u8.ToArray());
    }

    /// <summary>Encrypts a text (AES-256-GCM), bound to the place where it is kept.</summary>
    public byte[] Seal(string text, string place)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var box = new byte[NonceLength + TagLength + plain.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceLength));
        using var cipher = new AesGcm(sealing, TagLength);
        cipher.Encrypt(box.AsSpan(0, NonceLength), plain, box.AsSpan(NonceLength + TagLength), box.AsSpan(NonceLength, TagLength), Encoding.UTF8.GetBytes(place));
        return box;
    }

    /// <summary>Decrypts it.</summary>
    /// <exception cref="CryptographicException">It was sealed with another key, or lies in another place.</exception>
    public string Open(byte[] box, string place)
    {
        var plain = new byte[box.Length - NonceLength - TagLength];
        using var cipher = new AesGcm(sealing, TagLength);
        cipher.Decrypt(box.AsSpan(0, NonceLength), box.AsSpan(NonceLength + TagLength), box.AsSpan(NonceLength, TagLength), plain, Encoding.UTF8.GetBytes(place));
        return Encoding.UTF8.GetString(plain);
    }

    /// <summary>What unsubscribes without a key: <c>{tenant}.{id}.{secret}</c>. It is stored nowhere: it follows from the webhook's random mark and the key of the settings.</summary>
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
