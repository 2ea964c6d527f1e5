using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Presence;

/// <summary>Profiles that say for many how much they take at once.</summary>
public sealed class CapacityProfileTests
{
    [Fact]
    public async Task A_profile_is_made_read_changed_listed_and_deleted()
    {
        var tenant = await TestApp.NewTenant();
        var made = (await tenant.Post("capacity-profiles", new { name = "Chat team", chatLimit = 4, channelLimits = new { sms = 3 }, totalUnits = 10, channelUnits = new { voice = 10 } })).Expect(HttpStatusCode.Created);
        Assert.Equal((4, """{"SMS":3}""", """{"Voice":10}""", false), (made["chatLimit"].GetInt32(), made["channelLimits"].GetRawText(), made["channelUnits"].GetRawText(), made["isDefault"].GetBoolean()));
        Assert.Equal(made.Text, (await tenant.Get(made.Location!)).Expect(HttpStatusCode.OK).Text);
        Assert.Equal(made.Text, (await tenant.Patch(made.Location!, made.Json, ("If-Match", made.ETag!))).Expect(HttpStatusCode.OK).Text);
        var changed = (await tenant.Patch(made.Location!, new { chatLimit = (int?)null, totalUnits = (int?)null })).Expect(HttpStatusCode.OK);
        Assert.Equal(("\"2\"", default, default), (changed.ETag, changed["chatLimit"].ValueKind, changed["totalUnits"].ValueKind));
        (await tenant.Patch(made.Location!, new { name = "X" }, ("If-Match", made.ETag!))).Expect(HttpStatusCode.PreconditionFailed, "etag.stale");
        (await tenant.Post("capacity-profiles", new { name = "CHAT TEAM" })).Expect(HttpStatusCode.Conflict, "name.taken");
        Assert.Single(await tenant.All("capacity-profiles"));
        (await tenant.Delete(made.Location!)).Expect(HttpStatusCode.NoContent);
        (await tenant.Get(made.Location!)).Expect(HttpStatusCode.NotFound, "capacity_profile.not_found");
    }

    [Theory]
    [InlineData("{}", "name.missing")]
    [InlineData("""{"name":"A","chatLimit":-2,"totalUnits":0}""", "chatLimit.invalid", "totalUnits.invalid")]
    [InlineData("""{"name":"A","channelLimits":{"Fax":1,"SMS":1001},"channelUnits":{"SMS":-1,"sms ":1}}""", "channelLimits.invalid", "channelLimits.unknown", "channelUnits.invalid")]
    [InlineData("""{"name":"A","channelLimits":[],"weights":1}""", "channelLimits.invalid", "weights.unknown")]
    public async Task What_is_wrong_is_named_at_once(string body, params string[] codes)
    {
        var tenant = await TestApp.NewTenant();
        Assert.Equal(codes, (await tenant.Post("capacity-profiles", System.Text.Json.JsonDocument.Parse(body).RootElement)).Expect(HttpStatusCode.BadRequest).Codes);
        Assert.Empty(await tenant.Rows());
    }

    [Fact]
    [Spec("S088", "S092", "S094")]
    public async Task A_users_capacity_says_what_holds_and_who_says_so()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("capacity-profiles", new { name = "All", chatLimit = 7, isDefault = true })).Expect(HttpStatusCode.Created);
        (await tenant.Post("capacity-profiles", new { name = "More", isDefault = true })).Expect(HttpStatusCode.Conflict, "capacity_profile.default_taken");
        var team = (await tenant.Post("capacity-profiles", new { name = "Team", chatLimit = 4, channelLimits = new { SMS = 3 }, totalUnits = 10 })).Expect(HttpStatusCode.Created);
        var user = (await tenant.User()).Id;
        Assert.Equal((7, "DefaultProfile"), Chats(await tenant.Get($"users/{user}/capacity")));
        await tenant.Sets(user, "capacity", new { profile = "team" });
        var shown = await tenant.Get($"users/{user}/capacity");
        Assert.Equal(((4, "Profile"), "Team", -1), (Chats(shown), shown.TextOf("profile"), shown["chatLimit"].GetInt32()));
        await tenant.Sets(user, "capacity", new { chatLimit = -1, channelLimits = new { LiveChat = 1 }, pausedChannels = new[] { "email" } });
        shown = await tenant.Get($"users/{user}/capacity");
        Assert.Equal(((-1, "User"), "Team", """["Email"]"""), (Chats(shown), shown.TextOf("profile"), shown["pausedChannels"].GetRawText()));
        var channels = shown["effective"].GetProperty("channels").EnumerateArray().ToDictionary(c => c.GetProperty("channel").GetString()!);
        Assert.Equal((3, "Profile", 1, "User", true), (
            channels["SMS"].GetProperty("limit").GetInt32(), channels["SMS"].GetProperty("limitFrom").GetString(),
            channels["LiveChat"].GetProperty("limit").GetInt32(), channels["LiveChat"].GetProperty("limitFrom").GetString(), channels["Email"].GetProperty("paused").GetBoolean()));
        // What is not named stays, and null is what the profile says.
        await tenant.Sets(user, "capacity", new { totalUnits = 20 });
        shown = await tenant.Get($"users/{user}/capacity");
        Assert.Equal((20, 1, """["Email"]"""), (shown["totalUnits"].GetInt32(), shown["channelLimits"].GetProperty("LiveChat").GetInt32(), shown["pausedChannels"].GetRawText()));
        (await tenant.Delete(team.Location!)).Expect(HttpStatusCode.Conflict, "capacity_profile.in_use");
        (await tenant.Delete(team.Location! + "?force=true")).Expect(HttpStatusCode.NoContent);
        shown = await tenant.Get($"users/{user}/capacity");
        Assert.Equal((null, "User"), (shown.TextOf("profile"), shown["effective"].GetProperty("chatLimitFrom").GetString()));
    }

    [Fact]
    public async Task A_change_of_a_profile_is_one_of_all_who_have_it()
    {
        var tenant = await TestApp.NewTenant();
        var profile = (await tenant.Post("capacity-profiles", new { name = "Team", chatLimit = 4 })).Expect(HttpStatusCode.Created);
        var user = (await tenant.User()).Id;
        await tenant.Sets(user, "capacity", new { profile = profile.Id });
        (await tenant.Patch(profile.Location!, new { chatLimit = 2 })).Expect(HttpStatusCode.OK);
        Assert.Equal((2, "Profile"), Chats(await tenant.Get($"users/{user}/capacity")));
        (await tenant.Put($"users/{user}/capacity", new { profile = "Nobody's" })).Expect(HttpStatusCode.BadRequest, "profile.unknown");
        (await tenant.Put($"users/{user}/capacity", new { })).Expect(HttpStatusCode.BadRequest, "capacity.empty");
    }

    private static (int Limit, string? From) Chats(Reply reply) => (reply["effective"].GetProperty("chatLimit").GetInt32(), reply["effective"].GetProperty("chatLimitFrom").GetString());
}
