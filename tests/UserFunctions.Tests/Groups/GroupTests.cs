using System.Net;
using System.Text.Json.Nodes;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Groups;

public sealed class GroupTests
{
    [Fact]
    [Spec("S077")]
    public async Task A_created_group_is_answered_with_its_address_and_its_version()
    {
        var tenant = await TestApp.NewTenant();
        var made = (await tenant.Post("groups", new { name = "  Night shift ", description = "22:00 to 06:00" })).Expect(HttpStatusCode.Created);
        Assert.Equal("Night shift", made.TextOf("name"));
        Assert.Equal(new Uri(tenant.App.BaseAddress, $"api/groups/{made.Id}").AbsoluteUri, made.Location);
        var read = (await tenant.Get(made.Location!)).Expect(HttpStatusCode.OK);
        Assert.Equal(made.Text, read.Text);
        Assert.Equal("\"1\"", read.ETag);
    }

    [Fact]
    public async Task A_name_is_taken_whatever_its_case()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Group("Straße");
        var refused = (await tenant.Post("groups", new { name = "STRAßE" })).Expect(HttpStatusCode.Conflict, "name.taken");
        Assert.Contains("STRAßE", refused.Message, StringComparison.Ordinal);
        var other = await tenant.Group("Other");
        (await tenant.Patch($"groups/{other.Id}", new { name = "straße" })).Expect(HttpStatusCode.Conflict, "name.taken");
    }

    [Fact]
    public async Task Of_many_who_create_one_name_at_once_one_does()
    {
        var tenant = await TestApp.NewTenant();
        var replies = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => tenant.Post("groups", new { name = "Night" })));
        Assert.Single(replies, r => r.Status == HttpStatusCode.Created);
        Assert.All(replies.Where(r => r.Status != HttpStatusCode.Created), r => r.Expect(HttpStatusCode.Conflict, "name.taken"));
        Assert.Single(await tenant.Rows("g|"));
    }

    [Fact]
    [Spec("S081")]
    public async Task A_renamed_group_shows_at_once_on_its_users_and_the_old_name_is_free()
    {
        var tenant = await TestApp.NewTenant();
        var group = await tenant.Group("Night");
        var user = await tenant.User(new { groups = new[] { "Night" } });
        (await tenant.Patch($"groups/{group.Id}", new { name = "Late" })).Expect(HttpStatusCode.OK);
        Assert.Equal("Late", (await tenant.Get($"users/{user.Id}"))["groups"][0].GetString());
        Assert.Equal("Late", (await tenant.All("users"))[0].GetProperty("groups")[0].GetString());
        Assert.Equal("Late", (await tenant.All($"groups/{group.Id}/members"))[0].GetProperty("groups")[0].GetString());
        (await tenant.Post("users", new { displayName = "B", email = TestTenant.NewEmail(), groups = new[] { "Night" } })).Expect(HttpStatusCode.BadRequest, "groups.unknown");
        await tenant.Group("Night");
    }

    [Fact]
    public async Task What_was_read_can_be_sent_back_whole_and_a_description_cleared()
    {
        var tenant = await TestApp.NewTenant();
        var group = (await tenant.Post("groups", new { name = "Night", description = "x" })).Expect(HttpStatusCode.Created);
        Assert.Equal("\"1\"", (await tenant.Patch($"groups/{group.Id}", JsonNode.Parse(group.Text)!)).Expect(HttpStatusCode.OK).ETag);
        var cleared = (await tenant.Patch($"groups/{group.Id}", new { description = (string?)null })).Expect(HttpStatusCode.OK);
        Assert.Null(cleared.TextOf("description"));
        Assert.Equal("Night", cleared.TextOf("name"));
        (await tenant.Patch($"groups/{group.Id}", new { name = "" })).Expect(HttpStatusCode.BadRequest, "name.missing");
    }

    [Fact]
    [Spec("S081")]
    public async Task A_deleted_group_of_120_leaves_no_membership_and_all_its_users()
    {
        var tenant = await TestApp.NewTenant();
        var (group, kept) = (await tenant.Group("Night"), await tenant.Group("Day"));
        await Task.WhenAll(Enumerable.Range(0, 120).Select(i => tenant.User(new { groups = i % 3 == 0 ? ["Day", "Night"] : new[] { "Night" } })));
        Assert.Equal(120, (await tenant.All($"groups/{group.Id}/members")).Count);
        var deleted = (await tenant.Delete($"groups/{group.Id}")).Expect(HttpStatusCode.OK);
        Assert.Equal(120, Assert.Single(deleted["changes"].EnumerateArray()).GetProperty("count").GetInt32());
        (await tenant.Get($"groups/{group.Id}")).Expect(HttpStatusCode.NotFound, "group.not_found");
        (await tenant.Get($"groups/{group.Id}/members")).Expect(HttpStatusCode.NotFound, "group.not_found");
        (await tenant.Delete($"groups/{group.Id}")).Expect(HttpStatusCode.NotFound, "group.not_found");
        Assert.Empty(await tenant.Rows($"m|g|{group.Id:D}|"));
        Assert.Equal(40, (await tenant.Rows($"m|g|{kept.Id:D}|")).Count);
        Assert.All(await tenant.Rows("u|"), row => Assert.DoesNotContain(group.Id.ToString(), row.Text("groupIds") ?? "", StringComparison.Ordinal));
        var users = await tenant.All("users");
        Assert.Equal(120, users.Count);
        Assert.All(users, u => Assert.DoesNotContain("Night", u.GetProperty("groups").EnumerateArray().Select(g => g.GetString())));
        Assert.All(users, u => Assert.Equal(2, u.GetProperty("version").GetInt32()));
    }

    [Fact]
    public async Task Members_that_come_while_a_group_is_deleted_do_not_outlive_it()
    {
        var tenant = await TestApp.NewTenant();
        var group = await tenant.Group("Night");
        var users = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => tenant.User()));
        var replies = await Task.WhenAll(users.Select(u => tenant.Put($"groups/{group.Id}/members/{u.Id}")).Append(tenant.Delete($"groups/{group.Id}")));
        Assert.True(replies[^1].Status is HttpStatusCode.OK, replies[^1].Text);
        Assert.All(replies[..^1], r => Assert.True(r.Status is HttpStatusCode.OK or HttpStatusCode.NotFound or HttpStatusCode.Conflict, r.Text));
        Assert.Empty(await tenant.Rows("m|"));
        Assert.Empty(await tenant.Rows("g|"));
        Assert.All(await tenant.All("users"), u => Assert.Equal(0, u.GetProperty("groups").GetArrayLength()));
    }
}
