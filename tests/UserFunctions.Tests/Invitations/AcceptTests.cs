using System.Net;
using UserFunctions.Invitations;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Invitations;

public sealed class AcceptTests
{
    [Fact]
    public async Task Only_POST_accepts_and_GET_shows_a_page_that_posts_back()
    {
        await using var own = await OwnApp.Start();
        var user = await own.Tenant.User();
        var mail = await own.Mail(user.Id);
        var link = $"invitations/accept?token={Uri.EscapeDataString(mail.Token)}";
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head, HttpMethod.Get })
            _ = await TestApp.Send(own.App, null, method, link);
        var page = (await TestApp.Send(own.App, null, HttpMethod.Get, link)).Expect(HttpStatusCode.OK);
        Assert.StartsWith("text/html", page.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Contains("form-action 'self'", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Equal("no-referrer", page.Headers["Referrer-Policy"]);
        Assert.DoesNotContain(mail.Token, page.Text, StringComparison.Ordinal);
        Assert.Equal("Pending", (await own.Tenant.Get($"users/{user.Id}")).TextOf("lifecycle"));

        var pressed = await TestApp.Send(own.App, null, HttpMethod.Post, link, new FormUrlEncodedContent([]));
        Assert.Equal("Active", pressed.Expect(HttpStatusCode.OK).TextOf("lifecycle"));
    }

    [Fact]
    public async Task The_same_link_answers_the_same_for_a_day_and_is_gone_then()
    {
        await using var own = await OwnApp.Start();
        var user = await own.Tenant.User();
        var token = (await own.Mail(user.Id)).Token;
        var first = (await own.Accept(token)).Expect(HttpStatusCode.OK);
        var version = (await own.Tenant.Get($"users/{user.Id}"))["version"].GetInt32();
        Assert.Equal(2, version);
        own.Time.Pass(Invitation.RepeatableFor - TimeSpan.FromMinutes(1));
        Assert.Equal(first.Text, (await own.Accept(token)).Expect(HttpStatusCode.OK).Text);
        Assert.Equal(version, (await own.Tenant.Get($"users/{user.Id}"))["version"].GetInt32());
        own.Time.Pass(TimeSpan.FromMinutes(2));
        (await own.Accept(token)).Expect(HttpStatusCode.Gone, "invite_accepted");
    }

    [Fact]
    public async Task A_link_works_until_its_hour_and_not_after_it()
    {
        await using var own = await OwnApp.Start();
        var (early, late) = ((await own.Tenant.User()).Id, (await own.Tenant.User()).Id);
        var (earlyToken, lateToken) = ((await own.Mail(early)).Token, (await own.Mail(late)).Token);
        own.Time.Pass(Invitation.Lifetime - TimeSpan.FromMinutes(2));
        (await own.Accept(earlyToken)).Expect(HttpStatusCode.OK);
        own.Time.Pass(TimeSpan.FromMinutes(4));
        (await own.Accept(lateToken)).Expect(HttpStatusCode.Gone, "invite_expired");
        Assert.Equal("Pending", (await own.Tenant.Get($"users/{late}")).TextOf("lifecycle"));

        // An expired invitation is sent again, and the new link works.
        (await own.Tenant.Post($"users/{late}/invitation")).Expect(HttpStatusCode.Accepted);
        (await own.Accept((await own.Mail(late, 2)).Token)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_resend_ends_the_link_before_at_once()
    {
        await using var own = await OwnApp.Start();
        var user = await own.Tenant.User();
        var first = await own.Mail(user.Id);
        await own.Sent(user.Id);
        own.Time.Pass(ResendInvitation.Cooldown);
        var again = (await own.Tenant.Post($"users/{user.Id}/invitation")).Expect(HttpStatusCode.Accepted);
        Assert.EndsWith($"/api/users/{user.Id}/invitation", again.Location, StringComparison.Ordinal);
        (await own.Accept(first.Token)).Expect(HttpStatusCode.Gone, "invite_superseded");
        var second = await own.Mail(user.Id, 2);
        Assert.NotEqual((first.Token, first.Id), (second.Token, second.Id));
        (await own.Accept(first.Token)).Expect(HttpStatusCode.Gone, "invite_superseded");
        (await own.Accept(second.Token)).Expect(HttpStatusCode.OK);
        (await own.Accept(first.Token)).Expect(HttpStatusCode.Gone, "invite_superseded");
    }

    [Fact]
    public async Task A_resend_that_is_sent_twice_under_one_name_is_one_mail()
    {
        await using var own = await OwnApp.Start();
        var user = await own.Tenant.User();
        await own.Mail(user.Id);
        await own.Sent(user.Id);
        var named = ("Idempotency-Key", "again");
        (await own.Tenant.Post($"users/{user.Id}/invitation", null, named)).Expect(HttpStatusCode.Conflict, "invitation.too_soon");
        own.Time.Pass(ResendInvitation.Cooldown);
        var first = (await own.Tenant.Post($"users/{user.Id}/invitation", null, named)).Expect(HttpStatusCode.Accepted);
        await own.Mail(user.Id, 2);
        await own.Sent(user.Id);
        own.Time.Pass(ResendInvitation.Cooldown);
        Assert.Equal(first.Text, (await own.Tenant.Post($"users/{user.Id}/invitation", null, named)).Expect(HttpStatusCode.Accepted).Text);
        Assert.Equal(2, (await own.Tenant.Get($"users/{user.Id}/invitation"))["version"].GetInt32());
        Assert.Equal(2, own.Mails.Count);
    }

    [Fact]
    public async Task What_is_no_token_is_refused_without_saying_more()
    {
        await using var own = await OwnApp.Start();
        var user = await own.Tenant.User();
        var token = (await own.Mail(user.Id)).Token;
        var parts = token.Split('.');
        string[] wrong =
        [
            "x", "..", "...", token.Replace('.', '|'), $"{parts[0]}.{parts[1]}", token + ".x", $"other.{parts[1]}.{parts[2]}", $"MAIN.{parts[1]}.{parts[2]}",
            $"{parts[0]}.{Guid.NewGuid():N}.{parts[2]}", $"{parts[0]}.{user.Id}.{parts[2]}", $"../{parts[0]}.{parts[1]}.{parts[2]}",
        ];
        foreach (var text in wrong)
            (await own.Accept(text)).Expect(HttpStatusCode.BadRequest, "token.invalid");
        foreach (var secret in new[] { "", "x", parts[2][..^1], parts[2] + "A", parts[2].ToUpperInvariant() })
            (await own.Accept($"{parts[0]}.{parts[1]}.{secret}")).Expect(HttpStatusCode.Gone, "invite_superseded");
        (await own.Accept(null)).Expect(HttpStatusCode.BadRequest, "token.missing");
        (await own.Accept(new string('x', 5000))).Expect(HttpStatusCode.BadRequest, "token.too_long");
        (await TestApp.Send(own.App, null, HttpMethod.Post, "invitations/accept", new StringContent("token=x"))).Expect(HttpStatusCode.UnsupportedMediaType);
        Assert.Equal("Pending", (await own.Tenant.Get($"users/{user.Id}")).TextOf("lifecycle"));
        (await own.Accept(token)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Whose_address_changed_or_who_was_deleted_cannot_accept_with_the_old_link()
    {
        await using var own = await OwnApp.Start();
        var (changed, deleted) = ((await own.Tenant.User()).Id, (await own.Tenant.User()).Id);
        var (changedToken, deletedToken) = ((await own.Mail(changed)).Token, (await own.Mail(deleted)).Token);
        (await own.Tenant.Patch($"users/{changed}", new { email = TestTenant.NewEmail() })).Expect(HttpStatusCode.OK);
        (await own.Tenant.Delete($"users/{deleted}")).Expect(HttpStatusCode.NoContent);
        (await own.Accept(changedToken)).Expect(HttpStatusCode.Gone, "invite_superseded");
        (await own.Accept(deletedToken)).Expect(HttpStatusCode.BadRequest, "token.invalid");
        Assert.Equal("Pending", (await own.Tenant.Get($"users/{changed}")).TextOf("lifecycle"));
    }

    [Fact]
    public async Task Accepting_many_times_at_once_is_one_change()
    {
        await using var own = await OwnApp.Start();
        var user = await own.Tenant.User();
        var token = (await own.Mail(user.Id)).Token;
        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => own.Accept(token)));
        Assert.All(replies, r => Assert.Equal(HttpStatusCode.OK, r.Status));
        Assert.Equal(2, (await own.Tenant.Get($"users/{user.Id}"))["version"].GetInt32());
        Assert.Single(await own.Rows("main", "c|"), r => r.Text("kind") == AcceptInvitation.Kind);
    }
}
