using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Tenants;

public sealed class DoorTests
{
    [Fact]
    public async Task A_key_in_the_query_opens_as_one_in_the_header_does()
    {
        var tenant = await TestApp.NewTenant();
        (await TestApp.Send(HttpMethod.Get, $"users?code={Uri.EscapeDataString(tenant.Key)}")).Expect(HttpStatusCode.OK);
        (await TestApp.Send(HttpMethod.Get, "users?code=nonsense", null, ("x-functions-key", tenant.Key))).Expect(HttpStatusCode.OK);
        (await TestApp.Send(HttpMethod.Get, $"users?code={Uri.EscapeDataString(tenant.Key)}", null, ("x-functions-key", "nonsense"))).Expect(HttpStatusCode.Unauthorized, "key.unknown");
    }

    [Theory]
    [InlineData("users")]
    [InlineData("health/live")]
    [InlineData("health/ready")]
    [InlineData("invitations/accept")]
    public async Task A_wrong_key_is_refused_even_where_none_is_needed(string path)
    {
        var tenant = await TestApp.NewTenant();
        var parts = tenant.Key.Split('.');
        string[] wrong =
        [
            "x", ".", "...", "uf..." + parts[3], tenant.Key[..^1], tenant.Key + "A", tenant.Key.ToUpperInvariant(), $"uf.{parts[1]}.{parts[2]}.", $"uf.{parts[1]}.{Guid.NewGuid():N}.{parts[3]}",
            $"uf.main.{parts[2]}.{parts[3]}", $"uf.../../x.{parts[2]}.{parts[3]}", new string('k', 4_000), tenant.App.Key[..^1],
        ];
        foreach (var key in wrong)
            (await TestApp.Send(tenant.App, key, HttpMethod.Get, path)).Expect(HttpStatusCode.Unauthorized, "key.unknown");
    }

    [Fact]
    public async Task A_key_of_one_tenant_never_meets_what_is_of_another()
    {
        var (mine, theirs) = (await TestApp.NewTenant(), await TestApp.NewTenant());
        var group = await theirs.Group("Night");
        var department = await theirs.Department("Sales");
        var user = await theirs.User(new { groups = new[] { "Night" }, department = "Sales", extensionNumber = "31" });
        var before = await theirs.Rows();
        string[] paths = [$"users/{user.Id}", $"users/{user.Id}/status", $"users/{user.Id}/invitation", $"groups/{group.Id}", $"groups/{group.Id}/members", $"departments/{department.Id}", "extensions/31", $"keys/{theirs.KeyId}"];
        foreach (var path in paths)
            (await mine.Get(path)).Expect(HttpStatusCode.NotFound);
        foreach (var path in (string[])[$"users/{user.Id}", $"groups/{group.Id}", $"departments/{department.Id}", "extensions/31", $"keys/{theirs.KeyId}", $"groups/{group.Id}/members/{user.Id}"])
            (await mine.Delete(path)).Expect(HttpStatusCode.NotFound);
        foreach (var path in (string[])[$"users/{user.Id}", $"groups/{group.Id}", $"departments/{department.Id}", "extensions/31"])
            (await mine.Patch(path, new { })).Expect(HttpStatusCode.NotFound);
        (await mine.Post($"keys/{theirs.KeyId}/rotate")).Expect(HttpStatusCode.NotFound);
        (await mine.Post("extensions/31/release")).Expect(HttpStatusCode.NotFound);
        (await mine.Put($"users/{user.Id}/status", new { status = "Available" })).Expect(HttpStatusCode.NotFound);
        (await mine.Post("users", new { displayName = "B", email = TestTenant.NewEmail(), groups = new[] { group.Id } })).Expect(HttpStatusCode.BadRequest, "groups.unknown");
        (await mine.Post("users", new { displayName = "B", email = TestTenant.NewEmail(), department = department.Id })).Expect(HttpStatusCode.BadRequest, "department.unknown");
        foreach (var list in (string[])["users", "groups", "departments", "extensions", $"users?email={user.TextOf("email")}"])
            Assert.Empty(await mine.All(list));
        Assert.Equal(before.Select(r => (r.Key, r.ETag)), (await theirs.Rows()).Select(r => (r.Key, r.ETag)));
    }

    [Fact]
    public async Task Two_tenants_may_have_the_same_names_addresses_and_numbers()
    {
        foreach (var tenant in new[] { await TestApp.NewTenant(), await TestApp.NewTenant() })
        {
            await tenant.Group("Night");
            await tenant.User(new { email = "same@example.com", extensionNumber = "31", groups = new[] { "Night" } });
        }
    }

    [Fact]
    [Spec("S014")]
    public async Task A_role_gives_no_more_than_it_has()
    {
        var tenant = await TestApp.NewTenant();
        var roles = (await tenant.Get("roles")).Expect(HttpStatusCode.OK).Value.Select(r => r.GetProperty("name").GetString()!).ToList();
        Assert.Contains("Agent", roles);
        foreach (var role in (string[])["Agent", "Supervisor"])
        {
            var limited = await tenant.As(role);
            (await limited.Post("keys", new { name = "x", role = "Agent" })).Expect(HttpStatusCode.Forbidden, "key.forbidden");
            (await limited.Get("keys")).Expect(HttpStatusCode.Forbidden, "key.forbidden");
        }
    }

    [Fact]
    [Spec("S104", "S107")]
    public async Task A_key_opens_nothing_while_the_user_that_it_acts_for_is_shut_out()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        var made = (await tenant.Post("keys", new { name = "own", role = "Agent", userId = user.Id })).Expect(HttpStatusCode.Created);
        var own = tenant with { Key = made.TextOf("key")! };
        (await own.Get("users")).Expect(HttpStatusCode.OK);
        await ShutOut("blocked", () => tenant.Post($"users/{user.Id}/block"), () => tenant.Post($"users/{user.Id}/enable"));
        await ShutOut("disabled", () => tenant.Patch($"users/{user.Id}", new { accountEnabled = false }), () => tenant.Patch($"users/{user.Id}", new { accountEnabled = true }));
        await ShutOut("deleted", () => tenant.Delete($"users/{user.Id}"), () => tenant.Post($"users/{user.Id}/restore"));

        async Task ShutOut(string why, Func<Task<Reply>> shut, Func<Task<Reply>> open)
        {
            Assert.InRange((int)(await shut()).Status, 200, 204);
            var refused = (await own.Get("users")).Expect(HttpStatusCode.Unauthorized, "key.shut_out");
            Assert.Contains($"who is {why}", refused.Message, StringComparison.Ordinal);
            (await open()).Expect(HttpStatusCode.OK);
            (await own.Get("users")).Expect(HttpStatusCode.OK);
        }
    }
}
