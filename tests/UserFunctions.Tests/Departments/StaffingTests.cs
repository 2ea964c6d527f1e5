using System.Net;
using System.Text.Json;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Departments;

public sealed class StaffingTests
{
    [Fact]
    [Spec("S076", "S079", "S080", "S082")]
    public async Task Who_answers_for_a_department_are_its_own_users_and_those_of_its_linked_groups_each_once_and_it_says_by_what()
    {
        var tenant = await TestApp.NewTenant();
        foreach (var name in (string[])["Night", "Day", "Other"])
            await tenant.Group(name);
        var sales = await tenant.Department("Sales", new { linkedGroups = new[] { "Night", "Day" } });
        var own = await tenant.User(new { department = "Sales" });
        var both = await tenant.User(new { department = "Sales", groups = new[] { "Day", "Other", "Night" } });
        var night = await tenant.User(new { groups = new[] { "Night" } });
        await tenant.User(new { groups = new[] { "Other" } });
        var members = await tenant.All($"departments/{sales.Id}/members?top=2");
        Assert.Equal([own.Id, both.Id, night.Id], members.Select(m => m.GetProperty("user").GetProperty("id").GetGuid()));
        Assert.Equal(["True ", "True Night,Day", "False Night"], members.Select(Via));
        Assert.Equal(3, (await tenant.Get($"departments/{sales.Id}"))["memberCount"].GetInt32());
        Assert.Equal(3, Assert.Single(await tenant.All("departments")).GetProperty("memberCount").GetInt32());
        (await tenant.Delete($"users/{own.Id}")).Expect(HttpStatusCode.NoContent);
        Assert.Equal([both.Id, night.Id], (await tenant.All($"departments/{sales.Id}/members")).Select(m => m.GetProperty("user").GetProperty("id").GetGuid()));
        (await tenant.Get($"departments/{Guid.NewGuid()}/members")).Expect(HttpStatusCode.NotFound, "department.not_found");
    }

    [Fact]
    public async Task Who_answers_for_a_department_are_whole_users_so_it_takes_the_right_to_read_users_too()
    {
        var tenant = await TestApp.NewTenant();
        var sales = await tenant.Department("Sales");
        var user = await tenant.User(new { department = "Sales" });
        (await tenant.Post("roles", new { name = "Departments", permissions = new[] { "departments.read" } })).Expect(HttpStatusCode.Created);
        (await tenant.Post("roles", new { name = "Both", permissions = new[] { "departments.read", "users.read" } })).Expect(HttpStatusCode.Created);
        var narrow = await tenant.As("Departments");
        var refused = (await narrow.Get($"departments/{sales.Id}/members")).Expect(HttpStatusCode.Forbidden, "key.forbidden");
        Assert.Equal("users.read", refused["error"].GetProperty("target").GetString());
        Assert.Equal(1, (await narrow.Get($"departments/{sales.Id}")).Expect(HttpStatusCode.OK)["memberCount"].GetInt32());
        var seen = Assert.Single(await (await tenant.As("Both")).All($"departments/{sales.Id}/members"));
        Assert.Equal(user.Id, seen.GetProperty("user").GetProperty("id").GetGuid());
    }

