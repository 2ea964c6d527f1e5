using System.Net;
using System.Text.Json;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Imports;

namespace UserFunctions.Tests.Users;

public sealed class UpstreamTests
{
    [Fact]
    [Spec("S013")]
    public async Task Where_users_come_from_upstream_nobody_here_makes_or_deletes_them()
    {
        var (tenant, upstream) = await Provisioned();
        var user = (await upstream.Post("users", New("u1", "asha@example.com"))).Expect(HttpStatusCode.Created);
        (await tenant.Post("users", New("u2", "ben@example.com"))).Expect(HttpStatusCode.Forbidden, "provisioned_upstream");
        (await tenant.Post("users?onConflict=upsert", New("u2", "ben@example.com"))).Expect(HttpStatusCode.Forbidden, "provisioned_upstream");
        (await tenant.Delete($"users/{user.Id}")).Expect(HttpStatusCode.Forbidden, "provisioned_upstream");
        var checkedOnly = (await tenant.Post("users/validate", New("u2", "ben@example.com"))).Expect(HttpStatusCode.OK);
        Assert.Contains("provisioned_upstream", checkedOnly.Text, StringComparison.Ordinal);
        Assert.Single(await tenant.All("users"));
        (await upstream.Delete($"users/{user.Id}")).Expect(HttpStatusCode.NoContent);
        Assert.Empty(await tenant.All("users"));
        (await tenant.Patch("tenant", new { provisioning = "Local" })).Expect(HttpStatusCode.OK);
        await tenant.User();
    }

    [Theory]
    [InlineData("""{"phone":"9876543210","designation":"Chief","chatLimit":3}""", "designation, phone belong")]
    [InlineData("""{"displayName":"Other"}""", "displayName belongs")]
    [InlineData("""{"email":"other@example.com"}""", "email belongs")]
    [InlineData("""{"accessRole":"Admin"}""", "accessRole belongs")]
    [InlineData("""{"password":"a long enough one"}""", "password belongs")]
    [InlineData("""{"groups":["Chat"]}""", "groups belongs")]
    [InlineData("""{"channelLimits":{"SMS":2}}""", "channelLimits belongs")]
    [Spec("S124")]
    public async Task What_upstream_owns_of_a_user_is_not_changed_here(string patch, string named)
    {
        var (tenant, upstream) = await Provisioned();
        await tenant.Group("Chat");
        var user = (await upstream.Post("users", New("u1", "asha@example.com"))).Expect(HttpStatusCode.Created);
        var refused = await tenant.Patch($"users/{user.Id}", JsonDocument.Parse(patch).RootElement);
        refused.Expect(HttpStatusCode.Forbidden, "upstream_owned");
        Assert.StartsWith(named, refused.Message, StringComparison.Ordinal);
        Assert.Equal(user["version"].GetInt32(), (await tenant.Get($"users/{user.Id}"))["version"].GetInt32());
        (await upstream.Patch($"users/{user.Id}", JsonDocument.Parse(patch).RootElement)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    [Spec("S124", "S012", "S092", "S095")]
    public async Task Chat_limit_tags_status_and_capacity_are_changed_here()
    {
        var (tenant, upstream) = await Provisioned();
        var user = (await upstream.Post("users", New("u1", "asha@example.com"))).Expect(HttpStatusCode.Created);
        var changed = (await tenant.Patch($"users/{user.Id}", new { chatLimit = 3, tags = new[] { "vip" } })).Expect(HttpStatusCode.OK);
        // What was read is sent back whole: only what would change counts.
        var same = (await tenant.Patch($"users/{user.Id}", changed.Json)).Expect(HttpStatusCode.OK);
        Assert.Equal((3, changed.Text), (same["chatLimit"].GetInt32(), same.Text));
        (await tenant.Put($"users/{user.Id}/status", new { status = "Available" })).Expect(HttpStatusCode.Accepted);
        (await tenant.Put($"users/{user.Id}/capacity", new { chatLimit = 4 })).Expect(HttpStatusCode.Accepted);
        await Eventually.Holds(async () => (await tenant.Get($"users/{user.Id}/status")).TextOf("status") == "Available");
        await Eventually.Holds(async () => (await tenant.Get($"users/{user.Id}/capacity"))["chatLimit"] is { ValueKind: JsonValueKind.Number } limit && limit.GetInt32() == 4);
    }

    [Fact]
    [Spec("S013")]
    public async Task What_upstream_says_of_a_user_can_be_said_again_and_again()
    {
        var (tenant, upstream) = await Provisioned();
        var made = (await upstream.Post("users?onConflict=upsert", New("u1", "asha@example.com"))).Expect(HttpStatusCode.Created);
        var again = (await upstream.Post("users?onConflict=upsert", New("u1", "asha@example.com"))).Expect(HttpStatusCode.Created);
        Assert.Equal(made.Text, again.Text);
        // By the other system's id first, so that an address can change; by the address where the id was not known yet.
        var moved = (await upstream.Post("users?onConflict=upsert", New("u1", "rao@example.com"))).Expect(HttpStatusCode.Created);
        Assert.Equal((made.Id, "rao@example.com", "\"2\""), (moved.Id, moved.TextOf("email"), moved.ETag));
        var known = (await upstream.Post("users", new { displayName = "Ben Iyer", email = "ben@example.com" })).Expect(HttpStatusCode.Created);
        var named = (await upstream.Post("users?onConflict=upsert", New("u2", "BEN@example.com"))).Expect(HttpStatusCode.Created);
        Assert.Equal((known.Id, "u2"), (named.Id, named.TextOf("externalId")));
        (await upstream.Post("users?onConflict=upsert", New("u1", "ben@example.com"))).Expect(HttpStatusCode.Conflict, "key_conflict");
        Assert.Equal(2, (await tenant.All("users")).Count);
    }

    [Fact]
    [Spec("S013")]
    public async Task Said_many_times_at_once_it_is_one_user()
    {
        var (tenant, upstream) = await Provisioned();
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => upstream.Post("users?onConflict=upsert", New("u1", "asha@example.com"))));
        Assert.All(replies, reply => reply.Expect(HttpStatusCode.Created));
        Assert.Single(replies.Select(reply => (reply.Id, reply["version"].GetInt32())).Distinct());
        Assert.Single(await tenant.All("users"));
    }

