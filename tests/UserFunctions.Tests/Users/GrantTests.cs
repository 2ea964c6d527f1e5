using System.Net;
using UserFunctions.Roles;
using UserFunctions.Tests.Given;

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
}
