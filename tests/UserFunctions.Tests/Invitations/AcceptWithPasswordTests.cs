using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Invitations;
using UserFunctions.Tests.Given;
using UserFunctions.Users;

namespace UserFunctions.Tests.Invitations;

/// <summary>Accepting with the password that the person chose.</summary>
public sealed class AcceptWithPasswordTests
{
    private const string Chosen = "a fern beside the quiet lake";
    private const string Another = "a heron over the quiet lake";

    [Fact]
    public async Task A_password_is_set_and_the_user_active_in_one_change()
    {
        await using var own = await OwnApp.Start();
        var user = (await own.Tenant.User()).Id;
        var token = (await own.Mail(user)).Token;
        await own.Sent(user);
        (await Accept(own, token, "short")).Expect(HttpStatusCode.BadRequest, "password.invalid");
        (await Accept(own, token, "passwordpassword")).Expect(HttpStatusCode.BadRequest, "password.weak");
        Assert.Equal("Pending", (await own.Tenant.Get($"users/{user}")).TextOf("lifecycle"));
        Assert.Empty(await own.Rows("main", $"p|{user}"));

        (await Accept(own, token, Chosen)).Expect(HttpStatusCode.OK);
        var change = Assert.Single(await own.Rows("main", "c|"), r => r.Text("kind") == Activation.Kind);
        Assert.Contains(Passwords.Kind, change.Text("also"), StringComparison.Ordinal);
        Assert.Equal(2, (await own.Tenant.Get($"users/{user}"))["version"].GetInt32());
        var found = await own.App.Services.GetRequiredService<UserWriter>().Find("main", user, CancellationToken.None);
        Assert.True((await own.App.Services.GetRequiredService<Passwords>().Verify("main", found, Chosen, CancellationToken.None)).IsRight);
    }

    [Fact]
    public async Task The_same_person_gets_the_same_answer_for_a_day_and_anybody_else_does_not()
    {
        await using var own = await OwnApp.Start();
        var user = (await own.Tenant.User()).Id;
        var token = (await own.Mail(user)).Token;
        await own.Sent(user);
        var first = (await Accept(own, token, Chosen)).Expect(HttpStatusCode.OK);
        Assert.Equal(first.Text, (await Accept(own, token, Chosen)).Expect(HttpStatusCode.OK).Text);
        (await Accept(own, token, Another)).Expect(HttpStatusCode.Conflict, "invite_accepted_by_another");
        (await Accept(own, token, null)).Expect(HttpStatusCode.Conflict, "invite_accepted_by_another");
        Assert.Equal(2, (await own.Tenant.Get($"users/{user}"))["version"].GetInt32());

        // Nobody goes on guessing.
        for (var wrong = 1; wrong < Invitation.MaxWrongRepeats; wrong++)
            (await Accept(own, token, Another + wrong)).Expect(HttpStatusCode.Conflict, "invite_accepted_by_another");
        (await Accept(own, token, Chosen)).Expect(HttpStatusCode.Gone, "invite_accepted");
    }

    [Fact]
    public async Task Of_many_at_once_with_different_passwords_one_comes_in()
    {
        await using var own = await OwnApp.Start();
        var user = (await own.Tenant.User()).Id;
        var token = (await own.Mail(user)).Token;
        await own.Sent(user);
        var replies = await Task.WhenAll(Enumerable.Range(1, 4).Select(i => Accept(own, token, $"{Chosen} {i} times")));
        Assert.Single(replies, r => r.Status is HttpStatusCode.OK);
        Assert.All(replies.Where(r => r.Status is not HttpStatusCode.OK), r => r.Expect(HttpStatusCode.Conflict, "invite_accepted_by_another"));
        Assert.Equal(2, (await own.Tenant.Get($"users/{user}"))["version"].GetInt32());
    }

    [Theory]
    [InlineData("block", "enable")]
    [InlineData("disabled", "enabled")]
    public async Task Whoever_is_blocked_or_disabled_accepts_when_that_is_over(string shut, string open)
    {
        await using var own = await OwnApp.Start();
        var user = (await own.Tenant.User()).Id;
        var token = (await own.Mail(user)).Token;
        await Do(shut);
        (await Accept(own, token, Chosen)).Expect(HttpStatusCode.Forbidden, "invite_blocked");
        Assert.Equal("Pending", (await own.Tenant.Get($"users/{user}")).TextOf("lifecycle"));
        await Do(open);
        (await Accept(own, token, Chosen)).Expect(HttpStatusCode.OK);

        async Task Do(string what) => _ = what switch
        {
            "disabled" => (await own.Tenant.Patch($"users/{user}", new { accountEnabled = false })).Expect(HttpStatusCode.OK),
            "enabled" => (await own.Tenant.Patch($"users/{user}", new { accountEnabled = true })).Expect(HttpStatusCode.OK),
            _ => (await own.Tenant.Post($"users/{user}/{what}")).Expect(HttpStatusCode.OK),
        };
    }

    [Fact]
    public async Task Whoever_signs_in_with_SSO_has_no_password_to_choose()
    {
        await using var own = await OwnApp.Start();
        var user = (await own.Tenant.User(new { authenticationMethod = "SSO" })).Id;
        var token = (await own.Mail(user)).Token;
        (await Accept(own, token, Chosen)).Expect(HttpStatusCode.Conflict, "password.not_with_sso");
        (await Accept(own, token, null)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Those_who_want_to_know_are_told_once()
    {
        await using var own = await OwnApp.Start();
        (await own.Tenant.Patch("tenant", new { invitations = new { notify = new[] { "not an address" } } })).Expect(HttpStatusCode.BadRequest, "invitations.notify.invalid");
        (await own.Tenant.Patch("tenant", new { invitations = new { notify = new[] { "boss@example.com", "hr@example.com" }, name = "Acme", language = "fr" } })).Expect(HttpStatusCode.OK);
        var user = await own.Tenant.User(new { displayName = "Zoë <b>Müller</b>" });
        var token = (await own.Mail(user.Id)).Token;
        (await Accept(own, token, Chosen)).Expect(HttpStatusCode.OK);
        (await Accept(own, token, Chosen)).Expect(HttpStatusCode.OK);
        await Eventually.Holds(() => Task.FromResult(own.Mails.Count == 3));
        var told = own.Mails.Where(m => m.Id.Contains("accepted", StringComparison.Ordinal)).ToList();
        Assert.Equal(["boss@example.com", "hr@example.com"], told.Select(m => m.To).Order());
        Assert.All(told, m => Assert.Contains("Zoë <b>Müller</b>", m.Body, StringComparison.Ordinal));
        Assert.All(told, m => Assert.Contains("Zoë &lt;b&gt;Müller&lt;/b&gt;", m.Html, StringComparison.Ordinal));
        Assert.All(told, m => Assert.Contains("Acme", m.Body, StringComparison.Ordinal));
    }

    private static Task<Reply> Accept(OwnApp own, string token, string? password) =>
        TestApp.Send(own.App, null, HttpMethod.Post, "invitations/accept", TestApp.Body(password is null ? new { token } : new { token, password }));
}
