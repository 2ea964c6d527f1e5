using System.Net;
using UserFunctions.Roles;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Roles;

public sealed class RoleTests
{
    private static readonly string[] Reading = ["users.read", "groups.read"];
    private static readonly string[] Writing = ["roles.read", "roles.write", "users.read"];

    [Fact]
    [Spec("S071")]
    public async Task There_are_built_in_roles_and_nobody_changes_them()
    {
        var tenant = await TestApp.NewTenant();
        var roles = (await tenant.Get("roles")).Expect(HttpStatusCode.OK).Value;
        Assert.Equal(["Agent", "Supervisor", "Account Administrator", "Administrator", "Super Admin", "Owner", "Provisioner", "Telephony"], roles.Select(r => r.GetProperty("name").GetString()));
        foreach (var role in roles)
        {
            var path = $"roles/{role.GetProperty("id").GetString()}";
            Assert.Equal("\"1\"", (await tenant.Get(path)).Expect(HttpStatusCode.OK).ETag);
            (await tenant.Patch(path, new { name = "Mine" })).Expect(HttpStatusCode.Conflict, "role.built_in");
            (await tenant.Delete(path)).Expect(HttpStatusCode.Conflict, "role.built_in");
        }

        Assert.Empty(await tenant.Rows("s|role|"));
    }

