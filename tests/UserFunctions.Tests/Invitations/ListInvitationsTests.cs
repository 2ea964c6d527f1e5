using System.Net;
using System.Net.Mail;
using UserFunctions.Invitations;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Invitations;

/// <summary>Looking after many invitations.</summary>
public sealed class ListInvitationsTests
{
    [Fact]
    public async Task Invitations_are_listed_by_state_and_words_and_sent_again_with_one_outcome_each()
    {
        var post = new CountingPost();
        await using var own = await OwnApp.Start(replace: post.Replace, settings: new Dictionary<string, string?> { ["Invitations:RetryDelays"] = "", ["Invitations:ClaimedFor"] = "00:00:01" });
        var users = new Dictionary<string, Guid>();
        foreach (var name in new[] { "Expired", "Accepted", "Revoked", "Gone" })
            users[name] = (await own.Tenant.User(new { displayName = $"Zoë {name}", email = $"{name.ToLowerInvariant()}@lists.test" })).Id;
        await Task.WhenAll(users.Values.Select(own.Sent));
        (await own.Accept(post.TokenOf(users["Accepted"]))).Expect(HttpStatusCode.OK);
        (await own.Tenant.Delete($"users/{users["Revoked"]}/invitation")).Expect(HttpStatusCode.NoContent);
        (await own.Tenant.Delete($"users/{users["Gone"]}")).Expect(HttpStatusCode.NoContent);
        own.Time.Pass(TimeSpan.FromHours(121));
        users["Pending"] = (await own.Tenant.User(new { displayName = "Zoë Pending", email = "pending@lists.test" })).Id;
        await own.Sent(users["Pending"]);

        foreach (var state in new[] { "Pending", "Expired", "Accepted", "Revoked" })
            Assert.Equal(users[state], Assert.Single(await own.Tenant.All($"invitations?state={state}&top=1")).GetProperty("userId").GetGuid());
        Assert.Empty(await own.Tenant.All("invitations?state=Failed"));
        Assert.Equal(["Expired", "Accepted", "Revoked", "Pending"], (await own.Tenant.All("invitations?top=1")).Select(i => i.GetProperty("state").GetString()));
        Assert.Equal("expired@lists.test", Assert.Single(await own.Tenant.All("invitations?search=zoe xpir")).GetProperty("email").GetString());
        (await own.Tenant.Get("invitations?state=Lost")).Expect(HttpStatusCode.BadRequest, "state.invalid");
        (await own.Tenant.Get($"invitations?search={new string('x', 201)}")).Expect(HttpStatusCode.BadRequest, "search.invalid");

        var outcomes = (await own.Tenant.Post("invitations/resend", new { users = new[] { "expired@lists.test", users["Accepted"].ToString(), users["Pending"].ToString(), "nobody@lists.test", "revoked@lists.test" } })).Expect(HttpStatusCode.OK).Value;
        Assert.Equal(
            ["Changed ", "Failed invitation.not_pending", "Failed invitation.too_soon", "Failed user.unknown", "Failed invitation.not_pending"],
            outcomes.Select(o => $"{o.GetProperty("outcome")} {(o.TryGetProperty("code", out var code) ? code : "")}"));
        // Who was taken back stays so.
        Assert.Equal("Staged", (await own.Tenant.Get($"users/{users["Revoked"]}")).TextOf("lifecycle"));
        Assert.Equal("Revoked", (await own.Tenant.Get($"users/{users["Revoked"]}/invitation")).TextOf("state"));
    }

