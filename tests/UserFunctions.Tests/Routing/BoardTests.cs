using System.Net;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Presence;

namespace UserFunctions.Tests.Routing;

/// <summary>How things stand in a department, in one answer.</summary>
public sealed class BoardTests
{
    [Fact]
    [Spec("S056", "S058")]
    public async Task The_board_shows_agents_and_queue_and_nothing_of_who_cannot_be_watched()
    {
        var tenant = await TestApp.NewTenant();
        var (department, client) = ((await tenant.Department("Sales")).Id, (await tenant.Client()).Id);
        var watched = await Agent(tenant, "Asha Rao", isLoginBased: true);
        var free = await Agent(tenant, "Bo Chen", isLoginBased: false);
        var quiet = (await tenant.Get($"board?department={department}")).Expect(HttpStatusCode.OK);
        Assert.Equal((department, "Sales", 0, default), (quiet["departmentId"].GetGuid(), quiet.TextOf("department"), quiet["waiting"].GetInt32(), quiet["oldestSince"].ValueKind));
        var agents = quiet["agents"].EnumerateArray().ToList();
        Assert.Equal([(watched, "Available", "Offline"), (free, "Unavailable", null)], agents.Select(a => (a.GetProperty("userId").GetGuid(), a.GetProperty("monitoring").GetString(), a.TryGetProperty("routingState", out var state) ? state.GetString() : null)));
        Assert.Equal(["userId", "name", "monitoring"], agents[1].EnumerateObject().Select(p => p.Name));

        (await tenant.Post($"users/{watched}/presence/sessions", new { device = "desk" })).Expect(HttpStatusCode.OK);
        var waits = (await tenant.Post("conversations", new { client, channel = "LiveChat", department })).Expect(HttpStatusCode.Created);
        var busy = (await tenant.Get("board?department=sales")).Expect(HttpStatusCode.OK);
        Assert.Equal((1, 1), (busy["waiting"].GetInt32(), busy["states"].GetProperty("Idle").GetInt32()));
        Assert.InRange(busy["oldestSince"].GetDateTimeOffset(), waits["createdAt"].GetDateTimeOffset().AddSeconds(-1), waits["createdAt"].GetDateTimeOffset().AddSeconds(1));
    }

    [Fact]
    public async Task It_is_the_same_until_something_happens()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Department("Sales");
        var agent = await Agent(tenant, "Asha Rao", isLoginBased: true);
        var first = (await tenant.Get("board?department=Sales")).Expect(HttpStatusCode.OK);
        var same = (await tenant.Get("board?department=Sales", ("If-None-Match", first.ETag!))).Expect(HttpStatusCode.NotModified);
        Assert.Equal((first.ETag, 0), (same.ETag, same.Bytes.Length));
        await tenant.Sets(agent, "status", new { status = "Available" });
        var other = (await tenant.Get("board?department=Sales", ("If-None-Match", first.ETag!))).Expect(HttpStatusCode.OK);
        Assert.NotEqual(first.ETag, other.ETag);
        Assert.Equal("Available", other["agents"][0].GetProperty("status").GetString());
        (await tenant.Get("board")).Expect(HttpStatusCode.BadRequest, "department.missing");
        (await tenant.Get("board?department=Nowhere")).Expect(HttpStatusCode.NotFound, "department.not_found");
    }

    private static async Task<Guid> Agent(TestTenant tenant, string displayName, bool isLoginBased)
    {
        var user = (await tenant.User(new { displayName, department = "Sales", loginBasedCalling = isLoginBased })).Id;
        await tenant.Activate(user);
        return user;
    }
}
