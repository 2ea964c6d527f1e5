using System.Net;
using System.Text.Json;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Tenants;

public sealed class TimeGroupTests
{
    private static readonly object[] Weekdays = [new { days = new[] { "Monday", "tuesday" }, from = "09:00", to = "18:00" }];

    [Fact]
    [Spec("S031")]
    public async Task A_time_group_can_be_read_listed_changed_and_deleted()
    {
        var tenant = await TestApp.NewTenant();
        var made = (await tenant.Post("time-groups", new { name = "Office", timeZone = "Asia/Kolkata", windows = Weekdays })).Expect(HttpStatusCode.Created);
        Assert.Equal("""[{"days":["Monday","Tuesday"],"from":"09:00","to":"18:00"}]""", made["windows"].GetRawText());
        Assert.Equal("""{"kind":"HangUp"}""", made["failover"].GetRawText());
        Assert.Equal(made.Text, (await tenant.Get(made.Location!)).Expect(HttpStatusCode.OK).Text);
        Assert.Equal(made.Id, Assert.Single(await tenant.All("time-groups")).GetProperty("id").GetGuid());
        var same = (await tenant.Patch(made.Location!, made.Json, ("If-Match", made.ETag!))).Expect(HttpStatusCode.OK);
        Assert.Equal(made.Text, same.Text);
        var changed = (await tenant.Patch(made.Location!, new { timeZone = "Europe/Berlin" })).Expect(HttpStatusCode.OK);
        Assert.Equal(("\"2\"", "Europe/Berlin"), (changed.ETag, changed.TextOf("timeZone")));
        (await tenant.Patch(made.Location!, new { name = "X" }, ("If-Match", made.ETag!))).Expect(HttpStatusCode.PreconditionFailed, "etag.stale");
        (await tenant.Post("time-groups", new { name = "OFFICE", timeZone = "UTC", windows = Weekdays })).Expect(HttpStatusCode.Conflict, "name.taken");
        Assert.Empty((await tenant.Delete(made.Location!)).Expect(HttpStatusCode.OK)["changes"].EnumerateArray());
        (await tenant.Get(made.Location!)).Expect(HttpStatusCode.NotFound, "time_group.not_found");
    }

