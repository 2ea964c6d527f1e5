using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using UserFunctions.SignIn;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.SignIn;

public sealed class SsoTokenTests
{
    [Fact]
    [Spec("S059")]
    public async Task Only_a_token_that_its_issuer_signed_for_this_app_and_this_moment_signs_in()
    {
        await using var own = await Sso.Start();
        await using var provider = await IdentityProvider.Start();
        await own.Take(provider);
        var user = await own.SsoUser();
        var now = own.Time.GetUtcNow();
        var good = new { sub = "s-1", email = user.TextOf("email"), email_verified = true };
        (await own.SignIn(provider.Token(now, good))).Expect(HttpStatusCode.OK);
        var parts = provider.Token(now, good).Split('.');
        var other = IdentityProvider.NewKey();
        foreach (var (token, code) in new (string Token, string Code)[]
        {
            (Changed(new { iss = "https://other.example.com" }), "sso.issuer"),
            (Changed(new { aud = "another-app" }), "sso.audience"),
            (Changed(new { aud = (string?)null }), "sso.audience"),
            (Changed(new { exp = now.AddMinutes(-3).ToUnixTimeSeconds() }), "sso.expired"),
            (Changed(new { exp = (long?)null }), "sso.expired"),
            (Changed(new { nbf = now.AddMinutes(3).ToUnixTimeSeconds() }), "sso.not_yet"),
            (Changed(new { iat = now.AddMinutes(3).ToUnixTimeSeconds() }), "sso.not_yet"),
            (Changed(new { sub = (string?)null }), "sso.subject"),
            (provider.Token(now, good, type: "logout+jwt"), "sso.type"),
            (provider.Token(now, good, new(other, SecurityAlgorithms.RsaSha256)), "sso.key"),
            (provider.Token(now, good, new(new RsaSecurityKey(other.Rsa) { KeyId = provider.Key.KeyId }, SecurityAlgorithms.RsaSha256)), "sso.signature"),
            (provider.Token(now, good, new(Shared(provider.Key), SecurityAlgorithms.HmacSha256)), "sso.algorithm"),
            ($"{Encoded(new { alg = "none", typ = "JWT", kid = provider.Key.KeyId })}.{parts[1]}.", "sso.algorithm"),
            ($"{Encoded(new { alg = "RS256", typ = "JWT" })}.{parts[1]}.{parts[2]}", "sso.key"),
            ($"{parts[0]}.{Encoded(new { iss = provider.Issuer, aud = IdentityProvider.Audience, exp = now.AddHours(1).ToUnixTimeSeconds(), sub = "s-2", email = "b@example.com", email_verified = true })}.{parts[2]}", "sso.signature"),
            ($"{parts[0]}.{parts[1]}.", "sso.signature"),
            ("ey.ey.ey", "sso.malformed"),
            ("not a token", "sso.malformed"),
        })
        {
            var refused = await own.SignIn(token);
            Assert.True((refused.Status, refused.Code) == (HttpStatusCode.Unauthorized, code), $"{code} expected: {refused.Text}");
            Assert.DoesNotContain(token, refused.Text, StringComparison.Ordinal);
        }

        (await own.SignIn(provider.Token(now, good, new(provider.Curve, SecurityAlgorithms.EcdsaSha256)))).Expect(HttpStatusCode.OK);
        // Clocks differ a little.
        (await own.SignIn(Changed(new { exp = now.AddMinutes(-1).ToUnixTimeSeconds() }))).Expect(HttpStatusCode.OK);
        (await own.SignIn(Changed(new { nbf = now.AddMinutes(1).ToUnixTimeSeconds() }))).Expect(HttpStatusCode.OK);

        string Changed(object claims)
        {
            var all = JsonSerializer.SerializeToElement(good).EnumerateObject().Concat(JsonSerializer.SerializeToElement(claims).EnumerateObject()).GroupBy(p => p.Name).ToDictionary(g => g.Key, g => g.Last().Value);
            return provider.Token(now, all);
        }
    }

