using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Platform.Storage;

public sealed class TwoInstancesTests
{
    [Fact]
    public async Task What_one_instance_made_or_renamed_can_be_named_at_another_at_once()
    {
        await using var app = await TestApp.Start(["CreateUser", "ChangeUser", "ReadUser", "CreateGroup"]);
        var here = await TestApp.NewTenant();
        var there = here.On(app);
        var warm = await there.User();
        var night = await here.Group("Night");
        await here.Department("Sales");
        var user = await there.User(new { groups = new[] { "Night" }, department = "Sales" });
        (await here.Patch($"groups/{night.Id}", new { name = "Late" })).Expect(HttpStatusCode.OK);
        (await there.Patch($"users/{warm.Id}", new { groups = new[] { "Night" } })).Expect(HttpStatusCode.BadRequest, "groups.unknown");
        (await there.Patch($"users/{warm.Id}", new { groups = new[] { "Late" } })).Expect(HttpStatusCode.OK);
        (await here.Post("groups", new { name = "night" })).Expect(HttpStatusCode.Created);
        (await there.Post("groups", new { name = "NIGHT" })).Expect(HttpStatusCode.Conflict, "name.taken");
        Assert.Equal(night.Id, (await here.Get($"users/{user.Id}"))["groupIds"][0].GetGuid());
    }

    [Fact]
    public async Task A_group_that_an_instance_has_not_heard_of_does_not_vanish_from_what_it_answers()
    {
        await using var app = await TestApp.Start(["CreateUser", "ReadUser", "ListUsers", "ReadDepartment"]);
        var here = await TestApp.NewTenant();
        var there = here.On(app);
        await there.User();
        await here.Group("Night");
        await here.Department("Sales");
        var user = await here.User(new { groups = new[] { "Night" }, department = "Sales" });
        Assert.Equal(user.Text, (await there.Get($"users/{user.Id}")).Text);
        var listed = (await there.Get($"users?email={user.TextOf("email")}")).Value[0];
        Assert.Equal(["Night"], listed.GetProperty("groups").EnumerateArray().Select(g => g.GetString()));
        Assert.Equal("Sales", listed.GetProperty("department").GetString());
        await here.Group("Day");
        Assert.Empty((await there.Get("users?group=Day")).Expect(HttpStatusCode.OK).Value);
        var sales = await here.Get($"departments/{user["departmentId"].GetGuid()}");
        var linked = (await here.Patch($"departments/{sales.Id}", new { linkedGroups = new[] { (await here.Group("Late")).TextOf("name") } })).Expect(HttpStatusCode.OK);
        Assert.Equal(linked.Text, (await there.Get($"departments/{sales.Id}")).Text);
    }
}
