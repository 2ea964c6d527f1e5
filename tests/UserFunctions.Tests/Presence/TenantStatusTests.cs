using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Presence;

/// <summary>Statuses of a tenant's own.</summary>
public sealed class TenantStatusTests
{
    [Fact]
    [Spec("S095")]
    public async Task A_status_is_made_read_changed_set_and_deleted()
    {
        var tenant = await TestApp.NewTenant();
        var made = (await tenant.Post("statuses", new { name = "Lunch", @class = "unavailable", idleMinutes = 60 })).Expect(HttpStatusCode.Created);
        Assert.Equal(("Lunch", "Unavailable", 60, "Inactive", false), (made.TextOf("name"), made.TextOf("class"), made["idleMinutes"].GetInt32(), made.TextOf("idleStatus"), made["isBuiltIn"].GetBoolean()));
        Assert.Equal(made.Text, (await tenant.Get(made.Location!)).Expect(HttpStatusCode.OK).Text);
        Assert.Equal(made.Text, (await tenant.Get("statuses/lunch")).Expect(HttpStatusCode.OK).Text);
        Assert.Equal(["Available", "Unavailable", "Inactive", "Lunch"], (await tenant.Get("statuses")).Value.Select(s => s.GetProperty("name").GetString()));
        (await tenant.Patch(made.Location!, new { @class = "Available" })).Expect(HttpStatusCode.BadRequest, "class.read_only");
        var changed = (await tenant.Patch(made.Location!, new { name = "Lunch break", idleMinutes = (int?)null }, ("If-Match", made.ETag!))).Expect(HttpStatusCode.OK);
        Assert.Equal(("\"2\"", "Lunch break", default), (changed.ETag, changed.TextOf("name"), changed["idleMinutes"].ValueKind));
        var user = (await tenant.User()).Id;
        await tenant.Sets(user, "status", new { status = "LUNCH break", reason = "Soup" });
        var shown = await tenant.Get($"users/{user}/status");
        Assert.Equal(("Unavailable", "Lunch break", "Soup", "Admin", 1), (shown.TextOf("status"), shown.TextOf("name"), shown.TextOf("reason"), shown.TextOf("source"), shown["version"].GetInt32()));
        (await tenant.Delete(made.Location!)).Expect(HttpStatusCode.Conflict, "status.in_use");
        (await tenant.Delete(made.Location! + "?force=true")).Expect(HttpStatusCode.NoContent);
        Assert.Equal(("Unavailable", "Unavailable"), ((await tenant.Get($"users/{user}/status")).TextOf("status"), (await tenant.Get($"users/{user}/status")).TextOf("name")));
    }

    [Fact]
    [Spec("S095")]
    public async Task The_three_that_every_tenant_has_keep_their_names_and_stay()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Delete("statuses/Available")).Expect(HttpStatusCode.Conflict, "status.built_in");
        (await tenant.Patch("statuses/Available", new { name = "Ready" })).Expect(HttpStatusCode.BadRequest, "name.read_only");
        (await tenant.Post("statuses", new { name = "INACTIVE", @class = "Inactive" })).Expect(HttpStatusCode.Conflict, "name.taken");
        var changed = (await tenant.Patch("statuses/Available", new { idleMinutes = 30, idleStatus = "Unavailable" })).Expect(HttpStatusCode.OK);
        Assert.Equal((30, "Unavailable", true), (changed["idleMinutes"].GetInt32(), changed.TextOf("idleStatus"), changed["isBuiltIn"].GetBoolean()));
        (await tenant.Patch("statuses/Unavailable", new { idleMinutes = 30, idleStatus = "Available" })).Expect(HttpStatusCode.BadRequest, "idleStatus.more_available");
        Assert.Equal(["Available", "Unavailable", "Inactive"], (await tenant.Get("statuses")).Value.Select(s => s.GetProperty("name").GetString()));
        (await tenant.Get("statuses/Nothing")).Expect(HttpStatusCode.NotFound, "status.not_found");
    }

    [Theory]
    [InlineData("{}", "class.missing", "name.missing")]
    [InlineData("""{"name":"A","class":"Away","idleMinutes":4}""", "class.invalid", "idleMinutes.invalid")]
    [InlineData("""{"name":"A","class":"Inactive","idleMinutes":1441,"idleStatus":"Nowhere"}""", "idleMinutes.invalid", "idleStatus.unknown")]
    public async Task What_is_wrong_is_named_at_once(string body, params string[] codes)
    {
        var tenant = await TestApp.NewTenant();
        Assert.Equal(codes, (await tenant.Post("statuses", System.Text.Json.JsonDocument.Parse(body).RootElement)).Expect(HttpStatusCode.BadRequest).Codes);
        Assert.Empty(await tenant.Rows());
    }

    [Fact]
    [Spec("S095")]
    public async Task Another_status_of_the_same_class_is_an_event_and_the_same_status_again_is_none()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("statuses", new { name = "Lunch", @class = "Unavailable" })).Expect(HttpStatusCode.Created);
        var user = (await tenant.User()).Id;
        foreach (var status in (string[])["Unavailable", "Lunch", "Lunch", "Unavailable"])
            await tenant.Sets(user, "status", new { status });
        Assert.Equal(3, (await tenant.Rows("c|")).Count(r => r.Text("kind") == "presence.changed"));
        Assert.Equal(4, (await tenant.Get($"users/{user}/status"))["version"].GetInt32());
    }

    [Fact]
    public async Task A_message_says_what_the_change_came_of()
    {
        var tenant = await TestApp.NewTenant();
        var user = (await tenant.User()).Id;
        var (shift, wrong) = (Guid.NewGuid(), Guid.NewGuid());
        await tenant.Applied(Changes.Status, shift, new { tenant = tenant.Name, user, status = "Available", id = shift, source = "schedule" });
        Assert.Equal("Schedule", (await tenant.Get($"users/{user}/status")).TextOf("source"));
        Assert.Equal("source.invalid", (await tenant.Applied(Changes.Status, wrong, new { tenant = tenant.Name, user, status = "Available", id = wrong, source = "mood" })).TextOf("code"));
        (await tenant.Put($"users/{user}/status", new { status = "Available", source = "Agent" })).Expect(HttpStatusCode.BadRequest, "source.unknown");
    }
}
