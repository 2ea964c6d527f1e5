using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace UserFunctions.SignIn;

/// <summary>
/// What this app can make and nobody else: keyed hashes. A token is a seal over its place in the table and the salt of its row, so the table holds no token, a token cannot be made
/// without both, and the same answer can be given again when it was lost.
/// </summary>
public sealed class Seals(SignInSettings settings)
{
    private const int KeyLength = 32;
    private const int SaltLength = 16;

    private readonly byte[] tokens = HKDF.DeriveKey(HashAlgorithmName.SHA256, settings.TokenKey, KeyLength, info: "sign-in: tokens"u8.ToArray());
    private readonly byte[] logins = HKDF.DeriveKey(HashAlgorithmName.SHA256, settings.TokenKey, KeyLength, info: "sign-in: logins"u8.ToArray());
    private readonly byte[] codes = HKDF.DeriveKey(HashAlgorithmName.SHA256, settings.TokenKey, KeyLength, info: "sign-in: codes"u8.ToArray());

    /// <summary>128 random bits for a row.</summary>
    public static byte[] NewSalt() => RandomNumberGenerator.GetBytes(SaltLength);

    /// <summary>The whole text of a token.</summary>
    public string Write(SignInToken token, byte[] salt) => $"{token.Place}.{Of(tokens, token.Place, salt)}";

    /// <summary>True when this app made the token for the row of that salt; takes as long when not.</summary>
    public bool Made(SignInToken token, byte[] salt) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Of(tokens, token.Place, salt)), Encoding.UTF8.GetBytes(token.Seal));

    /// <summary>What is kept of a one-time code: without the key nobody finds the million codes that it could be.</summary>
    public byte[] OfCode(SignInToken challenge, string code, byte[] salt) => Encoding.ASCII.GetBytes(Of(codes, $"{challenge.Place}|{code}", salt));

    /// <summary>32 bytes that stand for a login id, whether it is somebody's or not: without the key nobody finds two login ids whose bytes begin alike.</summary>
    public byte[] OfLogin(string tenant, string loginId) => HMACSHA256.HashData(logins, Encoding.UTF8.GetBytes($"{tenant}|{loginId.Trim().ToUpperInvariant()}"));

    private static string Of(byte[] key, string text, byte[] salt) => Base64Url.EncodeToString(HMACSHA256.HashData(key, (byte[])[.. salt, .. Encoding.UTF8.GetBytes(text)]));
}
