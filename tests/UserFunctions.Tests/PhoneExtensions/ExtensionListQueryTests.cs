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

    [Fact]
    [Spec("S037")]
    public async Task Extensions_are_filtered_and_sorted_by_the_phones_that_are_registered_now()
    {
        await using var own = await OwnApp.Start();
        var tenant = own.Tenant;
        foreach (var number in (string[])["21", "22", "23", "24"])
            await tenant.User(new { extensionNumber = number, createAgentExtension = true });
        await tenant.Extension("25");
        await Registers(tenant, "22", "desk", 600);
        await Registers(tenant, "22", "mobile", 60);
        await Registers(tenant, "23", "desk", 60);
        // With another secret its phone counts no more.
        await Registers(tenant, "24", "desk", 600);
        (await tenant.Post("extensions/24/secret")).Expect(HttpStatusCode.OK);
        Assert.Equal(["22", "23"], Numbers(await tenant.Get("extensions?status=active")));
        Assert.Equal(["21", "24", "25"], Numbers(await tenant.Get("extensions?status=Inactive")));
        Assert.Equal(["22"], Numbers(await tenant.Get("extensions?registrations=2")));
        Assert.Equal(["21", "24", "25"], Numbers(await tenant.Get("extensions?registrations=0")));
        Assert.Equal(["22", "23", "25", "24", "21"], (await tenant.All("extensions?sort=-registrations&top=1")).Select(e => e.GetProperty("number").GetString()!));
        Assert.Equal(["21", "24", "25", "22", "23"], (await tenant.All("extensions?sort=status&top=2")).Select(e => e.GetProperty("number").GetString()!));
        own.Time.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal(["22"], Numbers(await tenant.Get("extensions?status=Active")));
        Assert.Equal(["22"], Numbers(await tenant.Get("extensions?registrations=1")));
        (await tenant.Get("extensions?status=green&registrations=few")).Expect(HttpStatusCode.BadRequest);
    }

    [Fact]
    [Spec("S019", "S037")]
    public async Task Extensions_are_filtered_and_sorted_by_how_long_they_rest()
    {
        await using var own = await OwnApp.Start();
        var tenant = own.Tenant;
        foreach (var number in (string[])["31", "32"])
        {
            await tenant.User(new { extensionNumber = number });
            (await tenant.Post($"extensions/{number}/release")).Expect(HttpStatusCode.OK);
            own.Time.Pass(TimeSpan.FromDays(1));
        }

        await tenant.Extension("30");
        var until = (await tenant.Get("extensions/31")).TextOf("quarantinedUntil");
        Assert.Equal(["31"], Numbers(await tenant.Get($"extensions?quarantinedUntil=..{until}")));
        Assert.Equal(["31", "32"], Numbers(await tenant.Get($"extensions?quarantinedUntil={until}..")));
        Assert.Equal(["31", "32", "30"], (await tenant.All("extensions?sort=quarantinedUntil&top=1")).Select(e => e.GetProperty("number").GetString()!));
        own.Time.Pass(TimeSpan.FromDays(28.5));
        Assert.Equal(["32"], Numbers(await tenant.Get($"extensions?quarantinedUntil={until}..")));
        Assert.Empty(Numbers(await tenant.Get($"extensions?quarantinedUntil=..{until}")));
        (await tenant.Get("extensions?quarantinedUntil=soon")).Expect(HttpStatusCode.BadRequest, "quarantinedUntil.invalid");
    }

    [Fact]
    [Spec("S037", "S102")]
    public async Task A_search_says_where_its_words_occur()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Owns("8069653170");
        await tenant.User(new { displayName = "Zoë Young", extensionNumber = "5317", allowedCallerIds = new[] { "8069653170" } });
        var found = Assert.Single((await tenant.Get("extensions?search=317 zoe")).Expect(HttpStatusCode.OK).Value);
        Assert.Equal(
            ["number 1 3", "name 0 3", "callerId 6 3"],
            found.GetProperty("highlights").EnumerateArray().Select(h => $"{h.GetProperty("field").GetString()} {h.GetProperty("start")} {h.GetProperty("length")}"));
        Assert.False((await tenant.Get("extensions")).Value[0].TryGetProperty("highlights", out _), "Nothing was searched.");
        (await tenant.Patch("extensions/5317", found)).Expect(HttpStatusCode.OK);
    }

    private static async Task Registers(TestTenant tenant, string number, string contact, int seconds) =>
        (await tenant.Post($"extensions/{number}/registrations", new { contact, expiresInSeconds = seconds })).Expect(HttpStatusCode.OK);
}
