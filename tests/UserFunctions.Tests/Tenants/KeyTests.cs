using System.Net;
using System.Text;
using System.Text.Json;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Tenants;

public sealed class KeyTests
{
    [Fact]
    public async Task The_secret_is_shown_once_and_stands_nowhere_in_the_table()
    {
        var tenant = await TestApp.NewTenant();
        var made = (await tenant.Post("keys", new { name = "flow", role = "agent" })).Expect(HttpStatusCode.Created);
        var secret = made.TextOf("key")!.Split('.')[^1];
        Assert.True(Convert.FromBase64String(secret.Replace('-', '+').Replace('_', '/') + "=").Length >= 32, "A key needs 256 random bits.");
        await tenant.Post($"keys/{made.Id}/rotate");
        foreach (var table in (string[])[ApiKeyTable.Table, ChangeLog.Table, TenantRegistry.Table])
            Assert.DoesNotContain(await TestApp.Rows(tenant.Name, table: table), row => Text(row).Contains(secret, StringComparison.Ordinal));
        var shown = (await tenant.Get("keys")).Expect(HttpStatusCode.OK).Text + (await tenant.Get(made.Location!)).Expect(HttpStatusCode.OK).Text;
        Assert.DoesNotContain(secret, shown, StringComparison.Ordinal);
        Assert.DoesNotContain("hash", shown, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_created_key_can_be_read_at_its_address_and_is_listed()
    {
        var tenant = await TestApp.NewTenant();
        var made = (await tenant.Post("keys", new { name = "flow", role = "supervisor" })).Expect(HttpStatusCode.Created);
        Assert.Equal(new Uri(tenant.App.BaseAddress, $"api/keys/{made.Id}").AbsoluteUri, made.Location);
        var read = (await tenant.Get(made.Location!)).Expect(HttpStatusCode.OK);
        Assert.Equal(["flow", "Supervisor"], new[] { "name", "role" }.Select(read.TextOf));
        Assert.Equal(new[] { tenant.KeyId, made.Id }.Order(), (await tenant.All("keys?top=1")).Select(k => k.GetProperty("id").GetGuid()).Order());
        (await tenant.Get($"keys/{Guid.NewGuid()}")).Expect(HttpStatusCode.NotFound, "key.not_found");
    }

    [Fact]
    public async Task A_rotated_key_has_two_secrets_alive_and_the_third_ends_the_first()
    {
        var tenant = await TestApp.NewTenant();
        var second = tenant with { Key = (await tenant.Post($"keys/{tenant.KeyId}/rotate")).Expect(HttpStatusCode.OK).TextOf("key")! };
        Assert.NotEqual(tenant.Key, second.Key);
        (await tenant.Get("users")).Expect(HttpStatusCode.OK);
        (await second.Get("users")).Expect(HttpStatusCode.OK);
        var third = tenant with { Key = (await second.Post($"keys/{tenant.KeyId}/rotate")).Expect(HttpStatusCode.OK).TextOf("key")! };
        (await tenant.Get("users")).Expect(HttpStatusCode.Unauthorized, "key.unknown");
        (await second.Get("users")).Expect(HttpStatusCode.OK);
        (await third.Get("users")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_rotation_without_overlap_ends_the_secret_before_at_once()
    {
        var tenant = await TestApp.NewTenant();
        var rotated = (await tenant.Post($"keys/{tenant.KeyId}/rotate", new { overlapHours = 0 })).Expect(HttpStatusCode.OK);
        Assert.False(rotated.Json.TryGetProperty("previousUntil", out _), "There is no secret before.");
        (await tenant.Get("users")).Expect(HttpStatusCode.Unauthorized, "key.unknown");
        (await (tenant with { Key = rotated.TextOf("key")! }).Get("users")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_rotation_whose_answer_was_lost_can_be_repeated_while_the_old_secret_works()
    {
        var tenant = await TestApp.NewTenant();
        var lost = (await tenant.Post($"keys/{tenant.KeyId}/rotate", null, ("Idempotency-Key", "r1"))).Expect(HttpStatusCode.OK);
        var seen = (await tenant.Post($"keys/{tenant.KeyId}/rotate", null, ("Idempotency-Key", "r1"))).Expect(HttpStatusCode.OK);
        (await tenant.Get("users")).Expect(HttpStatusCode.OK);
        (await (tenant with { Key = seen.TextOf("key")! }).Get("users")).Expect(HttpStatusCode.OK);
        (await (tenant with { Key = lost.TextOf("key")! }).Get("users")).Expect(HttpStatusCode.Unauthorized, "key.unknown");
    }

    [Fact]
    public async Task A_deleted_key_opens_nothing()
    {
        var tenant = await TestApp.NewTenant();
        var other = await tenant.As("Agent");
        (await other.Get("users")).Expect(HttpStatusCode.OK);
        (await tenant.Delete($"keys/{other.KeyId}")).Expect(HttpStatusCode.NoContent);
        (await other.Get("users")).Expect(HttpStatusCode.Unauthorized, "key.unknown");
        (await tenant.Delete($"keys/{other.KeyId}")).Expect(HttpStatusCode.NotFound, "key.not_found");
        (await tenant.Post($"keys/{other.KeyId}/rotate")).Expect(HttpStatusCode.NotFound, "key.not_found");
    }

    [Fact]
    public async Task A_key_for_another_tenant_is_made_by_the_platform_alone()
    {
        var tenant = await TestApp.NewTenant();
        var other = await TestApp.NewTenant();
        var refused = await tenant.Post("keys", new { name = "x", role = "Agent", tenant = other.Name });
        refused.Expect(HttpStatusCode.Forbidden, "key.forbidden");
        Assert.Contains(tenant.Name, refused.Message, StringComparison.Ordinal);
        Assert.Single(await other.All("keys"));
        (await tenant.Post("keys", new { name = "x", role = "Agent", tenant = tenant.Name })).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task What_is_wrong_with_a_key_is_said_at_once()
    {
        var tenant = await TestApp.NewTenant();
        var refused = (await tenant.Post("keys", new { role = "Emperor", tenant = "No Tenant!", colour = "red" })).Expect(HttpStatusCode.BadRequest);
        Assert.Equal(["colour.unknown", "name.missing", "role.unknown", "tenant.invalid"], refused.Codes);
        (await tenant.Post($"keys/{tenant.KeyId}/rotate", new { overlapHours = 169 })).Expect(HttpStatusCode.BadRequest, "overlapHours.invalid");
        (await tenant.Post($"keys/{tenant.KeyId}/rotate", new { overlapHours = -1 })).Expect(HttpStatusCode.BadRequest, "overlapHours.invalid");
    }

    [Fact]
    public async Task A_repeated_creation_makes_no_second_key()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("keys", new { name = "x", role = "Agent" }, ("Idempotency-Key", "k1"))).Expect(HttpStatusCode.Created);
        (await tenant.Post("keys", new { name = "x", role = "Agent" }, ("Idempotency-Key", "k1"))).Expect(HttpStatusCode.Conflict, "key.taken");
        Assert.Equal(2, (await tenant.All("keys")).Count);
    }

    private static string Text(Row row) => row.Key + string.Concat(row.Columns.Values.Select(value => value switch
    {
        byte[] bytes => Encoding.UTF8.GetString(bytes) + Convert.ToBase64String(bytes) + Convert.ToHexString(bytes),
        null => "",
        _ => JsonSerializer.Serialize(value),
    }));
}
