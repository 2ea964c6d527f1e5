using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Tenants;

public sealed class KeyRoleTests
{
    private static readonly string[] Reading = ["users.read"];

    [Fact]
    [Spec("S072")]
    public async Task A_key_keeps_its_role_when_the_role_is_renamed_and_follows_what_it_allows()
    {
        var tenant = await TestApp.NewTenant();
        var role = (await tenant.Post("roles", new { name = "Reader", permissions = Reading })).Expect(HttpStatusCode.Created);
        var reader = await tenant.As("reader");
        (await tenant.Patch($"roles/{role.Id}", new { name = "Looker" })).Expect(HttpStatusCode.OK);
        (await reader.Get("users")).Expect(HttpStatusCode.OK);
        var shown = (await tenant.Get($"keys/{reader.KeyId}")).Expect(HttpStatusCode.OK);
        Assert.Equal(("Looker", role.Id), (shown.TextOf("role"), shown["roleId"].GetGuid()));
        // Another role of the old name is not the key's.
        (await tenant.Post("roles", new { name = "Reader", permissions = new[] { "users.read", "groups.read" } })).Expect(HttpStatusCode.Created);
        (await reader.Get("groups")).Expect(HttpStatusCode.Forbidden, "key.forbidden");
        (await tenant.Patch($"roles/{role.Id}", new { permissions = new[] { "groups.read" } })).Expect(HttpStatusCode.OK);
        (await reader.Get("groups")).Expect(HttpStatusCode.OK);
        (await reader.Get("users")).Expect(HttpStatusCode.Forbidden, "key.forbidden");
    }

    [Fact]
    public async Task A_key_may_act_for_a_user_who_has_to_be_there()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        var made = (await tenant.Post("keys", new { name = "own", role = "Agent", userId = user.Id })).Expect(HttpStatusCode.Created);
        Assert.Equal(user.Id, made["userId"].GetGuid());
        Assert.Equal(user.Id, (await tenant.Get($"keys/{made.Id}"))["userId"].GetGuid());
        Assert.Equal(user.Id, (await tenant.Post($"keys/{made.Id}/rotate")).Expect(HttpStatusCode.OK)["userId"].GetGuid());
        var other = await (await TestApp.NewTenant()).User();
        foreach (var nobody in (string[])[Guid.NewGuid().ToString(), other.Id.ToString(), "asha"])
            (await tenant.Post("keys", new { name = "own", role = "Agent", userId = nobody })).Expect(HttpStatusCode.BadRequest, "userId.unknown");
        (await tenant.Delete($"users/{user.Id}")).Expect(HttpStatusCode.NoContent);
        (await tenant.Post("keys", new { name = "own", role = "Agent", userId = user.Id })).Expect(HttpStatusCode.BadRequest, "userId.unknown");
    }

    [Fact]
    [Spec("S072")]
    public async Task Nobody_makes_or_rotates_a_key_that_may_do_more()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("roles", new { name = "Key Keeper", permissions = new[] { "keys.read", "keys.write", "users.read" } })).Expect(HttpStatusCode.Created);
        (await tenant.Post("roles", new { name = "Reader", permissions = Reading })).Expect(HttpStatusCode.Created);
        var keeper = await tenant.As("Key Keeper");
        var refused = (await keeper.Post("keys", new { name = "x", role = "Administrator" })).Expect(HttpStatusCode.Forbidden, "key.forbidden");
        Assert.Contains("users.write", refused.Message, StringComparison.Ordinal);
        // The secret of a rotated key would be the caller's.
        (await keeper.Post($"keys/{tenant.KeyId}/rotate")).Expect(HttpStatusCode.Forbidden, "key.forbidden");
        var made = (await keeper.Post("keys", new { name = "x", role = "Reader" })).Expect(HttpStatusCode.Created);
        (await keeper.Post($"keys/{made.Id}/rotate")).Expect(HttpStatusCode.OK);
        (await tenant.Get("users")).Expect(HttpStatusCode.OK);
    }
}
