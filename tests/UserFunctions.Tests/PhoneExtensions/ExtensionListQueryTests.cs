using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.PhoneExtensions;

public sealed class ExtensionListQueryTests
{
    private static string[] Numbers(Reply reply) => [.. reply.Expect(HttpStatusCode.OK).Value.Select(e => e.GetProperty("number").GetString()!)];

    [Fact]
    [Spec("S037")]
    public async Task Extensions_are_found_by_their_columns_in_any_order_with_their_total_on_every_instance()
    {
        var tenant = await TestApp.NewTenant();
        await using var second = await TestApp.Start();
        var zoe = await tenant.User(new { displayName = "Zoë Young", extensionNumber = "301" });
        await tenant.User(new { displayName = "Adam Hill", extensionNumber = "302" });
        await tenant.Extension("30");
        await tenant.Extension("44");
        foreach (var side in (TestTenant[])[tenant, tenant.On(second)])
        {
            Assert.Equal(["30", "301", "302", "44"], Numbers(await side.Get("extensions")));
            Assert.Equal(4, (await side.Get("extensions?top=1"))["totalCount"].GetInt32());
            Assert.Equal(["302", "301", "30", "44"], (await side.All("extensions?sort=name&top=1")).Select(e => e.GetProperty("number").GetString()!));
            Assert.Equal(["44", "302", "301", "30"], Numbers(await side.Get("extensions?sort=-number")));
            Assert.Equal(["301"], Numbers(await side.Get("extensions?name=zoe young")));
            Assert.Equal(["301"], Numbers(await side.Get("extensions?search=zo 301")));
            Assert.Equal(["30", "301", "302"], Numbers(await side.Get("extensions?search=30")));
            Assert.Equal(["30", "44"], Numbers(await side.Get("extensions?assigned=false")));
            Assert.Equal(["301"], Numbers(await side.Get($"extensions?userId={zoe.Id}")));
        }

        (await tenant.Patch($"users/{zoe.Id}", new { extensionNumber = "44", displayName = "Renamed Person" })).Expect(HttpStatusCode.OK);
        Assert.Equal(["44"], Numbers(await tenant.On(second).Get("extensions?search=renamed")));
        (await tenant.Get("extensions?sort=colour")).Expect(HttpStatusCode.BadRequest, "sort.invalid");
    }
}
