using System.Net;
using UserFunctions.Platform.Http;
using UserFunctions.SignIn;
using UserFunctions.Tests.Given;
using UserFunctions.Users;

namespace UserFunctions.Tests.SignIn;

public sealed class PasswordResetTests
{
    private const string Good = "a fern in the lake";
    private const string First = "the very first one";

    [Fact]
    [Spec("S046")]
    public async Task A_link_by_mail_leads_to_another_password_once()
    {
        await using var own = await OwnApp.Start();
        var user = await own.Tenant.User(new { autoGeneratePassword = true });
        var token = (await Asked(own, user)).Token;
        (await Complete(own, token, "princess")).Expect(HttpStatusCode.BadRequest, "password.invalid");
        var done = (await Complete(own, token, Good)).Expect(HttpStatusCode.OK);
        Assert.Equal(user.Id.ToString(), done.TextOf("userId"));
        Assert.False((await own.Tenant.Get($"users/{user.Id}"))["autoGeneratePassword"].GetBoolean());
        Assert.False(Assert.Single(await own.Rows("main", "p|")).Flag("mustChange"));
        Assert.Equal((Passwords.Kind, $"password-reset:{user.Id}"), ((await own.Rows("main", "c|"))[^1].Text("kind"), (await own.Rows("main", "c|"))[^1].Text("by")));
        (await Complete(own, token, Good + "!")).Expect(HttpStatusCode.Gone, "reset_used");
        Assert.True((await Verify(own, user, Good)).IsRight);
    }

