using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using UserFunctions.Invitations;
using UserFunctions.Platform.Mail;
using UserFunctions.Tenants;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Invitations;

/// <summary>What invitations say, in the tenant's words and language.</summary>
public sealed class InvitationTextTests
{
    [Fact]
    public void Every_language_says_everything_with_the_same_gaps()
    {
        Assert.Equal(InvitationTerms.Languages.Order(), InvitationTexts.All.Keys.Order());
        var english = InvitationTexts.Of("en");
        Assert.Same(english, InvitationTexts.Of("xx"));
        foreach (var property in typeof(InvitationTexts).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.PropertyType == typeof(string) && p.Name != "TimeFormat"))
        {
            foreach (var texts in InvitationTexts.All.Values)
            {
                var text = (string)property.GetValue(texts)!;
                Assert.True(text.Length > 0, property.Name);
                Assert.Equal(Gaps((string)property.GetValue(english)!), Gaps(text));
            }
        }

        Assert.All(InvitationTexts.All.Values, texts => Assert.Null(Placeholders.FaultOfText(texts.Text) ?? Placeholders.FaultOfSubject(texts.Subject)));

        static IEnumerable<string> Gaps(string text) => Regex.Matches(text, @"\{\w+\}").Select(m => m.Value).Distinct().Order();
    }

    [Theory]
    [InlineData("en", "5 March 2026, 09:30 UTC")]
    [InlineData("de", "5. März 2026, 09:30 UTC")]
    [InlineData("es", "5 de marzo de 2026, 09:30 UTC")]
    [InlineData("fr", "5 mars 2026, 09:30 UTC")]
    public void A_time_is_written_as_people_write_it(string language, string expected) =>
        Assert.Equal(expected, InvitationTexts.Of(language).Time(new(2026, 3, 5, 9, 30, 0, TimeSpan.Zero)));

    [Theory]
    [InlineData("Join {tenant}, {name}", null, "Open {link} before {expires}", null)]
    [InlineData("Open {link}", "{link}", "Come in", "{link}")]
    [InlineData("{Name}", "{Name}", "{link} {firstName}", "{firstName}")]
    [InlineData("{}", "{}", "{link} { }", "{ }")]
    [InlineData("a { brace", null, "{link} {\n}", null)]
    public void Unknown_placeholders_are_named_and_a_text_has_the_link(string subject, string? ofSubject, string text, string? ofText)
    {
        Assert.Equal(ofSubject, Shown(Placeholders.FaultOfSubject(subject), ofSubject));
        Assert.Equal(ofText, Shown(Placeholders.FaultOfText(text), ofText));

        static string? Shown(string? fault, string? expected) => fault is null ? null : fault.Contains(expected ?? "nothing", StringComparison.Ordinal) ? expected : fault;
    }

    [Fact]
    public void Values_are_filled_in_once_and_escaped_where_they_could_be_taken_for_more()
    {
        Assert.Equal("{link} and <b>", Placeholders.Fill("{name} and {tenant}", name => name == "name" ? "{link}" : "<b>"));
        var html = MailText.Html("Dear <script>,\n\nopen\nhttps://a.test/?a=1&token=x.y\n\nBye \"you\"", "A & B", "de", "https://a.test/?a=1&token=x.y");
        Assert.Contains("<p style=\"margin:0 0 16px\">Dear &lt;script&gt;,</p>", html, StringComparison.Ordinal);
        Assert.Contains("open<br><a href=\"https://a.test/?a=1&amp;token=x.y\"", html, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"de\">", html, StringComparison.Ordinal);
        Assert.Contains("<title>A &amp; B</title>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_goes_out_in_the_tenants_words_as_text_and_as_HTML()
    {
        await using var own = await OwnApp.Start();
        var built = await own.Tenant.User(new { displayName = "Zoë <i>Müller</i>" });
        var english = await own.Mail(built.Id);
        Assert.Equal("You are invited to main", english.Subject);
        Assert.StartsWith("multipart/alternative", english.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Contains("Hello Zoë <i>Müller</i>,", english.Body, StringComparison.Ordinal);
        Assert.Contains("Hello Zoë &lt;i&gt;Müller&lt;/i&gt;,", english.Html, StringComparison.Ordinal);
        Assert.Contains($"href=\"{english.Link}\"", english.Html!.Replace("&amp;", "&", StringComparison.Ordinal), StringComparison.Ordinal);

        (await own.Tenant.Patch("tenant", new { invitations = new { language = "DE", name = "Müller & Söhne" } })).Expect(HttpStatusCode.OK);
        var german = await own.Mail((await own.Tenant.User()).Id);
        Assert.Equal("Einladung zu Müller & Söhne", german.Subject);
        Assert.Contains("lang=\"de\"", german.Html, StringComparison.Ordinal);
        Assert.Contains("zu Müller &amp; Söhne eingeladen", german.Html, StringComparison.Ordinal);

        (await own.Tenant.Patch("tenant", new { invitations = new { subject = "{tenant}: willkommen, {name}", text = "{name}, hier entlang: {link}\n\nBis {expires}." } })).Expect(HttpStatusCode.OK);
        var words = await own.Mail((await own.Tenant.User(new { displayName = "{link} Eve" })).Id);
        Assert.Equal("Müller & Söhne: willkommen, {link} Eve", words.Subject);
        Assert.StartsWith($"{{link}} Eve, hier entlang: {words.Link}", words.Body.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        (await own.Accept(words.Token)).Expect(HttpStatusCode.OK);

        (await own.Tenant.Patch("tenant", new { invitations = new { subject = (string?)null, text = (string?)null } })).Expect(HttpStatusCode.OK);
        Assert.Equal("Einladung zu Müller & Söhne", (await own.Mail((await own.Tenant.User()).Id)).Subject);
    }

    [Fact]
    public async Task Words_that_would_not_work_are_refused_and_can_be_tried_before()
    {
        var tenant = await TestApp.NewTenant();
        var wrong = (await tenant.Patch("tenant", new { invitations = new { language = "tlh", subject = "{link}", text = "{first} come" } })).Expect(HttpStatusCode.BadRequest);
        Assert.Equal(
            ["invitations.language", "invitations.subject", "invitations.text"],
            wrong["error"].GetProperty("details").EnumerateArray().Select(d => d.GetProperty("target").GetString()!).Order());
        Assert.Contains("{first}", wrong.Text, StringComparison.Ordinal);
        (await tenant.Post("invitations/preview", new { text = "no way in" })).Expect(HttpStatusCode.BadRequest, "text.invalid");
        (await tenant.Post("invitations/preview", new { notify = Array.Empty<string>() })).Expect(HttpStatusCode.BadRequest, "notify.unknown");

        var tried = (await tenant.Post("invitations/preview", new { language = "es", name = "A & B", text = "Hola {name}: {link}" })).Expect(HttpStatusCode.OK);
        Assert.Equal("Invitación a A & B", tried.TextOf("subject"));
        Assert.StartsWith("Hola Ana Example: http", tried.TextOf("text"), StringComparison.Ordinal);
        Assert.Contains("<a href=", tried.TextOf("html"), StringComparison.Ordinal);
        // Nothing was kept.
        Assert.Equal($"You are invited to {tenant.Name}", (await tenant.Post("invitations/preview")).Expect(HttpStatusCode.OK).TextOf("subject"));
    }
}
