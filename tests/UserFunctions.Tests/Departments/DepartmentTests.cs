using System.Net;
using System.Text.Json.Nodes;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Departments;

public sealed class DepartmentTests
{
    [Fact]
    [Spec("S079")]
    public async Task A_created_department_is_answered_with_its_address_and_its_linked_groups()
    {
        var tenant = await TestApp.NewTenant();
        var (night, day) = (await tenant.Group("Night"), await tenant.Group("Day"));
        var made = await tenant.Department("Sales", new { linkedGroups = new[] { "day", night.Id.ToString(), "Day" } });
        Assert.Equal(["Day", "Night"], made["linkedGroups"].EnumerateArray().Select(g => g.GetString()));
        Assert.Equal([day.Id, night.Id], made["linkedGroupIds"].EnumerateArray().Select(g => g.GetGuid()));
        var read = (await tenant.Get(made.Location!)).Expect(HttpStatusCode.OK);
        Assert.Equal(made.Text, read.Text);
        Assert.Equal("\"1\"", read.ETag);
        Assert.Equal(made.Text, Assert.Single(await tenant.All("departments")).GetRawText());
    }

    [Fact]
    public async Task A_name_is_taken_whatever_its_case_and_a_group_may_have_it()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Department("Sales");
        (await tenant.Post("departments", new { name = "sALES" })).Expect(HttpStatusCode.Conflict, "name.taken");
        await tenant.Group("Sales");
    }

    [Fact]
    public async Task Every_linked_group_that_does_not_exist_is_named()
    {
        var tenant = await TestApp.NewTenant();
        var refused = (await tenant.Post("departments", new { linkedGroups = new[] { "Ghosts", "Shades" } })).Expect(HttpStatusCode.BadRequest);
        Assert.Equal(["linkedGroups.unknown", "linkedGroups.unknown", "name.missing"], refused.Codes);
        Assert.Contains("Ghosts", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Shades", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("S079")]
    public async Task A_change_of_links_replaces_them_and_what_was_read_can_be_sent_back_whole()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Group("Night");
        await tenant.Group("Day");
        var made = await tenant.Department("Sales", new { linkedGroups = new[] { "Night" } });
        Assert.Equal("\"1\"", (await tenant.Patch($"departments/{made.Id}", JsonNode.Parse(made.Text)!)).Expect(HttpStatusCode.OK).ETag);
        var changed = (await tenant.Patch($"departments/{made.Id}", new { linkedGroups = new[] { "Day" } })).Expect(HttpStatusCode.OK);
        Assert.Equal(["Day"], changed["linkedGroups"].EnumerateArray().Select(g => g.GetString()));
        var cleared = (await tenant.Patch($"departments/{made.Id}", new { linkedGroups = (string[]?)null })).Expect(HttpStatusCode.OK);
        Assert.Equal(0, cleared["linkedGroups"].GetArrayLength());
        Assert.Equal("\"3\"", cleared.ETag);
    }

    [Fact]
    public async Task A_linked_group_that_is_renamed_shows_so_and_one_that_is_deleted_does_not_show()
    {
        var tenant = await TestApp.NewTenant();
        var (night, day) = (await tenant.Group("Night"), await tenant.Group("Day"));
        var made = await tenant.Department("Sales", new { linkedGroups = new[] { "Night", "Day" } });
        (await tenant.Patch($"groups/{night.Id}", new { name = "Late" })).Expect(HttpStatusCode.OK);
        (await tenant.Delete($"groups/{day.Id}")).Expect(HttpStatusCode.OK);
        var read = await tenant.Get($"departments/{made.Id}");
        Assert.Equal(["Late"], read["linkedGroups"].EnumerateArray().Select(g => g.GetString()));
        Assert.Equal([night.Id], read["linkedGroupIds"].EnumerateArray().Select(g => g.GetGuid()));
        var sentBack = (await tenant.Patch($"departments/{made.Id}", JsonNode.Parse(read.Text)!, ("If-Match", read.ETag!))).Expect(HttpStatusCode.OK);
        Assert.Equal([night.Id], sentBack["linkedGroupIds"].EnumerateArray().Select(g => g.GetGuid()));
    }

    [Fact]
    public async Task Users_of_a_deleted_department_stay_and_show_none()
    {
        var tenant = await TestApp.NewTenant();
        var made = await tenant.Department("Sales");
        var user = await tenant.User(new { department = "Sales" });
        (await tenant.Delete($"departments/{made.Id}?force=true")).Expect(HttpStatusCode.OK);
        (await tenant.Get($"departments/{made.Id}")).Expect(HttpStatusCode.NotFound, "department.not_found");
        var read = (await tenant.Get($"users/{user.Id}")).Expect(HttpStatusCode.OK);
        Assert.Null(read.TextOf("department"));
        Assert.False(read.Json.TryGetProperty("departmentId", out _), "The id of a department that is gone still shows.");
        (await tenant.Get("users?department=Sales")).Expect(HttpStatusCode.BadRequest, "department.unknown");
        (await tenant.Patch($"users/{user.Id}", JsonNode.Parse(read.Text)!)).Expect(HttpStatusCode.OK);
        (await tenant.Patch($"users/{user.Id}", new { department = "Sales" })).Expect(HttpStatusCode.BadRequest, "department.unknown");
    }

    [Fact]
    [Spec("S011")]
    public async Task A_department_in_use_is_deleted_only_by_force_and_the_refusal_says_what_uses_it()
    {
        var tenant = await TestApp.NewTenant();
        var sales = await tenant.Department("Sales");
        var service = await tenant.Department("Service", new { failover = new { kind = "Department", to = "sales" } });
        await tenant.User(new { department = "Sales" });
        var refused = (await tenant.Delete($"departments/{sales.Id}")).Expect(HttpStatusCode.Conflict, "department.in_use");
        Assert.Contains("1 user, the failover of department 'Service'", refused.Message, StringComparison.Ordinal);
        (await tenant.Delete($"departments/{service.Id}")).Expect(HttpStatusCode.OK);
        (await tenant.Delete($"departments/{sales.Id}?force=true")).Expect(HttpStatusCode.OK);
        Assert.Empty(await tenant.All("departments"));
    }

    [Fact]
    [Spec("S080", "S081")]
    public async Task A_department_that_only_its_linked_groups_answer_for_is_deleted_only_by_force()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Group("Night");
        var sales = await tenant.Department("Sales", new { linkedGroups = new[] { "Night" } });
        await tenant.User(new { groups = new[] { "Night" } });
        await tenant.User(new { groups = new[] { "Night" }, department = "Sales" });
        var refused = (await tenant.Delete($"departments/{sales.Id}")).Expect(HttpStatusCode.Conflict, "department.in_use");
        Assert.Contains("1 user, 1 user of its linked groups:", refused.Message, StringComparison.Ordinal);
        (await tenant.Patch($"users/{(await tenant.All($"departments/{sales.Id}/members"))[1].GetProperty("user").GetProperty("id").GetGuid()}", new { department = (string?)null })).Expect(HttpStatusCode.OK);
        refused = (await tenant.Delete($"departments/{sales.Id}")).Expect(HttpStatusCode.Conflict, "department.in_use");
        Assert.Contains("is used by 2 users of its linked groups:", refused.Message, StringComparison.Ordinal);
        Assert.Equal("\"1\"", (await tenant.Get($"departments/{sales.Id}")).ETag);
        (await tenant.Delete($"departments/{sales.Id}?force=true")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    [Spec("S081")]
    public async Task The_answer_to_a_deletion_says_who_lost_the_department()
    {
        var tenant = await TestApp.NewTenant();
        var night = await tenant.Group("Night");
        var sales = await tenant.Department("Sales", new { linkedGroups = new[] { "Night" } });
        var service = await tenant.Department("Service", new { failover = new { kind = "Department", to = "Sales" } });
        var times = (await tenant.Post("time-groups", new { name = "Days", timeZone = "UTC", windows = new[] { new { days = new[] { "Monday" }, from = "09:00", to = "17:00" } }, failover = new { kind = "Department", to = "Sales" } })).Expect(HttpStatusCode.Created);
        var user = await tenant.User(new { department = "Sales" });
        await tenant.User(new { groups = new[] { "Night" } });
        var deleted = (await tenant.Delete($"departments/{sales.Id}?force=true")).Expect(HttpStatusCode.OK);
        var taken = Assert.Single(deleted["changes"].EnumerateArray());
        Assert.Equal(("department", "Sales", 4), (taken.GetProperty("what").GetString(), taken.GetProperty("name").GetString(), taken.GetProperty("count").GetInt32()));
        Assert.Equal(
            [$"User {user.Id} Asha Rao", $"Group {night.Id} Night", $"TimeGroup {times.Id} Days", $"Department {service.Id} Service"],
            taken.GetProperty("takenFrom").EnumerateArray().Select(use => $"{use.GetProperty("kind").GetString()} {use.GetProperty("id").GetGuid()} {use.GetProperty("name").GetString()}"));
        (await tenant.Delete($"departments/{sales.Id}?force=true")).Expect(HttpStatusCode.NotFound, "department.not_found");
        (await tenant.Delete($"departments/{service.Id}")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    [Spec("S035")]
    public async Task A_departments_failover_is_a_number_a_user_a_department_the_mailbox_or_nothing()
    {
        var tenant = await TestApp.NewTenant();
        var sales = await tenant.Department("Sales");
        Assert.Equal("""{"kind":"HangUp"}""", sales["failover"].GetRawText());
        var user = await tenant.User();
        var service = await tenant.Department("Service");
        (object Given, string Shown)[] failovers =
        [
            (new { kind = "number", to = "+919812345678" }, """{"kind":"Number","to":"+919812345678"}"""),
            (new { kind = "User", to = user.TextOf("email") }, $$"""{"kind":"User","to":"{{user.Id}}"}"""),
            (new { kind = "Department", to = "SERVICE" }, $$"""{"kind":"Department","to":"{{service.Id}}","department":"Service"}"""),
            (new { kind = "Voicemail" }, """{"kind":"Voicemail"}"""),
        ];
        foreach (var (given, shown) in failovers)
        {
            var changed = (await tenant.Patch($"departments/{sales.Id}", new { failover = given })).Expect(HttpStatusCode.OK);
            Assert.Equal(shown, changed["failover"].GetRawText());
            Assert.Equal(changed.Text, (await tenant.Patch($"departments/{sales.Id}", JsonNode.Parse(changed.Text)!)).Expect(HttpStatusCode.OK).Text);
        }

        (await tenant.Patch($"departments/{sales.Id}", new { failover = new { kind = "Department", to = "Sales" } })).Expect(HttpStatusCode.BadRequest, "failover.to.invalid");
        (await tenant.Patch($"departments/{sales.Id}", new { failover = new { kind = "Department", to = "Nowhere" } })).Expect(HttpStatusCode.BadRequest, "failover.to.unknown");
        (await tenant.Patch($"departments/{sales.Id}", new { failover = new { kind = "User", to = "nobody@example.com" } })).Expect(HttpStatusCode.BadRequest, "failover.to.unknown");
        (await tenant.Patch($"departments/{sales.Id}", new { failover = new { kind = "Number" } })).Expect(HttpStatusCode.BadRequest, "failover.to.missing");
        Assert.Equal("""{"kind":"HangUp"}""", (await tenant.Patch($"departments/{sales.Id}", new { failover = (object?)null })).Expect(HttpStatusCode.OK)["failover"].GetRawText());
    }

    [Fact]
    public async Task A_renamed_department_shows_at_once_on_its_users()
    {
        var tenant = await TestApp.NewTenant();
        var made = await tenant.Department("Sales");
        var user = await tenant.User(new { department = "Sales" });
        (await tenant.Patch($"departments/{made.Id}", new { name = "Service" })).Expect(HttpStatusCode.OK);
        Assert.Equal("Service", (await tenant.Get($"users/{user.Id}")).TextOf("department"));
        Assert.Single((await tenant.Get("users?department=service")).Value);
    }
}
