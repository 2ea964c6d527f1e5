using System.Net;
using UserFunctions.Invitations;
using UserFunctions.Tenants;
using UserFunctions.Tests.Given;
using UserFunctions.Users;

namespace UserFunctions.Tests.Invitations;

public sealed class AcceptTests
{
    [Fact]
    [Spec("S119", "S120", "S121")]
    public async Task An_invited_user_is_pending_and_inactive_until_the_link_makes_them_active_and_neither_is_written()
    {
        await using var own = await OwnApp.Start();
        var user = await own.Tenant.User();
        Assert.Equal(("Pending", "Inactive"), await Shown());
        (await own.Tenant.Patch($"users/{user.Id}", new { status = "Active" })).Expect(HttpStatusCode.BadRequest);
        (await own.Tenant.Patch($"users/{user.Id}", new { lifecycle = "Active" })).Expect(HttpStatusCode.BadRequest, "lifecycle.read_only");
        Assert.Equal(("Pending", "Inactive"), await Shown());
        (await own.Accept((await own.Mail(user.Id)).Token)).Expect(HttpStatusCode.OK);
        Assert.Equal(("Active", "Active"), await Shown());

        async Task<(string?, string?)> Shown()
        {
            var listed = Assert.Single(await own.Tenant.All($"users?email={Uri.EscapeDataString(user.TextOf("email")!)}"));
            return (listed.GetProperty("lifecycle").GetString(), listed.GetProperty("status").GetString());
        }
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
        await Task.WhenAll(own.Sent(early), own.Sent(late));
        own.Time.Pass(TimeSpan.FromHours(InvitationTerms.DefaultHours) - TimeSpan.FromMinutes(2));
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
        own.Time.Pass(Invitation.Cooldown);
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
        own.Time.Pass(Invitation.Cooldown);
        var first = (await own.Tenant.Post($"users/{user.Id}/invitation", null, named)).Expect(HttpStatusCode.Accepted);
        await own.Mail(user.Id, 2);
        await own.Sent(user.Id);
        own.Time.Pass(Invitation.Cooldown);
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
        Assert.Single(await own.Rows("main", "c|"), r => r.Text("kind") == Activation.Kind);
    }
}
