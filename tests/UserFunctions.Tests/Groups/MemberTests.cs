using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Groups;

public sealed class MemberTests
{
    [Fact]
    [Spec("S074")]
    public async Task Groups_of_a_user_and_members_of_a_group_say_the_same()
    {
        var tenant = await TestApp.NewTenant();
        var (night, day) = (await tenant.Group("Night"), await tenant.Group("Day"));
        var user = await tenant.User(new { groups = new[] { "Night" } });
        Assert.Equal(user.Id, Assert.Single(await tenant.All($"groups/{night.Id}/members")).GetProperty("id").GetGuid());
        (await tenant.Patch($"users/{user.Id}", new { groups = new[] { "day" } })).Expect(HttpStatusCode.OK);
        Assert.Empty(await tenant.All($"groups/{night.Id}/members"));
        Assert.Single(await tenant.All($"groups/{day.Id}/members"));
        (await tenant.Put($"groups/{night.Id}/members/{user.Id}")).Expect(HttpStatusCode.OK);
        Assert.Equal(["Day", "Night"], (await tenant.Get($"users/{user.Id}"))["groups"].EnumerateArray().Select(g => g.GetString()));
        (await tenant.Delete($"groups/{day.Id}/members/{user.Id}")).Expect(HttpStatusCode.OK);
        Assert.Equal(["Night"], (await tenant.Get($"users/{user.Id}"))["groups"].EnumerateArray().Select(g => g.GetString()));
        Assert.Equal($"m|g|{night.Id:D}|{user.Id:D}", Assert.Single(await tenant.Rows("m|")).Key);
    }

    [Fact]
    public async Task Members_are_whole_users_so_it_takes_the_right_to_read_users_too()
    {
        var tenant = await TestApp.NewTenant();
        var group = await tenant.Group("Night");
        await tenant.User(new { groups = new[] { "Night" }, phone = "9876543210" });
        (await tenant.Post("roles", new { name = "Groups", permissions = new[] { "groups.read" } })).Expect(HttpStatusCode.Created);
        (await tenant.Post("roles", new { name = "Users", permissions = new[] { "users.read" } })).Expect(HttpStatusCode.Created);
        (await tenant.Post("roles", new { name = "Both", permissions = new[] { "groups.read", "users.read" } })).Expect(HttpStatusCode.Created);
        var narrow = await tenant.As("Groups");
        var refused = (await narrow.Get($"groups/{group.Id}/members")).Expect(HttpStatusCode.Forbidden, "key.forbidden");
        Assert.Equal("users.read", refused["error"].GetProperty("target").GetString());
        Assert.Equal(1, (await narrow.Get($"groups/{group.Id}")).Expect(HttpStatusCode.OK)["memberCount"].GetInt32());
        refused = (await (await tenant.As("Users")).Get($"groups/{group.Id}/members")).Expect(HttpStatusCode.Forbidden, "key.forbidden");
        Assert.Equal("groups.read", refused["error"].GetProperty("target").GetString());
        Assert.Equal("9876543210", Assert.Single(await (await tenant.As("Both")).All($"groups/{group.Id}/members")).GetProperty("phone").GetString());
    }

    [Fact]
    [Spec("S074")]
    public async Task The_first_group_given_stays_the_first_and_naming_one_twice_is_once()
    {
        var tenant = await TestApp.NewTenant();
        var (night, day) = (await tenant.Group("Night"), await tenant.Group("Day"));
        var user = await tenant.User(new { groups = new[] { "Night", night.Id.ToString(), "NIGHT", "Day" } });
        Assert.Equal([night.Id, day.Id], user["groupIds"].EnumerateArray().Select(g => g.GetGuid()));
        var reordered = (await tenant.Patch($"users/{user.Id}", new { groups = new[] { "Day", "Night" } })).Expect(HttpStatusCode.OK);
        Assert.Equal([day.Id, night.Id], reordered["groupIds"].EnumerateArray().Select(g => g.GetGuid()));
        Assert.Equal(2, (await tenant.Rows("m|")).Count);
    }

