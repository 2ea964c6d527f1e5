using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace UserFunctions.Tests.SignIn;

/// <summary>An identity provider on 127.0.0.1 with keys of its own: it publishes them by OpenID Connect Discovery and issues whatever a test wants.</summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    /// <summary>The app's id there.</summary>
    public const string Audience = "app-1";

    private readonly WebApplication web;
    private readonly List<RsaSecurityKey> published = [];
    private int fetches;

    private IdentityProvider(WebApplication web)
    {
        this.web = web;
        Rotate();
    }

    /// <summary>What its tokens and metadata name as issuer.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>What signs tokens; published unless a test says otherwise.</summary>
    public RsaSecurityKey Key { get; private set; } = null!;

    /// <summary>What the metadata names as issuer; null: the issuer.</summary>
    public string? Claimed { get; set; }

    /// <summary>What each of its keys says that it signs for, as Entra's do; null: nothing.</summary>
    public string? KeyIssuer { get; set; }

    /// <summary>Where its metadata says that its keys are; null: where they are.</summary>
    public string? KeysUrl { get; set; }

    /// <summary>One more key that it publishes, of an elliptic curve.</summary>
    public ECDsaSecurityKey Curve { get; } = new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "curve" };

    /// <summary>True: it answers nothing but 503.</summary>
    public bool IsDown { get; set; }

    /// <summary>How often its keys were asked for.</summary>
    public int Fetches => Volatile.Read(ref fetches);

    /// <summary>What goes to <c>sso.issuers</c>.</summary>
    public object Settings => new { issuers = new[] { new { issuer = Issuer, audience = Audience } } };

    public static async Task<IdentityProvider> Start()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        var provider = new IdentityProvider(builder.Build());
        provider.web.Run(provider.Answer);
        await provider.web.StartAsync();
        provider.Issuer = provider.web.Urls.First();
        return provider;
    }

    /// <summary>Signs with another key from now on, which is published beside those before.</summary>
    public void Rotate()
    {
        Key = NewKey();
        published.Add(Key);
    }

    /// <summary>A key that it does not publish.</summary>
    public static RsaSecurityKey NewKey() => new(RSA.Create(2048)) { KeyId = Guid.NewGuid().ToString("N") };

    /// <summary>A token of a person: these claims on top of those of any ID token; null leaves one out.</summary>
    public string Token(DateTimeOffset now, object claims, SigningCredentials? signing = null, string? type = "JWT")
    {
        var all = new Dictionary<string, object?>
        {
            ["iss"] = Issuer,
            ["aud"] = Audience,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddHours(1).ToUnixTimeSeconds(),
        };
        foreach (var claim in JsonSerializer.SerializeToElement(claims).EnumerateObject())
            all[claim.Name] = claim.Value.ValueKind is JsonValueKind.Null ? null : claim.Value;
        var payload = JsonSerializer.Serialize(all.Where(c => c.Value is not null).ToDictionary());
        var handler = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false };
        var header = new Dictionary<string, object> { ["typ"] = type ?? "JWT" };
        return handler.CreateToken(payload, signing ?? new(Key, SecurityAlgorithms.RsaSha256), header);
    }

    public ValueTask DisposeAsync() => web.DisposeAsync();

    private async Task Answer(HttpContext context)
    {
        if (IsDown)
        {
            context.Response.StatusCode = 503;
            return;
        }

        if (context.Request.Path.Value!.EndsWith("/.well-known/openid-configuration", StringComparison.Ordinal))
            await context.Response.WriteAsJsonAsync(new { issuer = Claimed ?? Issuer, jwks_uri = KeysUrl ?? web.Urls.First() + "/keys", id_token_signing_alg_values_supported = new[] { "RS256" } });
        else if (context.Request.Path == "/keys")
        {
            Interlocked.Increment(ref fetches);
            await context.Response.WriteAsJsonAsync(new { keys = published.Select(Public).Append(PublicCurve()) });
        }
        else if (context.Request.Path == "/moved")
            context.Response.Redirect("/keys");
        else if (context.Request.Path == "/large")
            await context.Response.WriteAsync("{\"keys\":[]," + new string(' ', 600_000) + "}");
        else
            context.Response.StatusCode = 404;
    }

    private object PublicCurve()
    {
        var point = Curve.ECDsa.ExportParameters(false).Q;
        return new { kty = "EC", crv = "P-256", kid = Curve.KeyId, x = Base64UrlEncoder.Encode(point.X), y = Base64UrlEncoder.Encode(point.Y) };
    }

    private object Public(RsaSecurityKey key)
    {
        var parts = key.Rsa.ExportParameters(false);
        var web = new Dictionary<string, string?> { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = key.KeyId, ["n"] = Base64UrlEncoder.Encode(parts.Modulus), ["e"] = Base64UrlEncoder.Encode(parts.Exponent), ["issuer"] = KeyIssuer };
        return web.Where(part => part.Value is not null).ToDictionary();
    }
}