    [Fact]
    [Spec("S081")]
    public async Task A_group_without_which_nobody_is_left_to_a_department_is_deleted_only_by_force()
    {
        var tenant = await TestApp.NewTenant();
        var night = await tenant.Group("Night");
        foreach (var name in (string[])["Sales", "Service", "Staffed"])
            await tenant.Department(name, new { linkedGroups = new[] { "Night" } });
        await tenant.Department("Empty");
        await tenant.User(new { groups = new[] { "Night" } });
        await tenant.User(new { department = "Staffed" });
        var before = await tenant.Rows();
        var refused = (await tenant.Delete($"groups/{night.Id}")).Expect(HttpStatusCode.Conflict, "department.emptied");
        Assert.Contains("'Sales', 'Service'", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("'Staffed'", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before.Select(r => (r.Key, r.ETag)), (await tenant.Rows()).Select(r => (r.Key, r.ETag)));
        (await tenant.Delete($"groups/{night.Id}?force=maybe")).Expect(HttpStatusCode.BadRequest, "force.invalid");
        var deleted = (await tenant.Delete($"groups/{night.Id}?force=true")).Expect(HttpStatusCode.OK);
        var taken = Assert.Single(deleted["changes"].EnumerateArray());
        Assert.Equal(("group", "Night", 4), (taken.GetProperty("what").GetString(), taken.GetProperty("name").GetString(), taken.GetProperty("count").GetInt32()));
        Assert.Equal(["User Asha Rao", "Department Sales", "Department Service", "Department Staffed"], taken.GetProperty("takenFrom").EnumerateArray().Select(u => $"{u.GetProperty("kind").GetString()} {u.GetProperty("name").GetString()}"));
        Assert.Equal(2, (await tenant.All("users")).Count);
        Assert.Empty(await tenant.Rows("m|"));
    }

    [Fact]
    [Spec("S081")]
    public async Task A_department_that_nobody_answers_for_anyway_keeps_nothing_from_being_deleted()
    {
        var tenant = await TestApp.NewTenant();
        var night = await tenant.Group("Night");
        await tenant.Department("Sales", new { linkedGroups = new[] { "Night" } });
        (await tenant.Delete($"groups/{night.Id}")).Expect(HttpStatusCode.OK);
        (await tenant.Delete($"groups/{(await tenant.Group("Day")).Id}")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    [Spec("S081")]
    public async Task Links_that_leave_nobody_to_a_department_are_changed_only_by_force()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Group("Night");
        await tenant.Group("Day");
        var sales = await tenant.Department("Sales", new { linkedGroups = new[] { "Night" } });
        var user = await tenant.User(new { groups = new[] { "Night" } });
        var refused = (await tenant.Patch($"departments/{sales.Id}", new { linkedGroups = new[] { "Day" } })).Expect(HttpStatusCode.Conflict, "department.emptied");
        Assert.Contains("'Sales'", refused.Message, StringComparison.Ordinal);
        Assert.Equal("\"1\"", (await tenant.Get($"departments/{sales.Id}")).ETag);
        (await tenant.Patch($"departments/{sales.Id}", new { name = "Sale" })).Expect(HttpStatusCode.OK);
        Assert.Equal(0, (await tenant.Patch($"departments/{sales.Id}?force=true", new { linkedGroups = new[] { "Day" } })).Expect(HttpStatusCode.OK)["memberCount"].GetInt32());
        (await tenant.Patch($"departments/{sales.Id}", new { linkedGroups = new[] { "Night" } })).Expect(HttpStatusCode.OK);
        (await tenant.Patch($"users/{user.Id}", new { department = "Sale" })).Expect(HttpStatusCode.OK);
        (await tenant.Patch($"departments/{sales.Id}", new { linkedGroups = Array.Empty<string>() })).Expect(HttpStatusCode.OK);
    }

    [Fact]
    [Spec("S081")]
    public async Task The_last_member_who_answers_for_a_department_leaves_its_group_only_by_force()
    {
        var tenant = await TestApp.NewTenant();
        var night = await tenant.Group("Night");
        await tenant.Department("Sales", new { linkedGroups = new[] { "Night" } });
        var (one, two) = (await tenant.User(new { groups = new[] { "Night" } }), await tenant.User(new { groups = new[] { "Night" } }));
        var path = $"groups/{night.Id}/members";
        var reply = (await tenant.Post(path, new { remove = new[] { one.Id, two.Id } })).Expect(HttpStatusCode.OK);
        Assert.Equal(["removed", "failed"], reply.Value.Select(o => o.GetProperty("outcome").GetString()));
        Assert.Equal("department.emptied", reply.Value[1].GetProperty("code").GetString());
        (await tenant.Delete($"{path}/{two.Id}")).Expect(HttpStatusCode.Conflict, "department.emptied");
        Assert.Equal(two.Id, Assert.Single(await tenant.All(path)).GetProperty("id").GetGuid());
        (await tenant.Post(path, new { add = new[] { one.Id }, remove = new[] { two.Id } })).Expect(HttpStatusCode.OK);
        Assert.Equal(one.Id, Assert.Single(await tenant.All(path)).GetProperty("id").GetGuid());
        // What is done to the one user himself is not held back.
        (await tenant.Patch($"users/{one.Id}", new { groups = Array.Empty<string>() })).Expect(HttpStatusCode.OK);
        (await tenant.Put($"{path}/{one.Id}")).Expect(HttpStatusCode.OK);
        (await tenant.Delete($"{path}/{one.Id}?force=true")).Expect(HttpStatusCode.OK);
        Assert.Empty(await tenant.All(path));
    }

    [Fact]
    [Spec("S081")]
    public async Task Of_all_members_removed_at_once_by_many_one_is_left_to_the_department()
    {
        var tenant = await TestApp.NewTenant();
        var night = await tenant.Group("Night");
        var sales = await tenant.Department("Sales", new { linkedGroups = new[] { "Night" } });
        var users = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => tenant.User(new { groups = new[] { "Night" } })));
        await using var other = await TestApp.Start();
        var replies = await Task.WhenAll(users.Select((u, i) => (i % 2 == 0 ? tenant : tenant.On(other)).Delete($"groups/{night.Id}/members/{u.Id}")));
        Assert.Single(replies, r => r.Status == HttpStatusCode.Conflict && r.Code == "department.emptied");
        Assert.Equal(1, (await tenant.Get($"departments/{sales.Id}"))["memberCount"].GetInt32());
    }

    private static string Via(JsonElement member) =>
        $"{member.GetProperty("via").GetProperty("direct").GetBoolean()} {string.Join(',', member.GetProperty("via").GetProperty("groups").EnumerateArray().Select(g => g.GetString()))}";
}