    [Fact]
    public async Task The_word_upsert_works_for_everybody_where_users_are_made_here()
    {
        var tenant = await TestApp.NewTenant();
        var made = (await tenant.Post("users?onConflict=upsert", New("u1", "asha@example.com"), ("Idempotency-Key", "k"))).Expect(HttpStatusCode.Created);
        (await tenant.Post("users?onConflict=upsert", New("u1", "asha@example.com") with { Designation = "Chief" })).Expect(HttpStatusCode.Created);
        var repeated = (await tenant.Post("users?onConflict=upsert", New("u1", "asha@example.com"), ("Idempotency-Key", "k"))).Expect(HttpStatusCode.Created);
        Assert.Equal(made.Text, repeated.Text);
        (await tenant.Post("users", New("u1", "asha@example.com"), ("Idempotency-Key", "k"))).Expect(HttpStatusCode.Conflict, "idempotency-key.reused");
        (await tenant.Post("users?onConflict=replace", New("u1", "asha@example.com"))).Expect(HttpStatusCode.BadRequest, "onConflict.invalid");
        (await (await tenant.As("Agent")).Post("users?onConflict=upsert", New("u1", "asha@example.com"))).Expect(HttpStatusCode.Forbidden, "key.forbidden");
    }

    [Fact]
    [Spec("S013", "S124")]
    public async Task A_file_makes_nobody_where_users_come_from_upstream()
    {
        var (tenant, upstream) = await Provisioned();
        (await upstream.Post("users", New("u1", "asha@example.com"))).Expect(HttpStatusCode.Created);
        var import = await tenant.Import("email,displayName\nasha@example.com,Other Name\nben@example.com,Ben\n");
        Assert.Equal("upstream_owned,provisioned_upstream", import.Codes);
        var tags = await tenant.Import("email,displayName,tags\nasha@example.com,Asha Rao,vip\n");
        Assert.Equal("updated", tags.Outcomes);
    }

    [Fact]
    [Spec("S013")]
    public async Task Only_the_platform_makes_keys_that_provision()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("keys", new { name = "upstream", role = "Provisioner" })).Expect(HttpStatusCode.Forbidden, "key.forbidden");
        // Nor does a user or a role of the tenant's own get that by way of an administrator.
        (await tenant.Post("users", new { displayName = "A", email = "a@example.com", role = "Provisioner" })).Expect(HttpStatusCode.Forbidden, "role.forbidden");
        (await tenant.Post("roles", new { name = "Own", permissions = new[] { "users.provision" } })).Expect(HttpStatusCode.Forbidden, "role.forbidden");
    }

    [Theory]
    [InlineData("Supervisor")]
    [InlineData("Administrator")]
    [InlineData("Super Admin")]
    [Spec("S013", "S043")]
    public async Task Upstream_makes_changes_and_deletes_those_who_administer_too(string role)
    {
        var (tenant, upstream) = await Provisioned();
        var user = (await upstream.Post("users", new { displayName = "A", email = "a@example.com", role, accessRole = "Admin" })).Expect(HttpStatusCode.Created);
        Assert.Equal(role, user.TextOf("role"));
        (await upstream.Patch($"users/{user.Id}", new { email = "b@example.com" })).Expect(HttpStatusCode.OK);
        (await upstream.Patch($"users/{user.Id}", new { role = "Agent" })).Expect(HttpStatusCode.OK);
        (await upstream.Patch($"users/{user.Id}", new { role })).Expect(HttpStatusCode.OK);
        (await tenant.Delete($"users/{user.Id}")).Expect(HttpStatusCode.Forbidden, "provisioned_upstream");
        (await upstream.Delete($"users/{user.Id}")).Expect(HttpStatusCode.NoContent);
    }

    private static Upsert New(string externalId, string email) => new("Asha Rao", email, externalId);

    private static async Task<(TestTenant Tenant, TestTenant Upstream)> Provisioned()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Patch("tenant", new { provisioning = "Upstream" })).Expect(HttpStatusCode.OK);
        return (tenant, await tenant.As("Provisioner"));
    }

    private sealed record Upsert(string DisplayName, string Email, string ExternalId)
    {
        public string? Designation { get; init; }
    }
}
