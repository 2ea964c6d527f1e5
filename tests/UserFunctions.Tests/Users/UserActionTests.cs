using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Users;

public sealed class UserActionTests
{
    [Theory]
    [Spec("S105", "S106", "S107")]
    [InlineData("disable", "Disabled", "user.disabled")]
    [InlineData("block", "Blocked", "user.blocked")]
    public async Task An_agent_is_taken_off_work_and_put_back_and_repeats_leave_no_trace(string action, string state, string kind)
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { extensionNumber = "61", accountEnabled = true });
        var taken = (await tenant.Post($"users/{user.Id}/{action}")).Expect(HttpStatusCode.OK);
        Assert.Equal((state, "\"2\"", "Offline"), (taken.TextOf("agentState"), taken.ETag, taken.TextOf("agentStatus")));
        // Sign-in, number and lifecycle are axes of their own.
        Assert.Equal((true, "61", "Pending"), (taken["accountEnabled"].GetBoolean(), taken.TextOf("extensionNumber"), taken.TextOf("lifecycle")));
        Assert.Equal(taken.Text, (await tenant.Post($"users/{user.Id}/{action}")).Expect(HttpStatusCode.OK).Text);
        Assert.Equal(taken.Text, (await tenant.Get($"users/{user.Id}")).Text);
        var back = (await tenant.Post($"users/{user.Id}/enable", new { })).Expect(HttpStatusCode.OK);
        Assert.Equal(("Enabled", "\"3\""), (back.TextOf("agentState"), back.ETag));
        Assert.Equal(back.Text, (await tenant.Post($"users/{user.Id}/enable")).Expect(HttpStatusCode.OK).Text);
        Assert.Equal(["user.created", kind, "user.enabled"], await Kinds(tenant));
    }

    [Fact]
    [Spec("S105", "S107")]
    public async Task A_disabled_agent_can_be_blocked_and_a_blocked_one_disabled()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        foreach (var (action, state) in new[] { ("disable", "Disabled"), ("block", "Blocked"), ("disable", "Disabled"), ("enable", "Enabled") })
            Assert.Equal(state, (await tenant.Post($"users/{user.Id}/{action}")).Expect(HttpStatusCode.OK).TextOf("agentState"));
    }

    [Fact]
    [Spec("S048", "S049")]
    public async Task Web_login_is_blocked_as_a_field_and_unblocked_as_an_action()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        Assert.Equal(user.ETag, (await tenant.Post($"users/{user.Id}/unblock-web-login")).Expect(HttpStatusCode.OK).ETag);
        var blocked = (await tenant.Patch($"users/{user.Id}", new { webLoginBlocked = true })).Expect(HttpStatusCode.OK);
        Assert.Equal((true, "Enabled"), (blocked["webLoginBlocked"].GetBoolean(), blocked.TextOf("agentState")));
        Assert.False((await tenant.Post($"users/{user.Id}/unblock-web-login")).Expect(HttpStatusCode.OK)["webLoginBlocked"].GetBoolean());
        (await tenant.Post($"users/{user.Id}/unblock-web-login")).Expect(HttpStatusCode.OK);
        Assert.Equal(["user.created", "user.changed", "user.web_login_unblocked"], await Kinds(tenant));
    }

    [Fact]
    [Spec("S047", "S103")]
    public async Task An_account_is_disabled_and_enabled_as_a_field_and_the_agents_state_is_not()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        Assert.False((await tenant.Patch($"users/{user.Id}", new { accountEnabled = false })).Expect(HttpStatusCode.OK)["accountEnabled"].GetBoolean());
        Assert.Equal("Enabled", (await tenant.Get($"users/{user.Id}")).TextOf("agentState"));
        Assert.True((await tenant.Patch($"users/{user.Id}", new { accountEnabled = true })).Expect(HttpStatusCode.OK)["accountEnabled"].GetBoolean());
        var refused = (await tenant.Patch($"users/{user.Id}", new { agentState = "Disabled" })).Expect(HttpStatusCode.BadRequest, "agentState.read_only");
        Assert.Contains("disable", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("enable")]
    [InlineData("disable")]
    [InlineData("block")]
    [InlineData("unblock-web-login")]
    [InlineData("restore")]
    public async Task An_action_keeps_to_the_version_and_says_what_it_cannot_do(string action)
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { webLoginBlocked = true });
        var before = await tenant.Rows();
        (await tenant.Post($"users/{user.Id}/{action}", null, ("If-Match", "\"7\""))).Expect(HttpStatusCode.PreconditionFailed, "etag.stale");
        (await tenant.Post($"users/{Guid.NewGuid()}/{action}")).Expect(HttpStatusCode.NotFound, "user.not_found");
        (await tenant.Post($"users/{user.Id}/{action}", new { reason = "x" })).Expect(HttpStatusCode.BadRequest, "reason.unknown");
        Assert.Equal(before.Select(r => (r.Key, r.ETag)), (await tenant.Rows()).Select(r => (r.Key, r.ETag)));
        (await tenant.Post($"users/{user.Id}/{action}", null, ("If-Match", user.ETag!))).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("disable")]
    [InlineData("block")]
    [InlineData("enable")]
    public async Task Nobody_acts_on_one_who_was_deleted(string action)
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        (await tenant.Delete($"users/{user.Id}")).Expect(HttpStatusCode.NoContent);
        (await tenant.Post($"users/{user.Id}/{action}")).Expect(HttpStatusCode.NotFound, "user.not_found");
    }

    [Fact]
    [Spec("S104", "S105", "S107")]
    public async Task Nobody_locks_themselves_out()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { role = "Administrator", accessRole = "Admin" });
        var own = tenant with { Key = (await tenant.Post("keys", new { name = "own", role = "Administrator", userId = user.Id })).Expect(HttpStatusCode.Created).TextOf("key")! };
        foreach (var action in (string[])["disable", "block"])
            (await own.Post($"users/{user.Id}/{action}")).Expect(HttpStatusCode.Conflict, "self.protected");
        (await own.Delete($"users/{user.Id}")).Expect(HttpStatusCode.Conflict, "self.protected");
        foreach (var change in (object[])[new { role = "Agent" }, new { accessRole = "Standard" }, new { accountEnabled = false }, new { webLoginBlocked = true }])
            (await own.Patch($"users/{user.Id}", change)).Expect(HttpStatusCode.Conflict, "self.protected");
        var outcome = Assert.Single((await own.Post("users/delete", new { users = new[] { user.Id } })).Expect(HttpStatusCode.OK).Value);
        Assert.Equal(("Failed", "self.protected"), (outcome.GetProperty("outcome").GetString(), outcome.GetProperty("code").GetString()));
        (await own.Post($"users/{user.Id}/enable")).Expect(HttpStatusCode.OK);
        (await own.Patch($"users/{user.Id}", new { designation = "Boss" })).Expect(HttpStatusCode.OK);
        (await tenant.Post($"users/{user.Id}/disable")).Expect(HttpStatusCode.OK);
        (await own.Post($"users/{user.Id}/block")).Expect(HttpStatusCode.Conflict, "self.protected");
    }

    [Fact]
    public async Task The_same_action_many_times_at_once_is_one_change()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => tenant.Post($"users/{user.Id}/block")));
        Assert.All(replies, r => Assert.Equal("\"2\"", r.Expect(HttpStatusCode.OK).ETag));
        Assert.Equal(["user.created", "user.blocked"], await Kinds(tenant));
    }

    private static async Task<IEnumerable<string?>> Kinds(TestTenant tenant) => (await tenant.Rows("c|")).Select(r => r.Text("kind"));
}
