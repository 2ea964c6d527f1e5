using System.Security.Cryptography;
using System.Text;

namespace UserFunctions.Platform.Signing;

/// <summary>Keeps what must be had in clear to be used, and must not lie in clear: secrets that are signed with, and callback URLs, which are keys themselves.</summary>
public sealed class SecretBox
{
    private const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly byte[] sealing;

    /// <summary>Derives its own key from one of the settings.</summary>
    public SecretBox(byte[] key) => sealing = HKDF.DeriveKey(HashAlgorithmName.SHA256, key, KeyLength, info: "webhooks: sealing"u8.ToArray());

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
}
