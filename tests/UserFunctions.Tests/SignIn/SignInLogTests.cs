using System.Net;
using UserFunctions.SignIn;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.SignIn;

/// <summary>What stands in the log of attempts: each once, whichever way it came.</summary>
public sealed class SignInLogTests
{
    [Fact]
    public async Task Each_attempt_is_one_line_without_what_was_typed()
    {
        await using var own = await OwnApp.Start(settings: new Dictionary<string, string?> { ["SignIn:FailuresPerAddress"] = "3" });
        var person = await Person.Make(own.Tenant);
        Assert.Contains("SignedIn", await Line(own, async () => (await person.SignIn()).Expect(HttpStatusCode.OK)), StringComparison.Ordinal);
        Assert.Contains($"as {person.Id} in main from {Person.Elsewhere} by Password: Refused password.wrong", await Line(own, async () => (await person.SignIn("typed by mistake", Person.Elsewhere)).Expect(HttpStatusCode.Unauthorized)), StringComparison.Ordinal);
        Assert.Contains("as nobody in main", await Line(own, async () => (await Person.SignIn(own.Tenant, "typed by mistake", "typed by mistake", Person.Elsewhere)).Expect(HttpStatusCode.Unauthorized)), StringComparison.Ordinal);
        Assert.Contains("as nobody in no tenant", await Line(own, async () => await person.Post("sign-in", new { tenant = "Typed By Mistake", loginId = "x", password = "y" }, Person.Elsewhere)), StringComparison.Ordinal);
        Assert.Contains("Refused rate.limited", await Line(own, async () => (await person.SignIn("typed by mistake", Person.Elsewhere)).Expect(HttpStatusCode.TooManyRequests)), StringComparison.Ordinal);
        Assert.Contains("Refused sign_in.over", await Line(own, async () => await person.Post("sign-in/otp", new { challenge = "nonsense", code = "000000" })), StringComparison.Ordinal);
        Assert.Contains("by SingleSignOn: Refused sso.malformed", await Line(own, async () => await person.Post("sign-in/sso", new { tenant = "main", token = "typed by mistake" })), StringComparison.Ordinal);
        Assert.DoesNotContain(own.Log.Lines, line => line.Contains("typed by mistake", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    [Spec("S059")]
    public async Task Wrong_tokens_count_against_their_address_as_wrong_passwords_do_and_one_that_has_ended_does_not()
    {
        await using var own = await OwnApp.Start(settings: new Dictionary<string, string?> { ["SignIn:FailuresPerAddress"] = "3", ["SignIn:AllowLoopback"] = "true" });
        await using var provider = await IdentityProvider.Start();
        await own.Take(provider);
        var user = await own.SsoUser();
        var token = provider.Token(own.Time.GetUtcNow(), new { oid = "o-1", email = user.TextOf("email"), email_verified = true });
        var ended = provider.Token(own.Time.GetUtcNow().AddHours(-2), new { oid = "o-1" });
        var wrong = token[..^4] + (token[^4] == 'A' ? 'B' : 'A') + token[^3..];
        for (var i = 0; i < 4; i++)
            (await own.SignIn(ended)).Expect(HttpStatusCode.Unauthorized, "sso.expired");
        (await own.SignIn(wrong)).Expect(HttpStatusCode.Unauthorized, "sso.signature");
        (await own.SignIn("nonsense")).Expect(HttpStatusCode.Unauthorized, "sso.malformed");
        (await Open(own, wrong)).Expect(HttpStatusCode.Unauthorized, "sso.signature");
        (await Open(own, wrong)).Expect(HttpStatusCode.TooManyRequests, "rate.limited");
        (await own.SignIn(wrong)).Expect(HttpStatusCode.TooManyRequests, "rate.limited");
        // Whoever has a right one proves who they are.
        (await own.SignIn(token)).Expect(HttpStatusCode.OK);
    }

    private static Task<Reply> Open(OwnApp own, string token) => TestApp.Send(own.App, null, HttpMethod.Get, "users", null, ("Authorization", $"Bearer {token}"), ("x-tenant", "main"));

    private static async Task<string> Line(OwnApp own, Func<Task> attempt)
    {
        var before = own.Log.Lines.Count;
        await attempt();
        return Assert.Single(own.Log.Lines.Skip(before), line => line.Contains(nameof(SignInLog), StringComparison.Ordinal));
    }
}
