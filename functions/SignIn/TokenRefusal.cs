using Microsoft.IdentityModel.Tokens;
using UserFunctions.Platform.Errors;

namespace UserFunctions.SignIn;

/// <summary>Why a token of an issuer opens nothing. The sentences name what to change and never the token.</summary>
internal static class TokenRefusal
{
    public static Error Malformed { get; } = Refused("malformed", "This is no token of an identity provider: send the JWT as it was issued.");

    public static Error Issuer { get; } = Refused("issuer", "The token's issuer is none of this tenant's: an administrator adds it to sso.issuers with PATCH /api/tenant.");

    public static Error Algorithm { get; } = Refused("algorithm", "The token is not signed with RS256, PS256, ES256 or their longer kin: have the identity provider sign it so.");

    public static Error UnknownKey { get; } = Refused("key", "The token is signed with a key that its issuer does not publish: sign in there again.");

    public static Error Expired { get; } = Refused("expired", "The token has ended: sign in at the identity provider again.");

    public static Error NotYet { get; } = Refused("not_yet", "The token is not valid yet: check the clocks, they may differ by 2 minutes.");

    public static Error Type { get; } = Refused("type", "This kind of token does not sign in: send an ID token, or an access token for this API.");

    public static Error Unnamed { get; } = Refused("subject", "The token names nobody: it needs oid or sub.");

    private static Error Signature { get; } = Refused("signature", "The token's signature is not right: sign in at the identity provider again.");

    private static Error Audience { get; } = Refused("audience", "The token is meant for another app: its aud must be an audience of sso.issuers.");

    private static Error Invalid { get; } = Refused("invalid", "The token is not valid: sign in at the identity provider again.");

    public static Error Unavailable(string why) => new(
        ErrorKind.Busy, "sso.unavailable", $"The identity provider cannot be asked at the moment ({why}): try again in a minute; an administrator checks sso.issuers of PATCH /api/tenant.")
    { RetryAfter = IssuerKeys.RefreshedEvery };

    public static Error Of(Exception? exception) => exception switch
    {
        SecurityTokenInvalidAudienceException => Audience,
        SecurityTokenInvalidIssuerException => Issuer,
        SecurityTokenInvalidAlgorithmException => Algorithm,
        SecurityTokenSignatureKeyNotFoundException => UnknownKey,
        SecurityTokenInvalidSignatureException => Signature,
        SecurityTokenInvalidTypeException => Type,
        _ => Invalid,
    };

    private static Error Refused(string code, string message) => new(ErrorKind.Unauthenticated, $"sso.{code}", message, "token");
}