    [Fact]
    public async Task What_failed_is_found_by_its_state_and_sent_again_until_nothing_is_left()
    {
        var post = new CountingPost { Failure = _ => throw new SmtpException(SmtpStatusCode.MailboxUnavailable, "There is no such mailbox.") };
        await using var own = await OwnApp.Start(["CreateUser", "ReadInvitation", "ListInvitations", "ResendInvitations"], post.Replace);
        var users = new List<Guid>();
        for (var i = 0; i < 3; i++)
            users.Add((await own.Tenant.User()).Id);
        foreach (var user in users)
        {
            // The last of the tries: such a mailbox will not be there later either, so nothing is put off.
            await Assert.ThrowsAsync<SmtpException>(() => own.Function<DeliverInvitation>().Handle(new("main", user, 1, null), Invitation.MaxTries, CancellationToken.None));
            var failed = await own.Tenant.Get($"users/{user}/invitation");
            Assert.Equal(("Failed", "failed"), (failed.TextOf("state"), failed.TextOf("delivery")));
            Assert.Contains("no such mailbox", failed.TextOf("reason"), StringComparison.Ordinal);
        }

        Assert.Equal(users, (await own.Tenant.All("invitations?state=Failed&top=2")).Select(i => i.GetProperty("userId").GetGuid()));
        var body = new { state = "Failed" };
        var first = (await own.Tenant.Post("invitations/resend", body, ("Idempotency-Key", "all"))).Expect(HttpStatusCode.OK);
        Assert.Equal(users.Select(u => u.ToString()), first.Value.Select(o => o.GetProperty("user").GetString()));
        Assert.All(first.Value, o => Assert.Equal("Changed", o.GetProperty("outcome").GetString()));
        Assert.Equal(first.Text, (await own.Tenant.Post("invitations/resend", body, ("Idempotency-Key", "all"))).Expect(HttpStatusCode.OK).Text);
        Assert.Empty((await own.Tenant.Post("invitations/resend", body)).Expect(HttpStatusCode.OK).Value);
        Assert.All(await own.Tenant.All("invitations"), i => Assert.Equal(2, i.GetProperty("version").GetInt32()));
    }

    [Theory]
    [InlineData("""{}""", "users.invalid")]
    [InlineData("""{"users":["a@b.test"],"state":"Failed"}""", "users.invalid")]
    [InlineData("""{"state":"Accepted"}""", "state.invalid")]
    [InlineData("""{"users":["a@b.test"],"search":"x"}""", "search.invalid")]
    public async Task What_chooses_nobody_or_twice_is_refused(string body, string code)
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("invitations/resend", new StringContent(body, System.Text.Encoding.UTF8, "application/json"))).Expect(HttpStatusCode.BadRequest, code);
    }

    [Fact]
    public async Task A_message_whose_process_died_again_and_again_is_tried_later_and_then_told_as_failed()
    {
        var post = new CountingPost();
        await using var own = await OwnApp.Start(["CreateUser", "ReadInvitation"], post.Replace, new Dictionary<string, string?> { ["Invitations:RetryDelays"] = "00:00:00" });
        var user = (await own.Tenant.User()).Id;
        await own.Message("invites");
        await own.Queue("invites").ClearMessagesAsync();
        var message = new InviteMessage("main", user, 1, null);
        await own.Function<FailInvitation>().Run(UserFunctions.Platform.Http.Json.Write(message), CancellationToken.None);
        var later = await own.Message("invites");
        Assert.Contains("\"round\":1", later, StringComparison.Ordinal);
        Assert.Equal("queued", (await own.Tenant.Get($"users/{user}/invitation")).TextOf("delivery"));
        await own.Function<FailInvitation>().Run(later, CancellationToken.None);
        var failed = await own.Tenant.Get($"users/{user}/invitation");
        Assert.Equal(("failed", FailInvitation.Reason), (failed.TextOf("delivery"), failed.TextOf("reason")));

        // One that went out all the same, or has a reason of its own, is left as it is.
        await own.Function<DeliverInvitation>().Handle(message, 1, CancellationToken.None);
        await own.Function<FailInvitation>().Run(later, CancellationToken.None);
        Assert.Equal("sent", (await own.Tenant.Get($"users/{user}/invitation")).TextOf("delivery"));
        Assert.Single(post.Sent);
    }

    [Fact]
    public async Task What_the_server_does_not_take_for_now_is_tried_again_after_a_while()
    {
        var post = new CountingPost { Failure = _ => throw new SmtpException(SmtpStatusCode.ServiceNotAvailable, "Come back later.") };
        await using var own = await OwnApp.Start(["CreateUser", "ReadInvitation"], post.Replace, new Dictionary<string, string?> { ["Invitations:RetryDelays"] = "00:00:01" });
        var user = (await own.Tenant.User()).Id;
        await own.Message("invites");
        await own.Queue("invites").ClearMessagesAsync();
        await own.Function<DeliverInvitation>().Handle(new("main", user, 1, null), Invitation.MaxTries, CancellationToken.None);
        var waiting = await own.Tenant.Get($"users/{user}/invitation");
        Assert.Equal(("sending", "Come back later."), (waiting.TextOf("delivery"), waiting.TextOf("reason")));
        var later = await own.Message("invites");
        post.Failure = null;
        await own.Function<DeliverInvitation>().Run(later, 1, CancellationToken.None);
        Assert.Equal("sent", (await own.Tenant.Get($"users/{user}/invitation")).TextOf("delivery"));
        Assert.Single(post.Sent.Select(m => m.Body).Distinct());
    }
}