    [Fact]
    [Spec("S071", "S072", "S043")]
    public async Task A_role_of_ones_own_is_made_read_changed_used_and_deleted()
    {
        var tenant = await TestApp.NewTenant();
        var made = (await tenant.Post("roles", new { name = "Campaign Manager", description = "Runs campaigns", permissions = Reading, isAgent = true })).Expect(HttpStatusCode.Created);
        Assert.Equal(Reading, made["permissions"].EnumerateArray().Select(p => p.GetString()));
        Assert.Equal(("\"1\"", false, 0), (made.ETag, made["isBuiltIn"].GetBoolean(), made["users"].GetInt32()));
        Assert.Equal(made.Text, (await tenant.Get(made.Location!)).Expect(HttpStatusCode.OK).Text);
        var user = await tenant.User(new { role = "campaign manager" });
        Assert.Equal(made.Id, user["roleId"].GetGuid());
        Assert.True(user["callingAgent"].GetBoolean(), "Users of a role for agents are calling agents.");
        var changed = (await tenant.Patch($"roles/{made.Id}", new { name = "Campaigns", description = (string?)null }, ("If-Match", made.ETag!))).Expect(HttpStatusCode.OK);
        Assert.Equal(("\"2\"", 1), (changed.ETag, changed["users"].GetInt32()));
        Assert.False(changed.Json.TryGetProperty("description", out _), "It was cleared.");
        Assert.Equal("Campaigns", (await tenant.Get($"users/{user.Id}")).TextOf("role"));
        (await tenant.Patch($"roles/{made.Id}", new { name = "Late" }, ("If-Match", made.ETag!))).Expect(HttpStatusCode.PreconditionFailed, "etag.stale");
        (await tenant.Delete($"roles/{made.Id}", ("If-Match", made.ETag!))).Expect(HttpStatusCode.PreconditionFailed, "etag.stale");
        (await tenant.Patch($"users/{user.Id}", new { role = "Agent" })).Expect(HttpStatusCode.OK);
        (await tenant.Delete($"roles/{made.Id}")).Expect(HttpStatusCode.NoContent);
        (await tenant.Get($"roles/{made.Id}")).Expect(HttpStatusCode.NotFound, "role.not_found");
        (await tenant.Patch($"users/{user.Id}", new { role = "Campaigns" })).Expect(HttpStatusCode.BadRequest, "role.unknown");
        Assert.Equal(["role.created", "role.changed", "role.deleted"], (await tenant.Rows("c|")).Select(r => r.Text("kind")).Where(kind => kind!.StartsWith("role.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_was_read_can_be_sent_back_whole_and_changes_nothing()
    {
        var tenant = await TestApp.NewTenant();
        var made = (await tenant.Post("roles", new { name = "Clerk", permissions = Reading })).Expect(HttpStatusCode.Created);
        await tenant.User(new { role = "Clerk" });
        var same = (await tenant.Patch($"roles/{made.Id}", made.Json)).Expect(HttpStatusCode.OK);
        Assert.Equal(made.ETag, same.ETag);
        Assert.Single(await tenant.Rows("c|"), r => r.Text("kind") == "role.created");
        Assert.DoesNotContain(await tenant.Rows("c|"), r => r.Text("kind") == "role.changed");
    }

    [Fact]
    [Spec("S072")]
    public async Task What_is_wrong_with_a_role_is_said_at_once_and_a_mistyped_permission_gets_a_suggestion()
    {
        var tenant = await TestApp.NewTenant();
        var refused = await tenant.Post("roles", new { permissions = new[] { "users.red", "groups.read" }, isAgent = "yes", colour = "red" });
        refused.Expect(HttpStatusCode.BadRequest);
        Assert.Equal(["colour.unknown", "isAgent.invalid", "name.missing", "permissions.unknown"], refused.Codes);
        Assert.Contains("did you mean users.read,", refused.Message, StringComparison.Ordinal);
        (await tenant.Post("roles", new { name = "X" })).Expect(HttpStatusCode.BadRequest, "permissions.missing");
        (await tenant.Post("roles", new { name = Guid.NewGuid().ToString(), permissions = Reading })).Expect(HttpStatusCode.BadRequest, "name.invalid");
        (await tenant.Post("roles", new { name = "OWNER", permissions = Reading })).Expect(HttpStatusCode.Conflict, "name.taken");
        (await tenant.Post("roles", new { name = "Clerk", permissions = Reading })).Expect(HttpStatusCode.Created);
        (await tenant.Post("roles", new { name = "clerk", permissions = Reading })).Expect(HttpStatusCode.Conflict, "name.taken");
    }

    [Fact]
    public async Task Of_many_roles_of_one_name_made_at_once_one_is_made()
    {
        var tenant = await TestApp.NewTenant();
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => tenant.Post("roles", new { name = "Clerk", permissions = Reading })));
        Assert.Single(replies, r => r.Status == HttpStatusCode.Created);
        Assert.Equal(7, replies.Count(r => r.Status == HttpStatusCode.Conflict));
        Assert.Single(await tenant.Rows("s|role|"));
    }

    [Fact]
    [Spec("S072")]
    public async Task Nobody_makes_a_role_that_allows_what_they_lack_nor_adds_it_to_one()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("roles", new { name = "Role Keeper", permissions = Writing })).Expect(HttpStatusCode.Created);
        var stronger = (await tenant.Post("roles", new { name = "Stronger", permissions = new[] { "users.read", "keys.write" } })).Expect(HttpStatusCode.Created);
        await tenant.User(new { role = "Stronger" });
        var keeper = await tenant.As("Role Keeper");
        var refused = (await keeper.Post("roles", new { name = "Mine", permissions = new[] { "users.read", "users.write", "analytics.read" } })).Expect(HttpStatusCode.Forbidden, "role.forbidden");
        Assert.EndsWith("users.write, analytics.read.", refused.Message, StringComparison.Ordinal);
        var own = (await keeper.Post("roles", new { name = "Mine", permissions = new[] { "users.read" } })).Expect(HttpStatusCode.Created);
        (await keeper.Patch($"roles/{own.Id}", new { permissions = new[] { "users.read", "keys.read" } })).Expect(HttpStatusCode.Forbidden, "role.forbidden");
        (await keeper.Patch($"roles/{stronger.Id}", new { permissions = new[] { "users.read", "keys.write", "keys.read" } })).Expect(HttpStatusCode.Forbidden, "role.forbidden");
        // Nor is a role that allows more disarmed, renamed or deleted by whoever lacks it; what was read can be sent back.
        (await keeper.Patch($"roles/{stronger.Id}", new { permissions = new[] { "users.read" } })).Expect(HttpStatusCode.Forbidden, "role.forbidden");
        (await keeper.Patch($"roles/{stronger.Id}", new { name = "Weaker" })).Expect(HttpStatusCode.Forbidden, "role.forbidden");
        (await keeper.Delete($"roles/{stronger.Id}")).Expect(HttpStatusCode.Forbidden, "role.forbidden");
        Assert.Equal(stronger.ETag, (await keeper.Patch($"roles/{stronger.Id}", stronger.Json)).Expect(HttpStatusCode.OK).ETag);
        (await keeper.Patch($"roles/{own.Id}", new { name = "Ours" })).Expect(HttpStatusCode.OK);
        (await keeper.Delete($"roles/{own.Id}")).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    [Spec("S072", "S073")]
    public async Task A_role_in_use_cannot_be_deleted_and_the_list_says_how_many_have_it()
    {
        var tenant = await TestApp.NewTenant();
        var role = (await tenant.Post("roles", new { name = "Clerk", permissions = Reading })).Expect(HttpStatusCode.Created);
        Guid[] users = [(await tenant.User(new { role = "Clerk" })).Id, (await tenant.User(new { role = "Clerk" })).Id];
        await tenant.User();
        var key = await tenant.As("Clerk");
        var refused = (await tenant.Delete($"roles/{role.Id}")).Expect(HttpStatusCode.Conflict, "role.in_use");
        Assert.StartsWith("2 users, 1 keys and 0 secrets of hooks have the role 'Clerk'", refused.Message, StringComparison.Ordinal);
        var listed = (await tenant.Get("roles")).Value.ToDictionary(r => r.GetProperty("name").GetString()!, r => (r.GetProperty("users").GetInt32(), r.GetProperty("keys").GetInt32()));
        Assert.Equal((2, 1), listed["Clerk"]);
        Assert.Equal((1, 0), listed["Agent"]);
        Assert.Equal((0, 1), listed["Administrator"]);
        (await tenant.Delete($"users/{users[0]}")).Expect(HttpStatusCode.NoContent);
        (await tenant.Patch($"users/{users[1]}", new { role = "Agent" })).Expect(HttpStatusCode.OK);
        (await tenant.Delete($"roles/{role.Id}")).Expect(HttpStatusCode.Conflict, "role.in_use");
        (await tenant.Delete($"keys/{key.KeyId}")).Expect(HttpStatusCode.NoContent);
        (await tenant.Delete($"roles/{role.Id}")).Expect(HttpStatusCode.NoContent);
        // Who was deleted with it comes back as an agent.
        var restored = (await tenant.Post($"users/{users[0]}/restore")).Expect(HttpStatusCode.OK);
        Assert.Equal("Agent", restored.TextOf("role"));
        Assert.Equal(["role"], restored["changes"].EnumerateArray().Select(c => c.GetProperty("field").GetString()));
    }

    [Fact]
    public async Task A_role_that_is_made_twice_with_one_key_is_one_role()
    {
        var tenant = await TestApp.NewTenant();
        var first = (await tenant.Post("roles", new { name = "Clerk", permissions = Reading }, ("Idempotency-Key", "r1"))).Expect(HttpStatusCode.Created);
        var again = (await tenant.Post("roles", new { name = "Clerk", permissions = Reading }, ("Idempotency-Key", "r1"))).Expect(HttpStatusCode.Created);
        Assert.Equal(first.Text, again.Text);
        (await tenant.Post("roles", new { name = "Clerk 2", permissions = Reading }, ("Idempotency-Key", "r1"))).Expect(HttpStatusCode.Conflict, "idempotency-key.reused");
    }

    [Fact]
    public async Task A_role_is_seen_by_the_next_request_to_another_instance()
    {
        await using var other = await TestApp.Start(["ListRoles", "CreateUser"]);
        var tenant = await TestApp.NewTenant();
        (await tenant.On(other).Get("roles")).Expect(HttpStatusCode.OK);
        (await tenant.Post("roles", new { name = "Clerk", permissions = Role.Administrator.Permissions })).Expect(HttpStatusCode.Created);
        Assert.Contains((await tenant.On(other).Get("roles")).Value, r => r.GetProperty("name").GetString() == "Clerk");
        (await tenant.On(other).Post("users", new { displayName = "A", email = TestTenant.NewEmail(), role = "Clerk" })).Expect(HttpStatusCode.Created);
    }
}
