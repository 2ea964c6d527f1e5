using System.Net;
using System.Security.Cryptography;
using System.Text;
using UserFunctions.Roles;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.PhoneExtensions;

public sealed class SecretTests
{
    [Fact]
    [Spec("S019", "S037")]
    public async Task A_new_secret_is_shown_once_and_kept_as_a_hash()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { extensionNumber = "31", createAgentExtension = true });
        (await tenant.Phone("31", "desk")).Expect(HttpStatusCode.OK);
        var before = await tenant.Get("extensions/31");
        var shown = (await tenant.Post("extensions/31/secret")).Expect(HttpStatusCode.OK);
        var secret = shown.TextOf("secret")!;
        Assert.Equal(("31", 32), (shown.TextOf("login"), secret.Length));
        Assert.NotEqual(user.TextOf("extensionSecret"), secret);
        var row = Assert.Single(await tenant.Rows("x|"));
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(secret)), row["secretHash"]);
        var after = await tenant.Get("extensions/31");
        Assert.Equal((shown.ETag, "********", 0), (after.ETag, after.TextOf("password"), after["registrations"].GetInt32()));
        Assert.NotEqual(before.ETag, after.ETag);
        foreach (var stored in (await tenant.Rows()).Concat(await TestApp.Rows(tenant.Name, "", "registrations")))
            Assert.DoesNotContain(secret, string.Join(',', stored.Columns.Values), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_request_again_shows_nothing_and_makes_nothing()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.User(new { extensionNumber = "31", createAgentExtension = true });
        var named = ("Idempotency-Key", "one");
        var replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => tenant.Post("extensions/31/secret", new { }, named)));
        var shown = Assert.Single(replies, r => r.Status == HttpStatusCode.OK);
        Assert.All(replies.Where(r => r != shown), r => r.Expect(HttpStatusCode.Conflict, "secret.shown"));
        Assert.Equal(shown.ETag, (await tenant.Get("extensions/31")).ETag);
        Assert.Single(await tenant.Rows("y|"), r => !r.Columns.ContainsValue(shown.TextOf("secret")));
        (await tenant.Post("extensions/31/secret", new { }, ("Idempotency-Key", "two"))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task There_is_a_secret_only_while_a_user_with_the_switch_on_holds_the_number()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Extension("31");
        (await tenant.Post("extensions/31/secret")).Expect(HttpStatusCode.Conflict, "extension.not_assigned");
        var user = await tenant.User(new { extensionNumber = "31" });
        var refused = (await tenant.Post("extensions/31/secret")).Expect(HttpStatusCode.Conflict, "extension.no_credentials");
        Assert.Contains($"/api/users/{user.Id}", refused.Message, StringComparison.Ordinal);
        (await tenant.Post("extensions/32/secret")).Expect(HttpStatusCode.NotFound, "extension.not_found");
        (await tenant.Patch($"users/{user.Id}", new { createAgentExtension = true })).Expect(HttpStatusCode.OK);
        (await tenant.Post("extensions/31/secret", null, ("If-Match", "\"1\""))).Expect(HttpStatusCode.PreconditionFailed, "etag.stale");
        (await tenant.Post("extensions/31/secret", new { secret = "mine" })).Expect(HttpStatusCode.BadRequest, "secret.unknown");
    }

    [Fact]
    public async Task Nobody_is_shown_the_secret_of_one_who_may_do_more()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("roles", new { name = "Phones", permissions = Role.Agent.Permissions.Union(["extensions.read", "extensions.write", "users.write"]) })).Expect(HttpStatusCode.Created);
        var phones = await tenant.As("Phones");
        var chief = await tenant.User(new { extensionNumber = "31", createAgentExtension = true, role = "Administrator" });
        var agent = await tenant.User(new { extensionNumber = "32", createAgentExtension = true, role = "Agent", accessRole = "Standard" });
        await tenant.Extension("33");
        var before = await tenant.Get("extensions/31");
        (await phones.Post("extensions/31/secret")).Expect(HttpStatusCode.Forbidden, "user.forbidden");
        (await phones.Post("extensions/33/assign", new { user = chief.Id })).Expect(HttpStatusCode.Forbidden, "user.forbidden");
        (await phones.Patch($"users/{chief.Id}", new { extensionNumber = "33" })).Expect(HttpStatusCode.Forbidden, "user.forbidden");
        Assert.Equal(before.Text, (await tenant.Get("extensions/31")).Text);
        (await phones.Post("extensions/32/secret")).Expect(HttpStatusCode.OK);
        (await phones.Post("extensions/33/assign", new { user = agent.Id })).Expect(HttpStatusCode.OK);
    }

    [Fact]
    [Spec("S019")]
    public async Task A_revoked_secret_takes_the_registrations_along()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { extensionNumber = "31", createAgentExtension = true });
        (await tenant.Phone("31", "desk")).Expect(HttpStatusCode.OK);
        (await tenant.Delete("extensions/31/secret")).Expect(HttpStatusCode.NoContent);
        (await tenant.Delete("extensions/31/secret")).Expect(HttpStatusCode.NoContent);
        var extension = await tenant.Get("extensions/31");
        Assert.Equal((false, null, "Inactive"), (extension["hasPassword"].GetBoolean(), extension.TextOf("password"), extension.TextOf("status")));
        Assert.Empty((await tenant.Get("extensions/31/registrations")).Value);
        Assert.True((await tenant.Get($"users/{user.Id}"))["createAgentExtension"].GetBoolean());
        (await tenant.Post("extensions/31/secret")).Expect(HttpStatusCode.OK);
        (await tenant.Phone("31", "desk")).Expect(HttpStatusCode.OK);
    }
}
