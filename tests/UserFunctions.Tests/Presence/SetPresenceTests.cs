using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Presence;

public sealed class SetPresenceTests
{
    [Fact]
    [Spec("S095")]
    public async Task A_status_is_accepted_applied_and_shown()
    {
        var tenant = await TestApp.NewTenant();
        var user = (await tenant.User()).Id;
        var none = (await tenant.Get($"users/{user}/status")).Expect(HttpStatusCode.OK);
        Assert.Equal(("Inactive", false), (none.TextOf("status"), none.Json.TryGetProperty("changedAt", out _)));

        var accepted = (await tenant.Put($"users/{user}/status", new { status = "available", reason = " Back from lunch " })).Expect(HttpStatusCode.Accepted);
        Assert.EndsWith($"/api/operations/{accepted.Id}", accepted.Location, StringComparison.Ordinal);
        Assert.True(int.Parse(accepted.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture) > 0);
        Assert.Equal("Queued", accepted.TextOf("state"));
        var ended = await tenant.Ended(accepted.Id);
        Assert.Equal(("Applied", "status", user.ToString()), (ended.TextOf("state"), ended.TextOf("kind"), ended.TextOf("user")));
        var shown = (await tenant.Get($"users/{user}/status")).Expect(HttpStatusCode.OK);
        Assert.Equal(("Available", "Back from lunch", accepted.Id, $"key:{tenant.KeyId}"), (shown.TextOf("status"), shown.TextOf("reason"), shown["changeId"].GetGuid(), shown.TextOf("changedBy")));
        Assert.Equal(accepted["createdAt"].GetDateTimeOffset(), shown["changedAt"].GetDateTimeOffset());
    }

    [Fact]
    public async Task A_capacity_is_accepted_applied_and_shown_and_replaces_the_one_before()
    {
        var tenant = await TestApp.NewTenant();
        var user = (await tenant.User()).Id;
        Assert.Equal((-1, "{}"), Capacity(await tenant.Get($"users/{user}/capacity")));
        var first = (await tenant.Put($"users/{user}/capacity", new { chatLimit = 3, channelLimits = new Dictionary<string, int> { ["SMS"] = 2, ["LiveChat"] = 0, ["Voice"] = -1 } })).Expect(HttpStatusCode.Accepted);
        Assert.Equal("Applied", (await tenant.Ended(first.Id)).TextOf("state"));
        Assert.Equal((3, """{"SMS":2,"LiveChat":0,"Voice":-1}"""), Capacity(await tenant.Get($"users/{user}/capacity")));
        var second = (await tenant.Put($"users/{user}/capacity", new { chatLimit = 0 })).Expect(HttpStatusCode.Accepted);
        Assert.Equal("Applied", (await tenant.Ended(second.Id)).TextOf("state"));
        Assert.Equal((0, "{}"), Capacity(await tenant.Get($"users/{user}/capacity")));
    }

    [Theory]
    [InlineData("status", """{}""", "status.missing")]
    [InlineData("status", """{"status":"Busy"}""", "status.unknown")]
    [InlineData("status", """{"status":"2"}""", "status.unknown")]
    [InlineData("status", """{"status":1}""", "status.invalid")]
    [InlineData("status", """{"status":"Available","tenant":"other"}""", "tenant.unknown")]
    [InlineData("status", """{"status":"Available","id":"00000000-0000-0000-0000-000000000001"}""", "id.unknown")]
    [InlineData("status", """{"status":"Available","changedAt":"2999-01-01T00:00:00Z"}""", "changedAt.invalid")]
    [InlineData("status", """{"status":"Available","changedAt":"0001-01-01T00:00:00Z"}""", "changedAt.invalid")]
    [InlineData("status", """{"status":"Available","changedAt":"yesterday"}""", "changedAt.invalid")]
    [InlineData("capacity", """{}""", "capacity.empty")]
    [InlineData("capacity", """{"chatLimit":-2}""", "chatLimit.invalid")]
    [InlineData("capacity", """{"chatLimit":1.5}""", "chatLimit.invalid")]
    [InlineData("capacity", """{"chatLimit":99999999999}""", "chatLimit.invalid")]
    [InlineData("capacity", """{"channelLimits":{"S M S":1,"":2,"Voice":"3","SMS":1001}}""", "channelLimits.invalid,channelLimits.invalid,channelLimits.unknown,channelLimits.unknown")]
    [InlineData("capacity", """{"channelLimits":{"sms":1,"SMS":2}}""", "channelLimits.duplicate")]
    [InlineData("capacity", """{"channelLimits":[]}""", "channelLimits.invalid")]
    public async Task What_is_wrong_is_said_at_once_and_nothing_is_queued(string what, string body, string codes)
    {
        var tenant = await TestApp.NewTenant();
        var user = (await tenant.User()).Id;
        var reply = (await tenant.Put($"users/{user}/{what}", new StringContent(body, System.Text.Encoding.UTF8, "application/json"))).Expect(HttpStatusCode.BadRequest);
        Assert.Equal(codes.Split(','), reply.Codes.Distinct().Count() == 1 && !codes.Contains(',', StringComparison.Ordinal) ? reply.Codes.Distinct() : reply.Codes);
        Assert.Empty(await tenant.All("operations"));
    }

    [Fact]
    public async Task Nobody_sets_what_he_may_not_or_of_whom_there_is_not()
    {
        var tenant = await TestApp.NewTenant();
        var other = await TestApp.NewTenant();
        var user = (await tenant.User()).Id;
        foreach (var what in new[] { "status", "capacity" })
        {
            (await tenant.Put($"users/{Guid.NewGuid()}/{what}", new { status = "Available" })).Expect(what == "status" ? HttpStatusCode.NotFound : HttpStatusCode.BadRequest);
            (await tenant.Get($"users/{Guid.NewGuid()}/{what}")).Expect(HttpStatusCode.NotFound, "user.not_found");
            (await other.Get($"users/{user}/{what}")).Expect(HttpStatusCode.NotFound, "user.not_found");
        }

        (await other.Put($"users/{user}/status", new { status = "Available" })).Expect(HttpStatusCode.NotFound, "user.not_found");
        var accepted = await tenant.Put($"users/{user}/status", new { status = "Available" });
        (await other.Get($"operations/{accepted.Id}")).Expect(HttpStatusCode.NotFound, "operation.not_found");
        (await tenant.Get("operations?unreadable=true")).Expect(HttpStatusCode.Forbidden, "key.forbidden");
        (await tenant.Get("operations?state=Lost")).Expect(HttpStatusCode.BadRequest, "state.invalid");
    }

    private static (int Chat, string Channels) Capacity(Reply reply) =>
        (reply.Expect(HttpStatusCode.OK)["chatLimit"].GetInt32(), reply["channelLimits"].GetRawText());
}