    [Theory]
    [InlineData("""[{"days":["Monday"],"from":"22:00","to":"06:00"},{"days":["Tuesday"],"from":"06:00","to":"22:00"}]""", null)]
    [InlineData("""[{"days":["Monday","Sunday"],"from":"00:00","to":"24:00"}]""", null)]
    [InlineData("""[{"days":["Monday"],"from":"09:00","to":"17:00"},{"days":["Tuesday","Monday"],"from":"16:59","to":"18:00"}]""", "windows[0] on Monday 09:00-17:00 and windows[1] on Monday 16:59-18:00")]
    [InlineData("""[{"days":["Monday"],"from":"22:00","to":"06:00"},{"days":["Tuesday"],"from":"05:00","to":"12:00"}]""", "windows[0] on Monday 22:00-06:00 and windows[1] on Tuesday 05:00-12:00")]
    [InlineData("""[{"days":["Sunday"],"from":"01:00","to":"12:00"},{"days":["Saturday"],"from":"22:00","to":"02:00"}]""", "windows[1] on Saturday 22:00-02:00 and windows[0] on Sunday 01:00-12:00")]
    [Spec("S031")]
    public async Task Windows_run_into_the_next_day_and_do_not_overlap(string windows, string? overlapping)
    {
        var tenant = await TestApp.NewTenant();
        var reply = await tenant.Post("time-groups", new { name = "Shifts", timeZone = "UTC", windows = JsonDocument.Parse(windows).RootElement });
        if (overlapping is null)
        {
            reply.Expect(HttpStatusCode.Created);
            return;
        }

        reply.Expect(HttpStatusCode.BadRequest, "windows.overlap");
        Assert.StartsWith($"{overlapping} overlap", reply.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "name.missing", "timeZone.missing", "windows.missing")]
    [InlineData("""{"name":"A","timeZone":"Mars/Olympus","windows":[]}""", "timeZone.unknown", "windows.missing")]
    [InlineData("""{"name":"A","timeZone":"UTC","windows":[{"days":["Mon"],"from":"9:00","to":"24:01"},{"days":["Monday"],"from":"09:00","to":"09:00"},{}]}""", "windows[0].days.invalid", "windows[0].from.invalid", "windows[0].to.invalid", "windows[1].to.invalid", "windows[2].days.missing", "windows[2].from.missing", "windows[2].to.missing")]
    [InlineData("""{"name":"A","timeZone":"UTC","windows":[{"days":["Monday"],"from":"09:00","to":"10:00"}],"failover":{"kind":"User","to":"nobody@example.com"}}""", "failover.to.unknown")]
    [InlineData("""{"name":"A","timeZone":"UTC","windows":[{"days":["Monday"],"from":"09:00","to":"10:00"}],"failover":{"kind":"Department","to":"None"}}""", "failover.to.unknown")]
    [InlineData("""{"name":"A","timeZone":"UTC","windows":[{"days":["Monday"],"from":"09:00","to":"10:00"}],"failover":{"kind":"Number","to":"call me"}}""", "failover.to.invalid")]
    [InlineData("""{"name":"A","timeZone":"UTC","windows":[{"days":["Monday"],"from":"09:00","to":"10:00"}],"failover":{"kind":"Number"}}""", "failover.to.missing")]
    [InlineData("""{"name":"A","timeZone":"UTC","windows":[{"days":["Monday"],"from":"09:00","to":"10:00"}],"failover":{"kind":"Voicemail","to":"x"}}""", "failover.to.invalid")]
    public async Task What_is_wrong_is_named_at_once(string body, params string[] codes)
    {
        var tenant = await TestApp.NewTenant();
        var refused = await tenant.Post("time-groups", JsonDocument.Parse(body).RootElement);
        refused.Expect(HttpStatusCode.BadRequest);
        Assert.Equal(codes.Order(StringComparer.Ordinal), refused.Codes);
        Assert.Empty(await tenant.Rows());
    }

    [Fact]
    [Spec("S031")]
    public async Task A_failover_goes_to_a_user_or_department_by_any_of_their_names()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        var department = await tenant.Department("Night desk");
        var made = (await tenant.Post("time-groups", new { name = "A", timeZone = "UTC", windows = Weekdays, failover = new { kind = "user", to = user.TextOf("email") } })).Expect(HttpStatusCode.Created);
        Assert.Equal(user.Id, made["failover"].GetProperty("to").GetGuid());
        var changed = (await tenant.Patch(made.Location!, new { failover = new { kind = "Department", to = "night DESK" } })).Expect(HttpStatusCode.OK);
        Assert.Equal($$"""{"kind":"Department","to":"{{department.Id}}","department":"Night desk"}""", changed["failover"].GetRawText());
        // What was read can be sent back even when the department is gone since.
        (await tenant.Delete($"departments/{department.Id}?force=true")).Expect(HttpStatusCode.OK);
        (await tenant.Patch(made.Location!, (await tenant.Get(made.Location!)).Json)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    [Spec("S031")]
    public async Task A_time_group_that_users_have_goes_only_by_force()
    {
        var tenant = await TestApp.NewTenant();
        var made = (await tenant.Post("time-groups", new { name = "Office", timeZone = "UTC", windows = Weekdays })).Expect(HttpStatusCode.Created);
        var user = await tenant.User(new { displayName = "Asha Rao", timeGroup = "office" });
        Assert.Equal("Office", user.TextOf("timeGroup"));
        var refused = (await tenant.Delete(made.Location!)).Expect(HttpStatusCode.Conflict, "time_group.in_use");
        Assert.Contains("used by 1: user Asha Rao", refused.Message, StringComparison.Ordinal);
        var forced = (await tenant.Delete($"{made.Location}?force=true")).Expect(HttpStatusCode.OK);
        Assert.Equal(user.Id, forced["changes"][0].GetProperty("takenFrom")[0].GetProperty("id").GetGuid());
        Assert.Null((await tenant.Get($"users/{user.Id}")).TextOf("timeGroup"));
    }
}
