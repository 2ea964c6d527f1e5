using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;

namespace UserFunctions.Tenants;

/// <summary>Single sign-on in a body: what it does not name stays, and null ends it.</summary>
[DescribedBy(typeof(SsoSettings))]
public sealed record SsoBody
{
#pragma warning disable CS1591 // Each property is described where the settings show it.
    [Field("All identity providers whose tokens are taken from then on, at most 10; none: nobody comes in by SSO.")]
    public IReadOnlyList<SsoIssuerBody>? Issuers { get; init; }

    public string? StartUrl { get; init; }
#pragma warning restore CS1591
}

/// <summary>An identity provider in a body.</summary>
[DescribedBy(typeof(SsoIssuer))]
public sealed record SsoIssuerBody
{
#pragma warning disable CS1591 // As above.
    [Field("Issuer as its tokens name it, an https URL such as https://login.microsoftonline.com/{tenantid}/v2.0; keys are found below it at .well-known/openid-configuration.", IsRequired = true)]
    public string? Issuer { get; init; }

    [Field("Id of the app at the issuer, as tokens name it in aud; at most 200 characters.", IsRequired = true)]
    public string? Audience { get; init; }

    public IReadOnlyList<string>? DirectoryIds { get; init; }
#pragma warning restore CS1591
}

/// <summary>Reads <c>sso</c> of the tenant's settings.</summary>
internal sealed class SsoFields(FieldReader reader)
{
    private const int MaxIssuers = 10;
    private const int MaxAudience = 200;
    private const int MaxDirectories = 20;
    private const int MaxUrl = 500;

    private readonly Field<FieldReader> sso = reader.Part("sso", "single sign-on");

    public SsoSettings After(SsoSettings before)
    {
        if (!sso.IsSet)
            return before;
        if (sso.Value is not { } part)
            return SsoSettings.None;
        var start = part.Text("startUrl", MaxUrl);
        if (start.Value is { } url && !IsHttps(url))
            part.Add("startUrl", "invalid", $"startUrl '{FieldReader.Shown(url)}' is not valid: give an absolute https URL.");
        var issuers = part.Parts("issuers", MaxIssuers, "identity provider");
        var after = issuers.IsSet ? [.. (issuers.Value ?? []).Select(Issuer)] : before.Issuers;
        var settings = new SsoSettings(after, start.Or(before.StartUrl));
        return Json.Write(settings) == Json.Write(before) ? before : settings;
    }

    private static SsoIssuer Issuer(FieldReader part)
    {
        var (issuer, audience) = (part.Text("issuer", MaxUrl).Value, part.Text("audience", MaxAudience).Value);
        var directories = part.Texts("directoryIds", MaxDirectories, 36).Value ?? [];
        if (issuer is null)
            part.Missing("issuer", "give the URL that tokens name as iss");
        else if (!IsIssuer(issuer.Replace(SsoIssuer.Placeholder, "x", StringComparison.Ordinal)))
            part.Add("issuer", "invalid", $"issuer '{FieldReader.Shown(issuer)}' is not valid: give an absolute https URL without query and fragment, as tokens name it in iss.");
        if (audience is null)
            part.Missing("audience", "give the app's id at the provider, as tokens name it in aud");
        Directories(part, issuer, directories);
        return new(issuer ?? "", audience ?? "", [.. directories.Select(id => id.ToLowerInvariant())]);
    }

    // Anybody can have a directory of their own: without a list of them all of them would come in.
    private static void Directories(FieldReader part, string? issuer, IReadOnlyList<string> directories)
    {
        var hasPlaceholder = issuer?.Contains(SsoIssuer.Placeholder, StringComparison.Ordinal) is true;
        if (hasPlaceholder && directories.Count == 0)
            part.Missing("directoryIds", "name the directories whose users may come: with {tenantid} in the issuer everybody's tokens would do");
        if (!hasPlaceholder && directories.Count > 0)
            part.Add("directoryIds", "invalid", "directoryIds goes with an issuer that has {tenantid} in it: leave it out, or write {tenantid} for the directory's id.");
        foreach (var id in directories.Where(id => !Guid.TryParseExact(id, "D", out _)))
            part.Add("directoryIds", "invalid", $"directoryIds '{FieldReader.Shown(id)}' is no id of a directory: give it as 8-4-4-4-12 hexadecimal digits.");
    }

    // Http to this very machine is for work on it; the connection refuses it everywhere else.
    private static bool IsIssuer(string text) => IsHttps(text) && new Uri(text).Query.Length == 0;

    private static bool IsHttps(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.UserInfo.Length == 0 && url.Fragment.Length == 0
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));
}
