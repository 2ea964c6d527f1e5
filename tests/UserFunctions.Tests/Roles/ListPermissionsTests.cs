using System.Net;
using UserFunctions.Platform.Http;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Roles;

public sealed class ListPermissionsTests
{
    [Fact]
    [Spec("S072")]
    public async Task Everything_that_a_role_can_allow_is_there_in_words_of_its_own()
    {
        var tenant = await TestApp.NewTenant();
        var all = (await tenant.Get("permissions")).Expect(HttpStatusCode.OK).Value;
        Assert.Equal(Permission.All, all.Select(p => p.GetProperty("name").GetString()!));
        Assert.Equal(all.Count, all.Select(p => p.GetProperty("description").GetString()).Where(text => text is { Length: > 0 }).Distinct().Count());
    }

    [Theory]
    [InlineData("permissions", "roles.read")]
    [InlineData("permissions", "roles.write")]
    [InlineData("roles", "roles.read")]
    [InlineData("roles", "users.write")]
    [InlineData("roles", "users.read")]
    [InlineData("roles", "keys.write")]
    [InlineData("roles", "imports.write")]
    public async Task Who_fills_in_what_a_list_is_for_sees_it(string list, string permission)
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("roles", new { name = "Flow", permissions = new[] { permission } })).Expect(HttpStatusCode.Created);
        (await (await tenant.As("Flow")).Get(list)).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("permissions", "roles.read")]
    [InlineData("roles", "roles.read")]
    public async Task Nobody_else_does(string list, string permission)
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("roles", new { name = "Flow", permissions = new[] { "extensions.read" } })).Expect(HttpStatusCode.Created);
        var refused = (await (await tenant.As("Flow")).Get(list)).Expect(HttpStatusCode.Forbidden, "key.forbidden");
        Assert.Contains($"'{permission}'", refused.Message, StringComparison.Ordinal);
    }
}
