using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Presence;

public sealed class ListStatusesTests
{
    [Fact]
    [Spec("S095")]
    public async Task There_are_three_and_each_can_be_set()
    {
        var tenant = await TestApp.NewTenant();
        var user = (await tenant.User()).Id;
        var statuses = (await tenant.Get("statuses")).Expect(HttpStatusCode.OK).Value;
        Assert.Equal(["Available", "Unavailable", "Inactive"], statuses.Select(s => s.GetProperty("class").GetString()));
        foreach (var status in statuses)
        {
            Assert.Equal(status.GetProperty("id").GetString(), status.GetProperty("name").GetString());
            (await tenant.Put($"users/{user}/status", new { status = status.GetProperty("name").GetString() })).Expect(HttpStatusCode.Accepted);
        }
    }

    [Theory]
    [InlineData("users.read")]
    [InlineData("presence.write")]
    public async Task Who_reads_users_or_sets_their_status_sees_them(string permission)
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("roles", new { name = "Flow", permissions = new[] { permission } })).Expect(HttpStatusCode.Created);
        (await (await tenant.As("Flow")).Get("statuses")).Expect(HttpStatusCode.OK);
    }
}
