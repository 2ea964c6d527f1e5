using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.SignIn;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.SignIn;

public sealed class OneTimeCodeTests
{
    private static readonly object TwoFactor = new { phone = "9876543210", twoFactorAuthentication = true };

    [Fact]
    [Spec("S055")]
    public async Task A_code_goes_to_the_phone_at_every_sign_in_and_is_right_once()
    {
        await using var own = await OwnApp.Start();
        var person = await Person.Make(own.Tenant, TwoFactor);
        for (var i = 0; i < 2; i++)
        {
            var next = (await person.SignIn()).Expect(HttpStatusCode.Accepted);
            Assert.Equal("otp_required", next.TextOf("state"));
            Assert.Equal(["challenge", "expiresAt", "resendAt", "state"], next.Json.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
            var (challenge, code) = (next.TextOf("challenge"), await person.Code(own.CodeFolder));
            Assert.Matches("^[0-9]{6}$", code);
            var session = new SignedIn(person, (await person.Post("sign-in/otp", new { challenge, code })).Expect(HttpStatusCode.OK));
            (await session.Get("sessions")).Expect(HttpStatusCode.OK);
            (await person.Post("sign-in/otp", new { challenge, code })).Expect(HttpStatusCode.Unauthorized, "sign_in.over");
            (await person.Post("sign-in/otp/resend", new { challenge })).Expect(HttpStatusCode.Unauthorized, "sign_in.over");
        }
    }

    [Fact]
    [Spec("S055")]
    public async Task Five_wrong_codes_end_the_challenge_also_when_they_come_at_once()
    {
        await using var own = await OwnApp.Start();
        var person = await Person.Make(own.Tenant, TwoFactor);
        (await own.Tenant.Patch("tenant", new { signIn = new { lockAfter = 100 } })).Expect(HttpStatusCode.OK);
        var challenge = (await person.SignIn()).TextOf("challenge");
        var code = await person.Code(own.CodeFolder);
        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => person.Post("sign-in/otp", new { challenge, code = Other(code, i) })));
        Assert.Equal(5, replies.Count(r => r.Status == HttpStatusCode.Unauthorized && r.Code == "otp.wrong"));
        Assert.Equal(7, replies.Count(r => r.Status == HttpStatusCode.Unauthorized && r.Code == "sign_in.over"));
        (await person.Post("sign-in/otp", new { challenge, code })).Expect(HttpStatusCode.Unauthorized, "sign_in.over");
        (await person.SignIn()).Expect(HttpStatusCode.Accepted);
    }

    [Fact]
    [Spec("S055")]
    public async Task A_code_lives_five_minutes_and_another_takes_its_place_after_thirty_seconds()
    {
        await using var own = await OwnApp.Start();
        var person = await Person.Make(own.Tenant, TwoFactor);
        var challenge = (await person.SignIn()).TextOf("challenge");
        var first = await person.Code(own.CodeFolder);
        var soon = (await person.Post("sign-in/otp/resend", new { challenge })).Expect(HttpStatusCode.TooManyRequests, "otp.too_soon");
        Assert.InRange(int.Parse(soon.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture), 1, 30);
        own.Time.Pass(TimeSpan.FromSeconds(31));
        Assert.Equal(challenge, (await person.Post("sign-in/otp/resend", new { challenge })).Expect(HttpStatusCode.Accepted).TextOf("challenge"));
        var second = await person.Code(own.CodeFolder);
        if (second != first)
            (await person.Post("sign-in/otp", new { challenge, code = first })).Expect(HttpStatusCode.Unauthorized, "otp.wrong");
        own.Time.Pass(TimeSpan.FromMinutes(5.1));
        (await person.Post("sign-in/otp", new { challenge, code = second })).Expect(HttpStatusCode.Unauthorized, "otp.wrong");
        (await person.Post("sign-in/otp/resend", new { challenge })).Expect(HttpStatusCode.Accepted);
        (await person.Post("sign-in/otp", new { challenge, code = await person.Code(own.CodeFolder) })).Expect(HttpStatusCode.OK);
        var late = (await person.SignIn()).TextOf("challenge");
        own.Time.Pass(TimeSpan.FromMinutes(15.1));
        (await person.Post("sign-in/otp/resend", new { challenge = late })).Expect(HttpStatusCode.Unauthorized, "sign_in.over");
    }

    [Fact]
    public async Task A_challenge_goes_on_from_where_it_began_and_for_whom_it_was_given()
    {
        await using var own = await OwnApp.Start();
        var (one, two) = (await Person.Make(own.Tenant, TwoFactor), await Person.Make(own.Tenant, TwoFactor));
        var (challenge, other) = ((await one.SignIn()).TextOf("challenge"), (await two.SignIn()).TextOf("challenge"));
        var code = await one.Code(own.CodeFolder);
        (await one.Post("sign-in/otp", new { challenge, code }, Person.Elsewhere)).Expect(HttpStatusCode.Unauthorized, "sign_in.over");
        if (code != await two.Code(own.CodeFolder))
            (await two.Post("sign-in/otp", new { challenge = other, code })).Expect(HttpStatusCode.Unauthorized, "otp.wrong");
        (await own.Tenant.Post($"users/{two.Id}/block")).Expect(HttpStatusCode.OK);
        (await two.Post("sign-in/otp", new { challenge = other, code = await two.Code(own.CodeFolder) })).Expect(HttpStatusCode.Forbidden, "agent.blocked");
        (await own.Tenant.Post($"users/{one.Id}/password", new { password = "another fern in the sea", mustChange = false })).Expect(HttpStatusCode.OK);
        (await one.Post("sign-in/otp", new { challenge, code })).Expect(HttpStatusCode.Unauthorized, "sign_in.over");
    }

    [Fact]
    [Spec("S046", "S055")]
    public async Task The_code_comes_before_the_other_password()
    {
        await using var own = await OwnApp.Start();
        var made = await own.Tenant.User(new { phone = "9876543210", twoFactorAuthentication = true, autoGeneratePassword = true });
        await Person.Accept(own.Tenant, made.Id);
        var person = new Person(own.Tenant, made.Id, made.TextOf("email")!, made.TextOf("generatedPassword")!);
        var challenge = (await person.SignIn()).Expect(HttpStatusCode.Accepted).TextOf("challenge");
        var next = (await person.Post("sign-in/otp", new { challenge, code = await person.Code(own.CodeFolder) })).Expect(HttpStatusCode.Accepted);
        Assert.Equal("password_change_required", next.TextOf("state"));
        (await person.Post("sign-in/password", new { ticket = challenge, newPassword = Person.Good })).Expect(HttpStatusCode.Unauthorized, "sign_in.over");
        (await person.Post("sign-in/password", new { ticket = next.TextOf("ticket"), newPassword = Person.Good })).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task No_more_than_ten_codes_an_hour_are_sent_to_a_user()
    {
        await using var own = await OwnApp.Start();
        var person = await Person.Make(own.Tenant, TwoFactor);
        for (var i = 0; i < 10; i++)
            (await person.SignIn()).Expect(HttpStatusCode.Accepted);
        (await person.SignIn()).Expect(HttpStatusCode.TooManyRequests, "otp.too_many");
        Assert.Equal(10, Directory.GetFiles(own.CodeFolder).Length);
        own.Time.Pass(TimeSpan.FromHours(1.1));
        (await person.SignIn()).Expect(HttpStatusCode.Accepted);
    }

    [Fact]
    [Spec("S055")]
    public async Task Wrong_codes_lock_the_user_as_wrong_passwords_do()
    {
        await using var own = await OwnApp.Start();
        var person = await Person.Make(own.Tenant, TwoFactor);
        (await own.Tenant.Patch("tenant", new { signIn = new { lockAfter = 4 } })).Expect(HttpStatusCode.OK);
        for (var i = 0; i < 2; i++)
        {
            var challenge = (await person.SignIn()).Expect(HttpStatusCode.Accepted).TextOf("challenge");
            foreach (var wrong in (string[])["x", "y"])
                (await person.Post("sign-in/otp", new { challenge, code = wrong })).Expect(HttpStatusCode.Unauthorized, "otp.wrong");
        }

        (await person.SignIn()).Expect(HttpStatusCode.Unauthorized, "sign_in.refused");
    }

    [Fact]
    [Spec("S049", "S055")]
    public async Task Twenty_wrong_codes_a_day_are_all_that_is_taken_until_an_administrator_says_otherwise()
    {
        await using var own = await OwnApp.Start();
        var person = await Person.Make(own.Tenant, TwoFactor);
        await Wrong(own, person, 20);
        var refused = (await person.SignIn()).Expect(HttpStatusCode.TooManyRequests, "otp.too_many");
        Assert.InRange(int.Parse(refused.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture), 3600, 86_400);
        Assert.Equal("otp.too_many", Assert.Single((await own.Tenant.Post("sign-in/explain", new { user = person.Id })).Expect(HttpStatusCode.OK)["reasons"].EnumerateArray()).GetProperty("code").GetString());
        own.Time.Pass(TimeSpan.FromHours(20));
        (await person.SignIn()).Expect(HttpStatusCode.TooManyRequests, "otp.too_many");
        Assert.Equal("Changed", (await own.Tenant.Post("users/unblock-web-login", new { users = new[] { person.Id } })).Value[0].GetProperty("outcome").GetString());
        await Wrong(own, person, 19);
        var challenge = (await person.SignIn()).Expect(HttpStatusCode.Accepted).TextOf("challenge");
        var (other, code) = ((await person.SignIn()).Expect(HttpStatusCode.Accepted).TextOf("challenge"), await person.Code(own.CodeFolder));
        (await person.Post("sign-in/otp", new { challenge, code = "x" })).Expect(HttpStatusCode.Unauthorized, "otp.wrong");
        // Nor is a right one taken by then.
        (await person.Post("sign-in/otp", new { challenge = other, code })).Expect(HttpStatusCode.TooManyRequests, "otp.too_many");
        (await person.Post("sign-in/otp/resend", new { challenge = other })).Expect(HttpStatusCode.TooManyRequests);
        own.Time.Pass(PendingSignIn.Day);
        (await person.SignIn()).Expect(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Where_codes_go_nowhere_it_is_said_and_none_is_written_anywhere()
    {
        await using var own = await OwnApp.Start(settings: new Dictionary<string, string?> { ["SignIn:CodeFolder"] = "" });
        var person = await Person.Make(own.Tenant, TwoFactor);
        Assert.Contains("SignIn__CodeUrl", (await person.SignIn()).Expect(HttpStatusCode.ServiceUnavailable, "otp.no_sender").Text, StringComparison.Ordinal);
        (await person.SignIn("not the password")).Expect(HttpStatusCode.Unauthorized, "sign_in.refused");
        await person.Becomes(new { twoFactorAuthentication = false });
        (await person.SignIn()).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_code_that_cannot_be_sent_is_said_and_stands_in_no_log()
    {
        await using var own = await OwnApp.Start(replace: services => services.AddSingleton<IOneTimeCodeSender>(new Broken()));
        var person = await Person.Make(own.Tenant, TwoFactor);
        (await person.SignIn()).Expect(HttpStatusCode.ServiceUnavailable, "otp.not_sent");
        Assert.Contains(own.Log.Lines, line => line.Contains("could not be sent: InvalidOperationException", StringComparison.Ordinal));
        Assert.DoesNotContain(own.Log.Lines, line => line.Contains("9876543210", StringComparison.Ordinal));
        (await person.SignIn("not the password")).Expect(HttpStatusCode.Unauthorized, "sign_in.refused");
    }

    // Slowly, so that no lock comes before.
    private static async Task Wrong(OwnApp own, Person person, int times)
    {
        for (var i = 0; i < times; i++)
        {
            own.Time.Pass(TimeSpan.FromMinutes(8));
            (await person.Post("sign-in/otp", new { challenge = (await person.SignIn()).Expect(HttpStatusCode.Accepted).TextOf("challenge"), code = "x" })).Expect(HttpStatusCode.Unauthorized, "otp.wrong");
        }
    }

    private static string Other(string code, int by) => ((int.Parse(code, System.Globalization.CultureInfo.InvariantCulture) + by + 1) % 1_000_000).ToString("D6", System.Globalization.CultureInfo.InvariantCulture);

    private sealed class Broken : IOneTimeCodeSender
    {
        public Task Send(OneTimeCode code, CancellationToken cancellationToken) => throw new InvalidOperationException($"no way to {code.Phone} with {code.Code}");
    }
}
