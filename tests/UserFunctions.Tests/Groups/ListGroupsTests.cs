using System.Net;
using System.Text.Json.Nodes;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Groups;

public sealed class ListGroupsTests
{
    [Fact]
    [Spec("S083")]
    public async Task Groups_are_filtered_by_department_by_the_role_of_a_member_and_by_what_they_are_called()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Group("Équipe Night");
        (await tenant.Post("groups", new { name = "Day", description = "from nine" })).Expect(HttpStatusCode.Created);
        await tenant.Group("Empty night");
        var sales = await tenant.Department("Sales", new { linkedGroups = new[] { "Day", "Empty night" } });
        await tenant.User(new { role = "Supervisor", groups = new[] { "Équipe Night", "Day" } });
        await tenant.User(new { groups = new[] { "Day" } });
        Assert.Equal(["Day", "Empty night"], await Names(tenant, "groups?department=sales"));
        Assert.Equal(["Day", "Empty night"], await Names(tenant, $"groups?department={sales.Id}&top=1"));
        Assert.Equal(["Équipe Night", "Day"], await Names(tenant, "groups?role=supervisor"));
        Assert.Equal(["Day"], await Names(tenant, "groups?role=Agent"));
        Assert.Equal(["Équipe Night", "Empty night"], await Names(tenant, "groups?search=NIGHT"));
        Assert.Equal(["Équipe Night"], await Names(tenant, "groups?search=equipe"));
        Assert.Equal(["Day"], await Names(tenant, "groups?search=nine"));
        Assert.Equal(["Day"], await Names(tenant, "groups?department=Sales&role=Supervisor"));
        Assert.Empty(await Names(tenant, "groups?role=Owner"));
        (await tenant.Get("groups?department=Nowhere")).Expect(HttpStatusCode.BadRequest, "department.unknown");
        (await tenant.Get("groups?role=Nobody")).Expect(HttpStatusCode.BadRequest, "role.unknown");
    }

    [Fact]
    [Spec("S078", "S079")]
    public async Task A_group_shows_how_many_are_in_it_and_which_departments_are_linked_to_it()
    {
        var tenant = await TestApp.NewTenant();
        var night = await tenant.Group("Night");
        Assert.Equal(0, night["memberCount"].GetInt32());
        var (sales, service) = (await tenant.Department("Sales", new { linkedGroups = new[] { "Night" } }), await tenant.Department("Service", new { linkedGroups = new[] { night.Id } }));
        var users = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => tenant.User(new { groups = new[] { "Night" } })));
        (await tenant.Delete($"users/{users[0].Id}")).Expect(HttpStatusCode.NoContent);
        var read = (await tenant.Get($"groups/{night.Id}")).Expect(HttpStatusCode.OK);
        Assert.Equal(2, read["memberCount"].GetInt32());
        Assert.Equal(["Sales", "Service"], read["departments"].EnumerateArray().Select(d => d.GetString()));
        Assert.Equal([sales.Id, service.Id], read["departmentIds"].EnumerateArray().Select(d => d.GetGuid()));
        Assert.Equal(read.Text, Assert.Single(await tenant.All("groups")).GetRawText());
        // Sent back whole it says nothing new, also after somebody has left.
        (await tenant.Delete($"groups/{night.Id}/members/{users[1].Id}")).Expect(HttpStatusCode.OK);
        var same = (await tenant.Patch($"groups/{night.Id}", JsonNode.Parse(read.Text)!, ("If-Match", read.ETag!))).Expect(HttpStatusCode.OK);
        Assert.Equal("\"1\"", same.ETag);
        Assert.Equal(1, same["memberCount"].GetInt32());
    }

    private static async Task<IEnumerable<string?>> Names(TestTenant tenant, string path) => (await tenant.All(path)).Select(g => g.GetProperty("name").GetString());
}
