using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Tenants;

public sealed class CallerIdTests
{
    [Fact]
    [Spec("S015")]
    public async Task A_registered_number_can_be_read_listed_renamed_and_deleted()
    {
        var tenant = await TestApp.NewTenant();
        var made = (await tenant.Post("caller-ids", new { number = "+918069651170", name = "Sales" })).Expect(HttpStatusCode.Created);
        (await tenant.Post("caller-ids", new { number = "180" })).Expect(HttpStatusCode.Created);
        Assert.EndsWith("/api/caller-ids/%2B918069651170", made.Location, StringComparison.Ordinal);
        Assert.Equal(made.Text, (await tenant.Get(made.Location!)).Expect(HttpStatusCode.OK).Text);
        Assert.Equal(["+918069651170", "180"], (await tenant.All("caller-ids?top=1")).Select(c => c.GetProperty("number").GetString()));
        var renamed = (await tenant.Patch(made.Location!, new { name = "Support" }, ("If-Match", made.ETag!))).Expect(HttpStatusCode.OK);
        Assert.Equal(("\"2\"", "Support"), (renamed.ETag, renamed.TextOf("name")));
        (await tenant.Patch(made.Location!, new { name = "Again" }, ("If-Match", made.ETag!))).Expect(HttpStatusCode.PreconditionFailed, "etag.stale");
        (await tenant.Patch(made.Location!, new { number = "180" })).Expect(HttpStatusCode.BadRequest, "number.read_only");
        Assert.Empty((await tenant.Delete(made.Location!)).Expect(HttpStatusCode.OK)["changes"].EnumerateArray());
        (await tenant.Get(made.Location!)).Expect(HttpStatusCode.NotFound, "caller_id.not_found");
        (await tenant.Delete(made.Location!)).Expect(HttpStatusCode.NotFound, "caller_id.not_found");
    }

    [Theory]
    [InlineData("12")]
    [InlineData("1234567890123456")]
    [InlineData("++123")]
    [InlineData("12 34")]
    [InlineData("१२३४")]
    public async Task What_is_no_number_is_refused(string number)
    {
        var tenant = await TestApp.NewTenant();
        var refused = await tenant.Post("caller-ids", new { number });
        refused.Expect(HttpStatusCode.BadRequest);
        Assert.StartsWith("number.", refused.Code, StringComparison.Ordinal);
        Assert.Empty(await tenant.Rows());
    }

    [Fact]
    public async Task Numbers_and_names_are_unique()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("caller-ids", new { number = "8069651170", name = "Sales" })).Expect(HttpStatusCode.Created);
        (await tenant.Post("caller-ids", new { number = "8069651170" })).Expect(HttpStatusCode.Conflict, "number.taken");
        (await tenant.Post("caller-ids", new { number = "8069651171", name = "SALES" })).Expect(HttpStatusCode.Conflict, "name.taken");
        (await tenant.Post("caller-ids", new { })).Expect(HttpStatusCode.BadRequest, "number.missing");
    }

    [Fact]
    [Spec("S015", "S016")]
    public async Task A_number_that_users_have_goes_only_by_force_and_they_show_it_no_longer()
    {
        var tenant = await TestApp.NewTenant();
        foreach (var number in (string[])["8069651170", "8069651180"])
            (await tenant.Post("caller-ids", new { number })).Expect(HttpStatusCode.Created);
        var allowed = await tenant.User(new { displayName = "Asha Rao", allowedCallerIds = new[] { "8069651170", "8069651180" }, extensionNumber = "7001" });
        var byArea = await tenant.User(new { displayName = "Ben Iyer", areaCodeCallerIds = new[] { new { areaCode = "91", callerId = "8069651170" } } });
        var reports = await tenant.User(new { displayName = "Cara Das", cdrDids = new[] { "8069651170" } });
        await tenant.User(new { allowedCallerIds = new[] { "8069651180" } });
        Assert.Equal("8069651170", allowed.TextOf("extensionCallerId"));

        var refused = (await tenant.Delete("caller-ids/8069651170")).Expect(HttpStatusCode.Conflict, "caller_id.in_use");
        Assert.Contains("used by 3: user Asha Rao, user Ben Iyer, user Cara Das", refused.Message, StringComparison.Ordinal);
        var forced = (await tenant.Delete("caller-ids/8069651170?force=true")).Expect(HttpStatusCode.OK);
        var change = Assert.Single(forced["changes"].EnumerateArray());
        Assert.Equal(new[] { allowed.Id, byArea.Id, reports.Id }.Order(), change.GetProperty("takenFrom").EnumerateArray().Select(u => u.GetProperty("id").GetGuid()).Order());
        var now = await tenant.Get($"users/{allowed.Id}");
        Assert.Equal(("""["8069651180"]""", "8069651180"), (now["allowedCallerIds"].GetRawText(), now.TextOf("extensionCallerId")));
        Assert.Equal("[]", (await tenant.Get($"users/{byArea.Id}"))["areaCodeCallerIds"].GetRawText());
        Assert.Equal("[]", (await tenant.Get($"users/{reports.Id}"))["cdrDids"].GetRawText());
    }
}