    [Fact]
    [Spec("S047", "S059")]
    public async Task Another_password_ends_the_sessions_that_began_with_the_one_before()
    {
        await using var own = await OwnApp.Start();
        var (user, token) = await Sent(own);
        await Activated(own, user);
        var session = (await TestApp.Send(own.App, null, HttpMethod.Post, "sign-in", TestApp.Body(new { tenant = "main", loginId = user.TextOf("email"), password = First }))).Expect(HttpStatusCode.OK);
        var bearer = ("Authorization", $"Bearer {session.TextOf("accessToken")}");
        (await TestApp.Send(own.App, null, HttpMethod.Get, "sessions", null, bearer)).Expect(HttpStatusCode.OK);
        (await Complete(own, token, Good)).Expect(HttpStatusCode.OK);
        (await TestApp.Send(own.App, null, HttpMethod.Get, "sessions", null, bearer)).Expect(HttpStatusCode.Unauthorized, "session.ended");
        (await TestApp.Send(own.App, null, HttpMethod.Post, "sign-in", TestApp.Body(new { tenant = "main", loginId = user.TextOf("email"), password = Good }))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Whether_there_is_such_a_user_shows_nowhere_and_the_queue_holds_no_secret()
    {
        await using var own = await OwnApp.Start(only: ["CreateUser", "RequestPasswordReset", "HealthLive"]);
        var user = await own.Tenant.User(new { password = Good });
        var replies = new List<Reply>();
        foreach (var (tenant, email) in ((string, string)[])[("main", user.TextOf("email")!), ("main", "nobody@example.com"), ("no-such-tenant", user.TextOf("email")!)])
            replies.Add((await Ask(own, tenant, email)).Expect(HttpStatusCode.Accepted));
        Assert.Single(replies.Select(reply => reply.Text).Distinct());
        Assert.Single(replies.Select(reply => string.Join(',', reply.Headers.Keys.Order(StringComparer.Ordinal))).Distinct());
        Assert.Empty(await own.Rows("main", table: PasswordResetTable.Table));
        var message = (await own.Queue(ResetMessage.Queue).PeekMessagesAsync(1)).Value[0].MessageText;
        Assert.Equal(["correlationId", "email", "requestId", "tenant"], System.Text.Json.JsonDocument.Parse(message).RootElement.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Nobody_gets_a_mail_who_is_not_there_is_disabled_or_has_another_way_in()
    {
        await using var own = await OwnApp.Start(only: ["CreateUser", "DeleteUser"]);
        var users = new[] { await own.Tenant.User(), await own.Tenant.User(new { password = Good, accountEnabled = false }), await own.Tenant.User(new { password = Good }) };
        (await own.Tenant.Delete($"users/{users[2].Id}")).Expect(HttpStatusCode.NoContent);
        foreach (var email in users.Select(user => user.TextOf("email")!).Append("nobody@example.com"))
            await own.Function<DeliverPasswordReset>().Handle(Message(email), default);
        Assert.Empty(own.Mails);
        Assert.Empty(await own.Rows("main", table: PasswordResetTable.Table));
    }

    [Fact]
    [Spec("S059")]
    public async Task A_user_of_single_sign_on_is_told_to_use_it()
    {
        await using var own = await OwnApp.Start(only: ["CreateUser", "ChangeTenant", "ChangeUser", "AcceptInvitation", "CompletePasswordReset"]);
        var (user, token) = await Sent(own);
        (await own.Tenant.Patch($"users/{user.Id}", new { authenticationMethod = "SSO" })).Expect(HttpStatusCode.OK);
        // The password has ended, and the link with it.
        Assert.Contains((await Complete(own, token, Good)).Code, (string[])["password.not_with_sso", "reset_used"]);
        await Activated(own, user);
        own.Time.Pass(PasswordReset.Cooldown);
        (await own.Tenant.Patch("tenant", new { sso = new { startUrl = "https://id.example.com/start" } })).Expect(HttpStatusCode.OK);
        await own.Function<DeliverPasswordReset>().Handle(Message(user.TextOf("email")!), default);
        var mail = own.Mails.Single(m => m.Body.Contains("SSO", StringComparison.Ordinal));
        Assert.Contains("https://id.example.com/start", mail.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("token=", mail.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_ends_after_an_hour_with_a_newer_one_and_with_another_address_or_password()
    {
        await using var own = await OwnApp.Start();
        var (user, first) = await Sent(own);
        own.Time.Pass(PasswordReset.KeptFor);
        var second = await Next(own, user);
        (await Complete(own, first, Good)).Expect(HttpStatusCode.Gone, "reset_superseded");
        (await Complete(own, second[..^2] + "AA", Good)).Expect(HttpStatusCode.Gone, "reset_superseded");
        (await Complete(own, "main.no-id.secret", Good)).Expect(HttpStatusCode.BadRequest, "token.invalid");
        (await Complete(own, second.Replace("main.", "other.", StringComparison.Ordinal), Good)).Expect(HttpStatusCode.BadRequest, "token.invalid");
        own.Time.Pass(PasswordReset.Lifetime);
        (await Complete(own, second, Good)).Expect(HttpStatusCode.Gone, "reset_expired");
        var third = await Next(own, user);
        (await own.Tenant.Patch($"users/{user.Id}", new { email = "moved@example.com" })).Expect(HttpStatusCode.OK);
        (await Complete(own, third, Good)).Expect(HttpStatusCode.Gone, "reset_superseded");
        (await own.Tenant.Patch($"users/{user.Id}", new { email = user.TextOf("email"), password = "another fern in a lake" })).Expect(HttpStatusCode.OK);
        (await Complete(own, third, Good)).Expect(HttpStatusCode.Gone, "reset_used");
        Assert.True((await Verify(own, user, "another fern in a lake")).IsRight);
    }

    [Fact]
    public async Task A_message_read_twice_sends_one_link_and_a_user_gets_one_mail_a_minute_and_five_a_day()
    {
        await using var own = await OwnApp.Start(only: ["CreateUser"]);
        var user = await own.Tenant.User(new { password = Good });
        var email = user.TextOf("email")!;
        var deliver = own.Function<DeliverPasswordReset>();
        var message = Message(email);
        await deliver.Handle(message, default);
        var mail = Assert.Single(own.Mails).Token;
        await deliver.Handle(message, default);
        Assert.Equal(mail, Assert.Single(own.Mails).Token);
        await deliver.Handle(Message(email), default);
        Assert.Single(own.Mails);
        for (var i = 0; i < 10; i++)
        {
            own.Time.Pass(PasswordReset.Cooldown);
            await deliver.Handle(Message(email), default);
        }

        Assert.Equal(PasswordReset.MostPerDay, own.Mails.Count);
        own.Time.Pass(PasswordReset.Day);
        await deliver.Handle(Message(email), default);
        Assert.Equal(PasswordReset.MostPerDay + 1, own.Mails.Count);
    }

    [Fact]
    public async Task An_address_asks_for_ten_mails_a_minute()
    {
        await using var own = await OwnApp.Start(only: ["RequestPasswordReset"], settings: new Dictionary<string, string?> { ["Keys:RatePerMinute"] = "500" });
        var replies = new List<Reply>();
        for (var i = 0; i <= ResetLimits.PerMinute + 1; i++)
            replies.Add(await Ask(own, "main", $"user{i}@example.com"));
        var refused = replies[^1].Expect(HttpStatusCode.TooManyRequests, "rate.limited");
        Assert.InRange(int.Parse(refused.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture), 1, 60);
        Assert.Equal(HttpStatusCode.Accepted, replies[ResetLimits.PerMinute - 1].Status);
    }

    [Fact]
    public async Task The_page_works_without_a_script_and_says_what_is_wrong_beside_the_field()
    {
        await using var own = await OwnApp.Start();
        var (user, token) = await Sent(own);
        var path = $"password-resets/complete?token={Uri.EscapeDataString(token)}";
        var page = (await TestApp.Send(own.App, null, HttpMethod.Get, path)).Expect(HttpStatusCode.OK);
        Assert.StartsWith("text/html", page.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Equal("no-referrer", page.Headers["Referrer-Policy"]);
        foreach (var part in (string[])["<html lang=\"en\">", "<label for=\"password\">", "aria-describedby=\"hint\"", "autocomplete=\"new-password\"", "<main>"])
            Assert.Contains(part, page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Text, StringComparison.OrdinalIgnoreCase);
        var wrong = (await Post(own, path, "princess")).Expect(HttpStatusCode.BadRequest);
        Assert.Contains("role=\"alert\"", wrong.Text, StringComparison.Ordinal);
        Assert.Contains("aria-invalid=\"true\"", wrong.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("princess", wrong.Text, StringComparison.Ordinal);
        Assert.Contains("Your password is set", (await Post(own, path, Good)).Expect(HttpStatusCode.OK).Text, StringComparison.Ordinal);
        Assert.True((await Verify(own, user, Good)).IsRight);
        Assert.Contains("was used", (await Post(own, path, Good)).Expect(HttpStatusCode.Gone).Text, StringComparison.Ordinal);
        Assert.Contains("whole link", (await Post(own, "password-resets/complete", Good)).Expect(HttpStatusCode.BadRequest).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Neither_the_link_nor_the_password_stands_in_a_row_or_a_log_line()
    {
        await using var own = await OwnApp.Start();
        var (_, token) = await Sent(own);
        (await Complete(own, token, Good)).Expect(HttpStatusCode.OK);
        foreach (var secret in (string[])[token.Split('.')[2], Good])
        {
            Assert.DoesNotContain(own.Log.Lines, line => line.Contains(secret, StringComparison.Ordinal));
            foreach (var table in App.Storage.Tables)
                Assert.DoesNotContain(await own.Rows("main", "", table), row => row.Columns.Values.Any(v => v?.ToString()?.Contains(secret, StringComparison.Ordinal) is true));
        }
    }

    [Theory]
    [InlineData("""{"tenant":"main"}""", "email.missing")]
    [InlineData("""{"email":"a@example.com"}""", "tenant.missing")]
    [InlineData("""{"tenant":"No Name","email":"a@example.com"}""", "tenant.invalid")]
    public async Task A_request_names_tenant_and_address(string body, string code) =>
        (await TestApp.Send(HttpMethod.Post, "password-resets", TestApp.Body(System.Text.Json.JsonDocument.Parse(body).RootElement))).Expect(HttpStatusCode.BadRequest, code);

    private static ResetMessage Message(string email) => new("main", email, Guid.CreateVersion7(), null);

    private static Task<Reply> Ask(OwnApp own, string tenant, string email) => TestApp.Send(own.App, null, HttpMethod.Post, "password-resets", TestApp.Body(new { tenant, email }));

    private static Task<Reply> Complete(OwnApp own, string token, string password) =>
        TestApp.Send(own.App, null, HttpMethod.Post, "password-resets/complete", TestApp.Body(new { token, password }));

    private static Task<Reply> Post(OwnApp own, string path, string password) =>
        TestApp.Send(own.App, null, HttpMethod.Post, path, new FormUrlEncodedContent(new Dictionary<string, string> { ["password"] = password }));

    private static async Task<ReceivedMail> Asked(OwnApp own, Reply user)
    {
        var before = Resets(own).Count;
        (await Ask(own, "main", user.TextOf("email")!)).Expect(HttpStatusCode.Accepted);
        return await Eventually.Finds(() => Task.FromResult(Resets(own) is var all && all.Count > before ? all[^1] : null));
    }

    private static async Task<string> Next(OwnApp own, Reply user) => (await Asked(own, user)).Token;

    // A user with a password and the token of a first mail.
    private static async Task<(Reply User, string Token)> Sent(OwnApp own)
    {
        var user = await own.Tenant.User(new { password = First });
        await own.Function<DeliverPasswordReset>().Handle(Message(user.TextOf("email")!), default);
        return (user, Resets(own)[^1].Token);
    }

    private static List<ReceivedMail> Resets(OwnApp own) => [.. own.Mails.Where(m => m.Headers["Subject"].Contains(PasswordReset.Subject, StringComparison.Ordinal)).OrderBy(m => m.Id, StringComparer.Ordinal)];

    private static async Task<PasswordOutcome> Verify(OwnApp own, Reply user, string password) => await own.Function<Passwords>().Verify("main", (await own.Function<UserWriter>().Find("main", user.Id, default))!, password, default);

    private static async Task Activated(OwnApp own, Reply user) =>
        await own.Function<UserWriter>().Change(Caller.System("main", "test", Correlation.New()), user.Id, null, "user.changed", (u, c) => u with { Lifecycle = Lifecycle.Active, Version = u.Version + 1, UpdatedAt = c.Now }, default);
}
