using System.Net;
using System.Text.Json;
using UserFunctions.Roles;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Imports;

namespace UserFunctions.Tests.Users;

public sealed class GrantTests
{
    [Fact]
    [Spec("S014", "S043", "S061")]
    public async Task Nobody_gives_a_user_what_they_lack()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("roles", new { name = "Lead", permissions = Role.Agent.Permissions.Append("users.write") })).Expect(HttpStatusCode.Created);
        var lead = await tenant.As("Lead");
        var user = await lead.User(new { role = "Agent", accessRole = "Standard" });
        var refused = (await lead.Patch($"users/{user.Id}", new { accessRole = "Admin" })).Expect(HttpStatusCode.Forbidden, "accessRole.forbidden");
        Assert.Contains("analytics.read", refused.Message, StringComparison.Ordinal);
        (await lead.Patch($"users/{user.Id}", new { role = "Administrator" })).Expect(HttpStatusCode.Forbidden, "role.forbidden");
        (await lead.Post("users", new { displayName = "B", email = TestTenant.NewEmail(), accessRole = "Admin" })).Expect(HttpStatusCode.Forbidden, "accessRole.forbidden");
        Assert.Equal(("Standard", "Agent"), ((await tenant.Get($"users/{user.Id}")).TextOf("accessRole"), (await tenant.Get($"users/{user.Id}")).TextOf("role")));
        // Who has been given more by others is out of reach, but for what is no matter of rights.
        (await tenant.Patch($"users/{user.Id}", new { accessRole = "Admin" })).Expect(HttpStatusCode.OK);
        (await lead.Post($"users/{user.Id}/block")).Expect(HttpStatusCode.Forbidden, "user.forbidden");
        (await lead.Patch($"users/{user.Id}", new { designation = "Chief" })).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("""{"email":"other@example.com"}""", "email")]
    [InlineData("""{"loginId":"other"}""", "loginId")]
    [InlineData("""{"password":"Correct horse 7"}""", "password")]
    [InlineData("""{"autoGeneratePassword":true}""", "password")]
    [InlineData("""{"authenticationMethod":"SSO","twoFactorAuthentication":false}""", "authenticationMethod")]
    [InlineData("""{"allowedIps":{"mode":"Selected","ranges":["203.0.113.0/24"]}}""", "allowedIps")]
    [InlineData("""{"twoFactorAuthentication":false}""", "twoFactorAuthentication")]
    [InlineData("""{"phone":"9876543211"}""", "phone")]
    [Spec("S070")]
    public async Task What_the_owner_signs_in_with_is_changed_by_the_owner_alone(string change, string target)
    {
        var (tenant, owner) = await TestTenant.Owned(await TestApp.Shared, $"t{Guid.NewGuid():N}"[..24]);
        var made = await TestApp.Send(tenant.App, tenant.App.Key, HttpMethod.Post, "keys", TestApp.Body(new { name = "own", role = "Administrator", tenant = tenant.Name, userId = owner.Id }));
        var own = tenant with { Key = made.Expect(HttpStatusCode.Created).TextOf("key")! };
        (await own.Patch($"users/{owner.Id}", new { phone = "9876543210", twoFactorAuthentication = true })).Expect(HttpStatusCode.OK);
        var body = JsonDocument.Parse(change).RootElement;
        var refused = (await tenant.Patch($"users/{owner.Id}", body)).Expect(HttpStatusCode.Conflict, "owner.protected");
        Assert.Equal(target, refused.Json.GetProperty("error").GetProperty("target").GetString());
        (await tenant.Patch($"users/{owner.Id}", new { designation = "Chief" })).Expect(HttpStatusCode.OK);
        (await own.Patch($"users/{owner.Id}", body)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    [Spec("S070")]
    public async Task A_file_does_not_change_where_the_owner_is_called_for_the_second_factor()
    {
        var (tenant, owner) = await TestTenant.Owned(await TestApp.Shared, $"t{Guid.NewGuid():N}"[..24]);
        var file = $"email,displayName,phone\n{owner.TextOf("email")},Olga Owner,9876543211\n";
        Assert.Equal("updated", (await tenant.Import(file)).Outcomes);
        var made = await TestApp.Send(tenant.App, tenant.App.Key, HttpMethod.Post, "keys", TestApp.Body(new { name = "own", role = "Administrator", tenant = tenant.Name, userId = owner.Id }));
        (await (tenant with { Key = made.TextOf("key")! }).Patch($"users/{owner.Id}", new { twoFactorAuthentication = true })).Expect(HttpStatusCode.OK);
        Assert.Equal("owner.protected", (await tenant.Import(file.Replace("3211", "3212", StringComparison.Ordinal))).Codes);
    }
}
