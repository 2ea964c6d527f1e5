using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Invitations;

/// <summary>The page behind the link, as it is served.</summary>
public sealed class AcceptPageTests
{
    private const string Chosen = "a fern beside the quiet lake";

    [Fact]
    [Spec("S119")]
    public async Task Looking_changes_nothing_and_the_form_accepts()
    {
        await using var own = await OwnApp.Start();
        (await own.Tenant.Patch("tenant", new { invitations = new { name = "Acme <b>&</b> Co" } })).Expect(HttpStatusCode.OK);
        var user = await own.Tenant.User(new { email = "o'neil@example.com" });
        var token = (await own.Mail(user.Id)).Token;
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head, HttpMethod.Get })
            _ = await TestApp.Send(own.App, null, method, Path(token));
        var page = (await TestApp.Send(own.App, null, HttpMethod.Get, Path(token))).Expect(HttpStatusCode.OK);
        Assert.Equal("Pending", (await own.Tenant.Get($"users/{user.Id}")).TextOf("lifecycle"));
        Assert.StartsWith("text/html", page.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Equal(("no-store", "no-referrer", "DENY", "nosniff"), (page.Headers["Cache-Control"], page.Headers["Referrer-Policy"], page.Headers["X-Frame-Options"], page.Headers["X-Content-Type-Options"]));
        foreach (var part in new[] { "default-src 'none'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'" })
            Assert.Contains(part, page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-inline", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.DoesNotContain(token, page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Acme &lt;b&gt;&amp;&lt;/b&gt; Co invites you", page.Text, StringComparison.Ordinal);
        Assert.Contains("value=\"o&#x27;neil@example.com\"", page.Text, StringComparison.Ordinal);

        var none = (await Post(own, token, "")).Expect(HttpStatusCode.BadRequest);
        Assert.Contains("Type a password.", none.Text, StringComparison.Ordinal);
        var weak = (await Post(own, token, "passwordpassword")).Expect(HttpStatusCode.BadRequest);
        Assert.Contains("can be guessed", weak.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("passwordpassword", weak.Text, StringComparison.Ordinal);
        var done = (await Post(own, token, Chosen)).Expect(HttpStatusCode.OK);
        Assert.Contains("You can sign in as o&#x27;neil@example.com now", done.Text, StringComparison.Ordinal);
        // A page that is loaded again is the same page.
        Assert.Equal(done.Text, (await Post(own, token, Chosen)).Expect(HttpStatusCode.OK).Text);
        (await own.Accept(token)).Expect(HttpStatusCode.Conflict, "invite_accepted_by_another");
    }

    [Fact]
    public async Task A_link_that_is_over_says_why_in_the_tenants_language()
    {
        await using var own = await OwnApp.Start();
        (await own.Tenant.Patch("tenant", new { invitations = new { language = "de" } })).Expect(HttpStatusCode.OK);
        var users = new List<(Guid Id, string Token)>();
        for (var i = 0; i < 4; i++)
        {
            var id = (await own.Tenant.User()).Id;
            users.Add((id, (await own.Mail(id)).Token));
            await own.Sent(id);
        }

        (await own.Accept(users[0].Token)).Expect(HttpStatusCode.OK);
        (await own.Tenant.Delete($"users/{users[1].Id}/invitation")).Expect(HttpStatusCode.NoContent);
        (await own.Tenant.Post($"users/{users[2].Id}/block")).Expect(HttpStatusCode.OK);
        Assert.Contains("lang=\"de\"", await Shows(own, users[0].Token, HttpStatusCode.Gone, "Diese Einladung wurde schon angenommen"), StringComparison.Ordinal);
        await Shows(own, users[1].Token, HttpStatusCode.Gone, "Diese Einladung wurde zurückgezogen");
        (await Post(own, users[2].Token, Chosen)).Expect(HttpStatusCode.Forbidden);
        own.Time.Pass(TimeSpan.FromHours(1));
        (await own.Tenant.Post($"users/{users[3].Id}/invitation")).Expect(HttpStatusCode.Accepted);
        await Shows(own, users[3].Token, HttpStatusCode.Gone, "Es gibt eine neuere Einladung");
        var newest = (await own.Mail(users[3].Id, 2)).Token;
        own.Time.Pass(TimeSpan.FromHours(121));
        await Shows(own, newest, HttpStatusCode.Gone, "Diese Einladung ist abgelaufen");
        Assert.Contains("abgelaufen", (await Post(own, newest, Chosen)).Expect(HttpStatusCode.Gone).Text, StringComparison.Ordinal);
        foreach (var wrong in new[] { "", "x", "<script>alert(1)</script>", "main." + Guid.NewGuid().ToString("N") + ".x" })
        {
            var page = await TestApp.Send(own.App, null, HttpMethod.Get, Path(wrong));
            Assert.Contains("This link is not complete", page.Expect(HttpStatusCode.BadRequest).Text, StringComparison.Ordinal);
            Assert.DoesNotContain("<script", page.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_form_of_another_site_or_without_end_is_refused()
    {
        await using var own = await OwnApp.Start();
        var user = (await own.Tenant.User()).Id;
        var token = (await own.Mail(user)).Token;
        (await Post(own, token, Chosen, ("Sec-Fetch-Site", "cross-site"))).Expect(HttpStatusCode.Forbidden);
        (await Post(own, token, new string('x', 20_000))).Expect(HttpStatusCode.RequestEntityTooLarge);
        (await Post(own, token, new string('x', 600))).Expect(HttpStatusCode.BadRequest);
        Assert.Equal("Pending", (await own.Tenant.Get($"users/{user}")).TextOf("lifecycle"));
        (await Post(own, token, Chosen, ("Sec-Fetch-Site", "same-origin"))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Whoever_signs_in_with_SSO_is_led_there_or_accepts_by_a_button()
    {
        await using var own = await OwnApp.Start();
        var user = (await own.Tenant.User(new { authenticationMethod = "SSO" })).Id;
        var token = (await own.Mail(user)).Token;
        var button = (await TestApp.Send(own.App, null, HttpMethod.Get, Path(token))).Expect(HttpStatusCode.OK).Text;
        Assert.Contains("<button>", button, StringComparison.Ordinal);
        Assert.DoesNotContain("type=\"password\"", button, StringComparison.Ordinal);
        (await own.Tenant.Patch("tenant", new { sso = new { startUrl = "https://sso.example/start?tenant=a&b=c" } })).Expect(HttpStatusCode.OK);
        var link = (await TestApp.Send(own.App, null, HttpMethod.Get, Path(token))).Expect(HttpStatusCode.OK).Text;
        Assert.Contains("href=\"https://sso.example/start?tenant=a&amp;b=c\" rel=\"noreferrer\"", link, StringComparison.Ordinal);
        (await Post(own, token, "")).Expect(HttpStatusCode.OK);
        Assert.Equal("Active", (await own.Tenant.Get($"users/{user}")).TextOf("lifecycle"));
    }

    private static string Path(string token) => $"invitations/accept?token={Uri.EscapeDataString(token)}";

    private static Task<Reply> Post(OwnApp own, string token, string password, params (string, string)[] headers) =>
        TestApp.Send(own.App, null, HttpMethod.Post, Path(token), new FormUrlEncodedContent([new("password", password)]), headers);

    private static async Task<string> Shows(OwnApp own, string token, HttpStatusCode status, string heading)
    {
        var page = (await TestApp.Send(own.App, null, HttpMethod.Get, Path(token))).Expect(status);
        Assert.Contains($"<h1>{heading}</h1>", page.Text, StringComparison.Ordinal);
        return page.Text;
    }
}
