using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Platform.Connector;

public sealed class TestConnectionTests
{
    [Fact]
    public async Task A_good_key_is_told_what_it_belongs_to()
    {
        var tenant = await TestApp.NewTenant();
        foreach (var role in (string[])["Administrator", "Agent"])
        {
            var reply = (await (await tenant.As(role)).Get("test-connection")).Expect(HttpStatusCode.OK);
            Assert.Equal((tenant.Name, role), (reply.TextOf("tenant"), reply.TextOf("role")));
        }
    }

    [Fact]
    public async Task A_key_of_a_role_that_allows_nothing_is_good_too()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("roles", new { name = "Nothing", permissions = Array.Empty<string>() })).Expect(HttpStatusCode.Created);
        (await (await tenant.As("Nothing")).Get("test-connection")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task No_key_and_a_wrong_key_are_refused()
    {
        (await TestApp.Send(HttpMethod.Get, "test-connection")).Expect(HttpStatusCode.Unauthorized, "key.missing");
        (await TestApp.Send(HttpMethod.Get, "test-connection", null, ("x-functions-key", "uf.none.none"))).Expect(HttpStatusCode.Unauthorized, "key.unknown");
        var tenant = await TestApp.NewTenant();
        (await (tenant with { Key = tenant.Key[..^4] + "xxxx" }).Get("test-connection")).Expect(HttpStatusCode.Unauthorized, "key.unknown");
    }
}
