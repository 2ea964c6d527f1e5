using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using UserFunctions.Platform.Signing;

namespace UserFunctions.Platform.Http;

/// <summary>
/// Tells whether a request is the one before, without keeping what stood in it: a keyed hash, so that a short secret in a body, such as a password, cannot be found by trying from what the
/// table holds. Every instance has the key; with another one requests from before are no repeats.
/// </summary>
public sealed class Fingerprints
{
    private const int KeyLength = 32;

    private readonly byte[] key;

    /// <summary>Derives the key from <c>Invitations__TokenKey</c>, which every instance has.</summary>
    public Fingerprints(IConfiguration configuration) =>
        key = HKDF.DeriveKey(HashAlgorithmName.SHA256, SecretKey.Read(configuration.GetSection("Invitations"), "TokenKey"), KeyLength, info: "request fingerprints"u8.ToArray());

    /// <summary>64 hexadecimal digits.</summary>
    public string Of(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(HMACSHA256.HashData(key, bytes));
}
