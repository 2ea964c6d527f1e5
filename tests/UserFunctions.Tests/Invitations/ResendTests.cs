using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Invitations;
using UserFunctions.Platform.Storage;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Invitations;

/// <summary>Sending again, taking back, and what a link is worth in between.</summary>
public sealed class ResendTests
{
    [Fact]
    [Spec("S122")]
    public async Task An_invitation_is_sent_again_five_times_a_day_and_whoever_is_refused_is_told_when()
    {
        await using var own = await OwnApp.Start();
        var user = (await own.Tenant.User()).Id;
        await own.Sent(user);
        for (var version = 2; version <= Invitation.MaxResends + 1; version++)
        {
            var soon = (await own.Tenant.Post($"users/{user}/invitation")).Expect(HttpStatusCode.Conflict, "invitation.too_soon");
            Assert.InRange(int.Parse(soon.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture), 1, 60);
            own.Time.Pass(Invitation.Cooldown);
            Assert.Equal(version, (await own.Tenant.Post($"users/{user}/invitation")).Expect(HttpStatusCode.Accepted)["version"].GetInt32());
            await own.Mail(user, version);
            await own.Sent(user);
        }

        own.Time.Pass(Invitation.Cooldown);
        var many = (await own.Tenant.Post($"users/{user}/invitation")).Expect(HttpStatusCode.Conflict, "invitation.too_many");
        Assert.InRange(int.Parse(many.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture), 80_000, 86_400);
        own.Time.Pass(Invitation.Day);
        (await own.Tenant.Post($"users/{user}/invitation")).Expect(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_link_lives_as_long_as_the_tenant_says_and_an_expired_one_is_sent_again()
    {
        await using var own = await OwnApp.Start();
        foreach (var hours in new[] { 0, 721 })
            (await own.Tenant.Patch("tenant", new { invitations = new { expiresAfterHours = hours } })).Expect(HttpStatusCode.BadRequest, "invitations.expiresAfterHours.invalid");
        (await own.Tenant.Patch("tenant", new { invitations = new { expiresAfterHours = 2 } })).Expect(HttpStatusCode.OK);
        var user = (await own.Tenant.User()).Id;
        var token = (await own.Mail(user)).Token;
        await own.Sent(user);
        own.Time.Pass(TimeSpan.FromHours(2));
        (await own.Accept(token)).Expect(HttpStatusCode.Gone, "invite_expired");
        Assert.Equal("Expired", (await own.Tenant.Get($"users/{user}/invitation")).TextOf("state"));
        (await own.Tenant.Post($"users/{user}/invitation/link")).Expect(HttpStatusCode.Conflict, "invitation.expired");
        (await own.Tenant.Post($"users/{user}/invitation")).Expect(HttpStatusCode.Accepted);
        (await own.Accept((await own.Mail(user, 2)).Token)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_revoked_invitation_leaves_a_staged_user_without_a_seat_who_can_be_invited_again()
    {
        await using var own = await OwnApp.Start();
        (await own.Tenant.Patch("tenant", new { licences = new Dictionary<string, object> { ["Smartflows"] = new { enabled = true, seats = 1, byDefault = false } } })).Expect(HttpStatusCode.OK);
        var licence = new Dictionary<string, bool> { ["Smartflows"] = true };
        var user = (await own.Tenant.User(new { licences = licence })).Id;
        var token = (await own.Mail(user)).Token;
        await own.Sent(user);
        (await own.Tenant.Delete($"users/{user}/invitation")).Expect(HttpStatusCode.NoContent);
        (await own.Tenant.Delete($"users/{user}/invitation")).Expect(HttpStatusCode.NoContent);
        Assert.Equal("Staged", (await own.Tenant.Get($"users/{user}")).TextOf("lifecycle"));
        Assert.Equal("Revoked", (await own.Tenant.Get($"users/{user}/invitation")).TextOf("state"));
        (await own.Accept(token)).Expect(HttpStatusCode.Gone, "invite_revoked");
        (await own.Tenant.Post($"users/{user}/invitation/link")).Expect(HttpStatusCode.Conflict, "invitation.not_pending");

        // The seat is free, so somebody else takes it, and then there is none for coming back.
        var other = (await own.Tenant.User(new { licences = licence })).Id;
        own.Time.Pass(Invitation.Cooldown);
        (await own.Tenant.Post($"users/{user}/invitation")).Expect(HttpStatusCode.Conflict, "licences.no_seat");
        Assert.Equal("Staged", (await own.Tenant.Get($"users/{user}")).TextOf("lifecycle"));
        (await own.Tenant.Patch($"users/{other}", new { licences = new Dictionary<string, bool> { ["Smartflows"] = false } })).Expect(HttpStatusCode.OK);
        (await own.Tenant.Post($"users/{user}/invitation")).Expect(HttpStatusCode.Accepted);
        Assert.Equal("Pending", (await own.Tenant.Get($"users/{user}")).TextOf("lifecycle"));
        var second = await own.Mail(user, 2);
        (await own.Accept(token)).Expect(HttpStatusCode.Gone, "invite_superseded");
        (await own.Accept(second.Token)).Expect(HttpStatusCode.OK);
        (await own.Tenant.Delete($"users/{user}/invitation")).Expect(HttpStatusCode.Conflict, "invitation.not_pending");
        Assert.Equal(2, own.Mails.Count(m => m.Id.Contains(user.ToString(), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_written_at_the_same_moment_does_not_refuse_what_is_sent_all_the_same()
    {
        HeldTables tables = null!;
        await using var own = await OwnApp.Start(replace: services =>
        {
            var real = services.Last(s => s.ServiceType == typeof(ITables)).ImplementationFactory!;
            services.AddSingleton<ITables>(provider => tables = new HeldTables((ITables)real(provider)));
        });
        var user = (await own.Tenant.User()).Id;
        await own.Mail(user);
        await own.Sent(user);
        own.Time.Pass(Invitation.Cooldown);
        var hold = tables.HoldNext(InvitationTable.Table, step => step.Row.Number("version") == 2);
        var resending = own.Tenant.Post($"users/{user}/invitation");
        await hold.Reached;
        var invitations = own.App.Services.GetRequiredService<InvitationTable>();
        var current = (await invitations.Find("main", user, default))!;
        await invitations.Update("main", current, row => row with { Reason = "written meanwhile" });
        hold.Release();
        Assert.Equal(2, (await resending).Expect(HttpStatusCode.Accepted)["version"].GetInt32());
        await own.Mail(user, 2);
        await own.Sent(user);
        Assert.Equal(2, own.Mails.Count);
        Assert.Single((await invitations.Find("main", user, default))!.Resends);
    }

    [Fact]
    public async Task The_owner_cannot_be_uninvited()
    {
        await using var own = await OwnApp.Start();
        var (tenant, owner) = await TestTenant.Owned(own.App, "owned");
        (await tenant.Delete($"users/{owner.Id}/invitation")).Expect(HttpStatusCode.Conflict, "owner.protected");
        // Nor does an administrator come in as the owner.
        (await tenant.Post($"users/{owner.Id}/invitation/link")).Expect(HttpStatusCode.Conflict, "owner.protected");
    }

    [Fact]
    public async Task A_new_address_gets_a_new_link_and_the_old_one_ends()
    {
        await using var own = await OwnApp.Start();
        var user = (await own.Tenant.User()).Id;
        var old = await own.Mail(user);
        await own.Sent(user);
        var email = TestTenant.NewEmail();
        (await own.Tenant.Patch($"users/{user}", new { email })).Expect(HttpStatusCode.OK);
        (await own.Accept(old.Token)).Expect(HttpStatusCode.Gone, "invite_superseded");
        var mail = await own.Mail(user, 2);
        Assert.Equal(email, mail.To);
        await own.Sent(user);
        // Another field is no reason to write again.
        (await own.Tenant.Patch($"users/{user}", new { designation = "Lead" })).Expect(HttpStatusCode.OK);
        (await own.Accept(old.Token)).Expect(HttpStatusCode.Gone, "invite_superseded");
        (await own.Accept(mail.Token)).Expect(HttpStatusCode.OK);
        Assert.Equal(2, own.Mails.Count);
    }

    [Fact]
    public async Task Who_is_added_again_gets_a_new_invitation_and_who_is_restored_gets_none()
    {
        await using var own = await OwnApp.Start();
        var email = TestTenant.NewEmail();
        var first = (await own.Tenant.User(new { email })).Id;
        var old = await own.Mail(first);
        await own.Sent(first);
        (await own.Tenant.Delete($"users/{first}")).Expect(HttpStatusCode.NoContent);
        var again = (await own.Tenant.User(new { email })).Id;
        var mail = await own.Mail(again);
        Assert.NotEqual(old.Token, mail.Token);
        (await own.Accept(old.Token)).Expect(HttpStatusCode.BadRequest, "token.invalid");
        (await own.Tenant.Delete($"users/{again}")).Expect(HttpStatusCode.NoContent);
        (await own.Tenant.Post($"users/{first}/restore")).Expect(HttpStatusCode.OK);
        Assert.Equal("Revoked", (await own.Tenant.Get($"users/{first}/invitation")).TextOf("state"));
        (await own.Accept(old.Token)).Expect(HttpStatusCode.Gone, "invite_superseded");
        Assert.Equal(2, own.Mails.Count);
    }

    [Fact]
    public async Task A_link_that_is_copied_while_its_mail_is_made_is_the_one_of_the_mail()
    {
        HeldTables tables = null!;
        await using var own = await OwnApp.Start(["CreateUser", "CopyInvitationLink"], services =>
        {
            var real = services.Last(s => s.ServiceType == typeof(ITables)).ImplementationFactory!;
            services.AddSingleton<ITables>(provider => tables = new HeldTables((ITables)real(provider)));
        });
        var user = (await own.Tenant.User()).Id;
        var saving = tables.HoldNext(InvitationTable.Table, _ => true);
        var copying = own.Tenant.Post($"users/{user}/invitation/link");
        await saving.Reached;
        await own.Another(["DeliverInvitation"]);
        var mail = await own.Mail(user);
        saving.Release();
        Assert.Equal(mail.Link.ToString(), (await copying).Expect(HttpStatusCode.OK).TextOf("link"));
        Assert.Single(await own.Rows("main", "c|"), row => row.Text("kind") == CopyLink.Kind);
    }

    [Fact]
    public async Task The_link_that_is_copied_is_the_one_of_the_mail_and_who_asked_stands_in_the_log_without_it()
    {
        await using var own = await OwnApp.Start(only: ["CreateUser", "CopyInvitationLink", "ReadUser"]);
        var user = (await own.Tenant.User()).Id;
        // The mail is not made yet: it will hold the link that is copied now.
        var copied = (await own.Tenant.Post($"users/{user}/invitation/link")).Expect(HttpStatusCode.OK);
        var delivering = await own.Another();
        var mail = await own.Mail(user);
        Assert.Equal(copied.TextOf("link"), mail.Link.ToString());
        var again = (await own.Tenant.On(delivering).Post($"users/{user}/invitation/link", null, ("Idempotency-Key", "copy"))).Expect(HttpStatusCode.OK);
        Assert.Equal(copied.TextOf("link"), again.TextOf("link"));
        var rows = await own.Rows("main");
        var entries = rows.Where(r => r.Text("kind") == CopyLink.Kind).ToList();
        Assert.Equal(2, entries.Count);
        Assert.All(entries, entry => Assert.Contains(user.ToString(), entry.Text("ids"), StringComparison.Ordinal));
        var secret = mail.Token.Split('.')[2];
        Assert.DoesNotContain(rows.SelectMany(r => r.Columns.Values), value => value?.ToString()?.Contains(secret, StringComparison.Ordinal) is true);
        (await own.Accept(mail.Token)).Expect(HttpStatusCode.NotFound);
        (await TestApp.Send(delivering, null, HttpMethod.Post, "invitations/accept", TestApp.Body(new { token = mail.Token }))).Expect(HttpStatusCode.OK);
        (await own.Tenant.Post($"users/{user}/invitation/link")).Expect(HttpStatusCode.Conflict, "invitation.not_pending");
    }

    [Fact]
    public async Task Whoever_may_do_less_than_the_invited_does_not_get_the_link()
    {
        await using var own = await OwnApp.Start();
        (await own.Tenant.Post("roles", new { name = "Recruiter", permissions = new[] { "users.read", "users.write" } })).Expect(HttpStatusCode.Created);
        var recruiter = await own.Tenant.As("Recruiter");
        var boss = (await own.Tenant.User(new { role = "Administrator", accessRole = "Admin" })).Id;
        (await recruiter.Post($"users/{boss}/invitation/link")).Expect(HttpStatusCode.Forbidden, "user.forbidden");
        (await own.Tenant.Post($"users/{boss}/invitation/link")).Expect(HttpStatusCode.OK);
    }
}