    [Fact]
    [Spec("S078")]
    public async Task Many_are_added_and_removed_with_one_outcome_each_in_the_order_of_the_request()
    {
        var tenant = await TestApp.NewTenant();
        var group = await tenant.Group("Night");
        var (isIn, comes, goes, isOut) = (await tenant.User(new { groups = new[] { "Night" } }), await tenant.User(), await tenant.User(new { groups = new[] { "Night" } }), await tenant.User());
        var request = new { add = new[] { isIn.Id.ToString(), comes.TextOf("email")!, "nobody@example.com" }, remove = new[] { goes.Id.ToString(), isOut.Id.ToString(), Guid.Empty.ToString() } };
        var reply = (await tenant.Post($"groups/{group.Id}/members", request)).Expect(HttpStatusCode.OK);
        Assert.Equal([.. request.add, .. request.remove], reply.Value.Select(o => o.GetProperty("user").GetString()!));
        Assert.Equal(["unchanged", "added", "failed", "removed", "unchanged", "failed"], reply.Value.Select(o => o.GetProperty("outcome").GetString()));
        Assert.Equal("user.unknown", reply.Value[2].GetProperty("code").GetString());
        Assert.Contains("nobody@example.com", reply.Value[2].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(comes.Id, reply.Value[1].GetProperty("userId").GetGuid());
        Assert.Equal(new[] { isIn.Id, comes.Id }.Order(), (await tenant.All($"groups/{group.Id}/members")).Select(u => u.GetProperty("id").GetGuid()).Order());
        var again = (await tenant.Post($"groups/{group.Id}/members", request)).Expect(HttpStatusCode.OK);
        Assert.Equal(["unchanged", "unchanged", "failed", "unchanged", "unchanged", "failed"], again.Value.Select(o => o.GetProperty("outcome").GetString()));
    }

    [Fact]
    public async Task A_change_of_members_that_cannot_be_meant_is_refused()
    {
        var tenant = await TestApp.NewTenant();
        var path = $"groups/{(await tenant.Group()).Id}/members";
        (await tenant.Post(path, new { })).Expect(HttpStatusCode.BadRequest, "add.missing");
        (await tenant.Post(path, new { add = new[] { "a@example.com" }, remove = new[] { "A@example.com" } })).Expect(HttpStatusCode.BadRequest, "remove.invalid");
        (await tenant.Post(path, new { add = Enumerable.Range(0, 201).Select(i => $"u{i}@example.com") })).Expect(HttpStatusCode.BadRequest, "add.too_long");
        (await tenant.Post(path, new { members = new[] { "a@example.com" } })).Expect(HttpStatusCode.BadRequest);
        (await tenant.Post($"groups/{Guid.NewGuid()}/members", new { add = new[] { "a@example.com" } })).Expect(HttpStatusCode.NotFound, "group.not_found");
    }

    [Fact]
    public async Task One_member_is_set_and_taken_out_again()
    {
        var tenant = await TestApp.NewTenant();
        var group = await tenant.Group();
        var user = await tenant.User();
        var path = $"groups/{group.Id}/members/{user.Id}";
        Assert.Equal("added", (await tenant.Put(path)).Expect(HttpStatusCode.OK).TextOf("outcome"));
        Assert.Equal("unchanged", (await tenant.Put(path)).Expect(HttpStatusCode.OK).TextOf("outcome"));
        Assert.Equal("removed", (await tenant.Delete(path)).Expect(HttpStatusCode.OK).TextOf("outcome"));
        Assert.Equal("unchanged", (await tenant.Delete(path)).Expect(HttpStatusCode.OK).TextOf("outcome"));
        (await tenant.Put($"groups/{group.Id}/members/{Guid.NewGuid()}")).Expect(HttpStatusCode.NotFound, "user.not_found");
        (await tenant.Put($"groups/{Guid.NewGuid()}/members/{user.Id}")).Expect(HttpStatusCode.NotFound, "group.not_found");
    }
}