    [Fact]
    public async Task A_new_key_is_fetched_at_once_and_strangers_cannot_make_the_app_ask_often()
    {
        await using var own = await Sso.Start();
        await using var provider = await IdentityProvider.Start();
        await own.Take(provider);
        var user = await own.SsoUser();
        var claims = new { sub = "s-1", email = user.TextOf("email"), email_verified = true };
        (await own.SignIn(provider.Token(own.Time.GetUtcNow(), claims))).Expect(HttpStatusCode.OK);
        (await own.SignIn(provider.Token(own.Time.GetUtcNow(), claims))).Expect(HttpStatusCode.OK);
        Assert.Equal(1, provider.Fetches);
        own.Time.Pass(IssuerKeys.RefreshedEvery);
        provider.Rotate();
        (await own.SignIn(provider.Token(own.Time.GetUtcNow(), claims))).Expect(HttpStatusCode.OK);
        Assert.Equal(2, provider.Fetches);
        for (var i = 0; i < 5; i++)
            (await own.SignIn(provider.Token(own.Time.GetUtcNow(), claims, new(IdentityProvider.NewKey(), SecurityAlgorithms.RsaSha256)))).Expect(HttpStatusCode.Unauthorized, "sso.key");
        Assert.Equal(2, provider.Fetches);
        // What is known goes on while the issuer is away, but not for ever.
        provider.IsDown = true;
        own.Time.Pass(IssuerKeys.KeptFor);
        (await own.SignIn(provider.Token(own.Time.GetUtcNow(), claims))).Expect(HttpStatusCode.OK);
        own.Time.Pass(IssuerKeys.UsableFor);
        var away = (await own.SignIn(provider.Token(own.Time.GetUtcNow(), claims))).Expect(HttpStatusCode.ServiceUnavailable, "sso.unavailable");
        Assert.Equal("60", away.Headers["Retry-After"]);
        provider.IsDown = false;
        own.Time.Pass(IssuerKeys.RefreshedEvery);
        (await own.SignIn(provider.Token(own.Time.GetUtcNow(), claims))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Metadata_of_another_issuer_vouches_for_nobody()
    {
        await using var own = await Sso.Start();
        await using var provider = await IdentityProvider.Start();
        await own.Take(provider);
        provider.Claimed = "https://other.example.com";
        var user = await own.SsoUser();
        var token = provider.Token(own.Time.GetUtcNow(), new { sub = "s-1", email = user.TextOf("email"), email_verified = true });
        Assert.Contains("another issuer", (await own.SignIn(token)).Expect(HttpStatusCode.ServiceUnavailable, "sso.unavailable").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_are_not_fetched_from_inside_a_network_after_a_redirect_or_without_end()
    {
        await using var own = await Sso.Start();
        await using var provider = await IdentityProvider.Start();
        await own.Take(provider);
        var user = await own.SsoUser();
        foreach (var url in (string[])["http://10.0.0.1/keys", "https://169.254.169.254/keys", "ftp://127.0.0.1/keys", provider.Issuer + "/moved", provider.Issuer + "/large"])
        {
            provider.KeysUrl = url;
            var token = provider.Token(own.Time.GetUtcNow(), new { sub = "s-1", email = user.TextOf("email"), email_verified = true });
            (await own.SignIn(token)).Expect(HttpStatusCode.ServiceUnavailable, "sso.unavailable");
            own.Time.Pass(IssuerKeys.RefreshedEvery);
        }

        Assert.Equal(0, provider.Fetches);
        provider.KeysUrl = null;
        (await own.SignIn(provider.Token(own.Time.GetUtcNow(), new { sub = "s-1", email = user.TextOf("email"), email_verified = true }))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_app_fetches_nothing_from_this_machine_unless_it_is_set_to()
    {
        await using var own = await Sso.Start(allowLoopback: false);
        await using var provider = await IdentityProvider.Start();
        await own.Take(provider);
        (await own.SignIn(provider.Token(own.Time.GetUtcNow(), new { sub = "s-1" }))).Expect(HttpStatusCode.ServiceUnavailable, "sso.unavailable");
        Assert.Equal(0, provider.Fetches);
    }

    [Theory]
    [InlineData("""{"issuers":[{"issuer":"http://id.example.com","audience":"a"}]}""", "sso.issuers[0].issuer.invalid")]
    [InlineData("""{"issuers":[{"issuer":"https://me:you@id.example.com","audience":"a"}]}""", "sso.issuers[0].issuer.invalid")]
    [InlineData("""{"issuers":[{"issuer":"id.example.com","audience":"a"}]}""", "sso.issuers[0].issuer.invalid")]
    [InlineData("""{"issuers":[{"audience":"a"}]}""", "sso.issuers[0].issuer.missing")]
    [InlineData("""{"issuers":[{"issuer":"https://id.example.com"}]}""", "sso.issuers[0].audience.missing")]
    [InlineData("""{"issuers":[{"issuer":"https://login.example.com/{tenantid}/v2.0","audience":"a"}]}""", "sso.issuers[0].directoryIds.missing")]
    [InlineData("""{"issuers":[{"issuer":"https://id.example.com","audience":"a","directoryIds":["0198c0de-0000-7000-8000-000000000001"]}]}""", "sso.issuers[0].directoryIds.invalid")]
    [InlineData("""{"issuers":[{"issuer":"https://login.example.com/{tenantid}/v2.0","audience":"a","directoryIds":["me"]}]}""", "sso.issuers[0].directoryIds.invalid")]
    [InlineData("""{"startUrl":"javascript:alert(1)"}""", "sso.startUrl.invalid")]
    public async Task What_the_tenant_says_of_its_issuers_is_checked(string sso, string code) =>
        (await (await TestApp.NewTenant()).Patch("tenant", new { sso = JsonDocument.Parse(sso).RootElement })).Expect(HttpStatusCode.BadRequest, code);

    [Fact]
    public async Task Issuers_are_kept_shown_and_taken_away()
    {
        var tenant = await TestApp.NewTenant();
        var sso = new { issuers = new object[] { new { issuer = "https://login.example.com/{tenantid}/v2.0", audience = "a", directoryIds = new[] { "0198C0DE-0000-7000-8000-000000000001" } } }, startUrl = "https://example.com/start" };
        var set = (await tenant.Patch("tenant", new { sso })).Expect(HttpStatusCode.OK);
        Assert.Equal("0198c0de-0000-7000-8000-000000000001", set["sso"].GetProperty("issuers")[0].GetProperty("directoryIds")[0].GetString());
        Assert.Equal(set.ETag, (await tenant.Patch("tenant", new { sso = set["sso"] })).Expect(HttpStatusCode.OK).ETag);
        var changed = (await tenant.Patch("tenant", new { sso = new { startUrl = (string?)null } })).Expect(HttpStatusCode.OK);
        Assert.Equal((1, false), (changed["sso"].GetProperty("issuers").GetArrayLength(), changed["sso"].TryGetProperty("startUrl", out _)));
        Assert.Equal(0, (await tenant.Patch("tenant", new { sso = (object?)null })).Expect(HttpStatusCode.OK)["sso"].GetProperty("issuers").GetArrayLength());
    }

    // Who takes a public key for a shared secret would take what anybody signs with it.
    private static SymmetricSecurityKey Shared(RsaSecurityKey key) => new(Encoding.ASCII.GetBytes(key.Rsa.ExportSubjectPublicKeyInfoPem())) { KeyId = key.KeyId };

    private static string Encoded(object part) => Base64UrlEncoder.Encode(JsonSerializer.SerializeToUtf8Bytes(part));
}
