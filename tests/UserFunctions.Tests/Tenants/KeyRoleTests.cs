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
        (await tenant.Post("roles", new { name = "Reader", permissions = new[] { "users.read", "extensions.read" } })).Expect(HttpStatusCode.Created);
        (await reader.Get("extensions")).Expect(HttpStatusCode.Forbidden, "key.forbidden");
        (await tenant.Patch($"roles/{role.Id}", new { permissions = new[] { "extensions.read" } })).Expect(HttpStatusCode.OK);
        (await reader.Get("extensions")).Expect(HttpStatusCode.OK);
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

    [Fact]
    [Spec("S014", "S070", "S072")]
    public async Task A_key_that_acts_for_a_user_gets_no_further_than_its_maker()
    {
        var (tenant, owner) = await TestTenant.Owned(await TestApp.Shared, $"t{Guid.NewGuid():N}"[..24]);
        (await tenant.Post("roles", new { name = "Keeper", permissions = new[] { "keys.write", "users.read", "users.write" } })).Expect(HttpStatusCode.Created);
        var keeper = await tenant.As("Keeper");
        var (admin, gone) = (await tenant.User(new { role = "Administrator" }), await tenant.User(new { role = "Keeper", accessRole = "Admin" }));
        foreach (var above in (Guid[])[owner.Id, admin.Id, gone.Id])
            (await keeper.Post("keys", new { name = "x", role = "Keeper", userId = above })).Expect(HttpStatusCode.Forbidden, "user.forbidden");
        // Only the platform and the owner have keys that act for the owner, whose password they may set.
        (await tenant.Post("keys", new { name = "x", role = "Keeper", userId = owner.Id })).Expect(HttpStatusCode.Forbidden, "user.forbidden");
        // One that others made opens as much as its own role does, whoever it acts for, and its secret is not for the keeper.
        var acting = (await tenant.Post("keys", new { name = "x", role = "Keeper", userId = admin.Id })).Expect(HttpStatusCode.Created);
        (await keeper.Post($"keys/{acting.Id}/rotate")).Expect(HttpStatusCode.Forbidden, "user.forbidden");
        var weak = tenant with { Key = acting.TextOf("key")! };
        foreach (var change in (object[])[new { password = "Correct horse 7" }, new { email = TestTenant.NewEmail() }, new { loginId = "other" }])
            (await weak.Patch($"users/{admin.Id}", change)).Expect(HttpStatusCode.Forbidden, "user.forbidden");
        (await weak.Patch($"users/{admin.Id}", new { designation = "Chief" })).Expect(HttpStatusCode.OK);
    }

    [Fact]
    [Spec("S072")]
    public async Task Nobody_deletes_a_key_that_may_do_more_but_an_administrator_ends_one_that_provisions()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("roles", new { name = "Keeper", permissions = new[] { "keys.read", "keys.write", "users.read" } })).Expect(HttpStatusCode.Created);
        (await tenant.Post("roles", new { name = "Reader", permissions = Reading })).Expect(HttpStatusCode.Created);
        var (keeper, reader, upstream) = (await tenant.As("Keeper"), await tenant.As("Reader"), await tenant.As("Provisioner"));
        (await keeper.Delete($"keys/{tenant.KeyId}")).Expect(HttpStatusCode.Forbidden, "key.forbidden");
        (await tenant.Get("users")).Expect(HttpStatusCode.OK);
        (await keeper.Delete($"keys/{reader.KeyId}")).Expect(HttpStatusCode.NoContent);
        (await keeper.Delete($"keys/{reader.KeyId}")).Expect(HttpStatusCode.NotFound, "key.not_found");
        (await tenant.Delete($"keys/{upstream.KeyId}")).Expect(HttpStatusCode.NoContent);
        (await upstream.Get("users")).Expect(HttpStatusCode.Unauthorized, "key.unknown");
    }
}
