using UserFunctions.Platform.Connector;

namespace UserFunctions.Tenants;

/// <summary>An identity provider whose tokens the tenant takes.</summary>
/// <param name="Issuer">What the token's <c>iss</c> must be, letter by letter. <c>{tenantid}</c> in it stands for the token's <c>tid</c>.</param>
/// <param name="Audience">What the token's <c>aud</c> must be: the app's id at the provider.</param>
/// <param name="DirectoryIds">Values of <c>tid</c> that are taken where the issuer has <c>{tenantid}</c>; empty where it has not.</param>
public sealed record SsoIssuer(
    [property: Field("Issuer as its tokens name it, an https URL such as https://login.microsoftonline.com/{tenantid}/v2.0; keys are found below it at .well-known/openid-configuration.", IsRequired = true)] string Issuer,
    [property: Field("Id of the app at the issuer, as tokens name it in aud; at most 200 characters.", IsRequired = true)] string Audience,
    [property: Field("Ids of the Entra directories whose users may come, 1 to 20; needed where the issuer has {tenantid}, and left out elsewhere.")] IReadOnlyList<string> DirectoryIds)
{
    /// <summary>What stands in an issuer for the directory's id.</summary>
    public const string Placeholder = "{tenantid}";

    /// <summary>Where the keys are described (OpenID Connect Discovery 1.0 §4).</summary>
    public string MetadataAddress() => (Issuer.Contains(Placeholder, StringComparison.Ordinal) ? Issuer.Replace(Placeholder, "organizations", StringComparison.Ordinal) : Issuer).TrimEnd('/') + "/.well-known/openid-configuration";

    /// <summary>The issuer that a token of this directory must name; null when the directory is none of those.</summary>
    /// <param name="directory">The token's <c>tid</c>; null: it has none.</param>
    public string? For(string? directory) =>
        !Issuer.Contains(Placeholder, StringComparison.Ordinal) ? Issuer
        : directory is not null && DirectoryIds.Contains(directory, StringComparer.OrdinalIgnoreCase) ? Issuer.Replace(Placeholder, directory, StringComparison.Ordinal)
        : null;
}

/// <summary>Single sign-on of a tenant (S059).</summary>
/// <param name="Issuers">Who may say who a person is; at most 10. Empty: nobody comes in by single sign-on.</param>
/// <param name="StartUrl">Where people begin to sign in; null: nobody said.</param>
public sealed record SsoSettings(
    [property: Field("Identity providers whose tokens are taken, at most 10.")] IReadOnlyList<SsoIssuer> Issuers,
    [property: Field("Https URL at which people begin to sign in with SSO; mails lead there.")] string? StartUrl)
{
    /// <summary>None.</summary>
    public static SsoSettings None { get; } = new([], null);
}
