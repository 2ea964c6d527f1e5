using System.Globalization;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Tenants;

namespace UserFunctions.SignIn;

/// <summary>A person as an issuer knows them.</summary>
/// <param name="Issuer">Who says so.</param>
/// <param name="Subject">What it calls the person for good: <c>oid:…</c>, or <c>sub:…</c> where there is no object id.</param>
/// <param name="Emails">Addresses that the issuer says it has verified; never <c>preferred_username</c> or <c>upn</c>, which people may choose.</param>
public sealed record SsoIdentity(string Issuer, string Subject, IReadOnlyList<string> Emails);

/// <summary>
/// Verifies tokens of issuers that a tenant has named: issuer, audience, algorithm, key, signature, time and kind. Which addresses count as verified: <c>email</c> with <c>email_verified</c>
/// or Entra's <c>xms_edov</c> being true, and Entra's <c>verified_primary_email</c>.
/// </summary>
public sealed class SsoTokens(IssuerKeys keys, TimeProvider time)
{
    /// <summary>How far clocks may differ.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(2);

    private const int MaxSubject = 250;

    // Public-key signatures alone: with a shared secret the issuer's public key would sign, and "none" signs nothing.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384,
        SecurityAlgorithms.RsaSsaPssSha512, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    // An ID token or an access token (RFC 9068), but no token of logging out, of proof or of events.
    private static readonly string[] Types = ["", "JWT", "at+jwt", "application/at+jwt"];

    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = BearerToken.MaxLength };

    /// <summary>True when a text has the form of a signed token; looks at nothing but the text.</summary>
    public static bool IsFor(string text) => text.StartsWith("ey", StringComparison.Ordinal) && text.Count(c => c == '.') == 2;

    /// <summary>Whom the token names; 401 <c>sso.…</c> for each thing that is wrong with it, 503 when the issuer's keys cannot be had.</summary>
    public async Task<Result<SsoIdentity>> Read(SsoSettings settings, string text, CancellationToken cancellationToken)
    {
        if (text.Length > BearerToken.MaxLength || !IsFor(text) || Parse(text) is not { } sent)
            return TokenRefusal.Malformed;
        // What it says of itself decides only which issuer is asked; that issuer's key has to agree.
        var issuers = settings.Issuers.Where(issuer => issuer.For(Claim(sent, "tid")) == sent.Issuer).ToList();
        if (issuers.Count == 0)
            return TokenRefusal.Issuer;
        if (!Algorithms.Contains(sent.Alg, StringComparer.Ordinal))
            return TokenRefusal.Algorithm;
        if (sent.Kid is not { Length: > 0 } keyId)
            return TokenRefusal.UnknownKey;
        if (!(await keys.Find(issuers[0], keyId, cancellationToken)).Try(out var key, out var error))
            return error;
        if (!IsFor(key, sent))
            return TokenRefusal.UnknownKey;
        var result = await handler.ValidateTokenAsync(text, Rules(sent.Issuer, issuers, key));
        return result is { IsValid: true, SecurityToken: JsonWebToken token } ? Untimely(token) is { } untimely ? untimely : Identity(token) : TokenRefusal.Of(result.Exception);
    }

    private JsonWebToken? Parse(string text)
    {
        try
        {
            return handler.ReadJsonWebToken(text);
        }
        catch (Exception exception) when (exception is ArgumentException or SecurityTokenException or FormatException or JsonException)
        {
            return null;
        }
    }

    // Entra signs for some directories with keys of their own, and says so beside the key.
    private static bool IsFor(JsonWebKey key, JsonWebToken sent) =>
        !key.AdditionalData.TryGetValue("issuer", out var bound) || bound?.ToString()?.Replace(SsoIssuer.Placeholder, Claim(sent, "tid"), StringComparison.Ordinal) == sent.Issuer;

    private static TokenValidationParameters Rules(string issuer, IEnumerable<SsoIssuer> issuers, JsonWebKey key) => new()
    {
        ValidIssuer = issuer,
        ValidAudiences = issuers.Select(i => i.Audience),
        IssuerSigningKey = key,
        TryAllIssuerSigningKeys = false,
        ValidAlgorithms = Algorithms,
        RequireSignedTokens = true,
        // By the app's own clock, below.
        ValidateLifetime = false,
        TypeValidator = (type, _, _) => Types.Contains(type ?? "", StringComparer.OrdinalIgnoreCase) ? type ?? "" : throw new SecurityTokenInvalidTypeException("Not of a kind that signs in."),
    };

    private Error? Untimely(JsonWebToken token)
    {
        var now = time.GetUtcNow();
        if (Time(token, "exp") is not { } end || now >= end + Skew)
            return TokenRefusal.Expired;
        return Time(token, "nbf") > now + Skew || Time(token, "iat") > now + Skew ? TokenRefusal.NotYet : null;
    }

    private static DateTimeOffset? Time(JsonWebToken token, string name) =>
        double.TryParse(Claim(token, name), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds((long)seconds) : null;

    private static Result<SsoIdentity> Identity(JsonWebToken token)
    {
        var subject = Claim(token, "oid") is { Length: > 0 } oid ? $"oid:{oid.ToLowerInvariant()}" : Claim(token, "sub") is { Length: > 0 } sub ? $"sub:{sub}" : null;
        if (subject is null || subject.Length > MaxSubject)
            return TokenRefusal.Unnamed;
        return new SsoIdentity(token.Issuer, subject, [.. Emails(token).Distinct(StringComparer.OrdinalIgnoreCase)]);
    }

    private static IEnumerable<string> Emails(JsonWebToken token)
    {
        if (Claim(token, "email") is { Length: > 0 } email && (IsTrue(token, "email_verified") || IsTrue(token, "xms_edov")))
            yield return email;
        foreach (var verified in token.Claims.Where(claim => claim.Type == "verified_primary_email" && claim.Value.Contains('@', StringComparison.Ordinal)))
            yield return verified.Value;
    }

    // True is written as true, "true", 1 or "1", by whom it depends.
    private static bool IsTrue(JsonWebToken token, string name) => Claim(token, name) is { } value && (value == "1" || value.Equals("true", StringComparison.OrdinalIgnoreCase));

    private static string? Claim(JsonWebToken token, string name) => token.Claims.FirstOrDefault(claim => claim.Type == name)?.Value;
}
