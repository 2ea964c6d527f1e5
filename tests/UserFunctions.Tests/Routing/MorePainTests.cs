using System.Net;
using UserFunctions.Presence;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Routing;

/// <summary>What users of such systems complain of most, the last three of seven.</summary>
public sealed class MorePainTests
{
    [Fact]
    public async Task Pain_5_work_is_even_under_unequal_limits()
    {
        var desk = await Desk.Open();
        Guid[] agents = [await desk.Agent(new { chatLimit = 8 }), await desk.Agent(new { chatLimit = 8 }), await desk.Agent(new { chatLimit = 4 })];
        for (var chat = 0; chat < 10; chat++)
            Assert.Equal("Offering", (await desk.Comes()).TextOf("state"));
        Assert.Equal([4, 4, 2], await Chats(desk, agents));
        // Nobody is passed over before all of them are full.
        for (var chat = 0; chat < 10; chat++)
            Assert.Equal("Offering", (await desk.Comes()).TextOf("state"));
        Assert.Equal([8, 8, 4], await Chats(desk, agents));
        Assert.Equal("Queued", (await desk.Comes()).TextOf("state"));
    }

    [Fact]
    public async Task Pain_5_work_is_even_among_agents_who_are_done_at_once()
    {
        var desk = await Desk.Open();
        Guid[] agents = [await desk.Agent(), await desk.Agent(), await desk.Agent()];
        for (var chat = 0; chat < 12; chat++)
        {
            var came = await desk.Comes();
            (await desk.Do(came, "accept")).Expect(HttpStatusCode.OK);
            (await desk.Do(came, "release")).Expect(HttpStatusCode.OK);
        }

        foreach (var agent in agents)
            Assert.Equal(4, (await desk.Load(agent)).Offers.Count);
    }

    [Fact]
    public async Task Pain_5_who_has_waited_longest_comes_first()
    {
        await using var own = await OwnDesk.Open();
        Guid[] agents = [await own.Desk.Agent(), await own.Desk.Agent(), await own.Desk.Agent()];
        var order = new List<Guid>();
        for (var chat = 0; chat < 9; chat++)
        {
            var came = await own.Desk.Comes();
            (await own.Desk.Do(came, "accept")).Expect(HttpStatusCode.OK);
            (await own.Desk.Do(came, "release")).Expect(HttpStatusCode.OK);
            order.Add(Desk.AgentOf(came)!.Value);
            own.Own.Time.Pass(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(agents.Order(), order.Take(3).Order());
        Assert.Equal([.. order.Take(3), .. order.Take(3), .. order.Take(3)], order);
    }

    [Fact]
    [Spec("S058")]
    public async Task Pain_6_who_need_not_sign_in_gets_work_without_an_open_browser()
    {
        await using var own = await OwnDesk.Open();
        var agent = await own.Desk.Agent(new { loginBasedCalling = false });
        for (var hour = 0; hour < 3; hour++)
        {
            await own.Pass(TimeSpan.FromHours(1));
            var chat = await own.Desk.Comes();
            Assert.Equal(("Offering", agent), (chat.TextOf("state"), Desk.AgentOf(chat)));
            (await own.Desk.Do(chat, "accept")).Expect(HttpStatusCode.OK);
        }

        // A device that was there and is gone takes nothing from them either.
        await Beat(own.Desk, agent, new { device = "browser" });
        await own.Pass(TimeSpan.FromHours(1));
        Assert.Equal(agent, Desk.AgentOf(await own.Desk.Comes()));
    }

    [Fact]
    [Spec("S056")]
    public async Task Pain_6_a_mobile_phone_that_is_only_woken_keeps_its_agent_online()
    {
        await using var own = await OwnDesk.Open();
        var agent = await own.Desk.Member(new { loginBasedCalling = true });
        await Beat(own.Desk, agent, new { device = "phone", kind = "Push" });
        await own.Desk.Available(agent);
        await own.Pass(TimeSpan.FromHours(2));
        Assert.Equal(agent, Desk.AgentOf(await own.Desk.Comes()));
    }

    [Fact]
    [Spec("S056", "S095")]
    public async Task Pain_6_who_must_be_signed_in_and_is_gone_is_no_longer_available_after_the_grace()
    {
        await using var own = await OwnDesk.Open();
        var agent = await own.Desk.Member(new { loginBasedCalling = true });
        await Beat(own.Desk, agent, new { device = "browser" });
        await own.Desk.Available(agent);
        await own.Pass(61);
        var chat = await own.Desk.Comes();
        Assert.Equal(("Queued", "Available"), (chat.TextOf("state"), await Status(own, agent)));
        // Back in time, nothing has to be said again.
        await Beat(own.Desk, agent, new { device = "browser" });
        await own.Desk.Becomes(chat, "Offering", agent);
        await own.Pass(61);
        await own.Pass(61);
        Assert.Equal("Inactive", await Status(own, agent));
        // Only the agent or an administrator makes them available again.
        await Beat(own.Desk, agent, new { device = "browser" });
        await own.Pass(0);
        Assert.Equal("Inactive", await Status(own, agent));
        Assert.Equal("Queued", (await own.Desk.Now(chat)).TextOf("state"));
    }

    [Fact]
    public async Task Pain_6_nobody_stays_available_for_ever()
    {
        await using var own = await OwnDesk.Open();
        (await own.Tenant.Patch("statuses/Available", new { idleMinutes = 10, idleStatus = "Unavailable" })).Expect(HttpStatusCode.OK);
        var agent = await own.Desk.Agent();
        await own.Pass(TimeSpan.FromMinutes(11));
        Assert.Equal("Unavailable", await Status(own, agent));
        Assert.Equal("Queued", (await own.Desk.Comes()).TextOf("state"));
    }

    [Fact]
    [Spec("S087")]
    public async Task Pain_7_nobody_is_given_too_much_by_hand_unless_it_is_forced_and_then_it_counts_and_shows()
    {
        var desk = await Desk.Open();
        var agent = await desk.Agent(new { chatLimit = 1 });
        await desk.Comes();
        var extra = await desk.Comes();
        (await desk.Do(extra, "assign", new { agent })).Expect(HttpStatusCode.Conflict, "capacity_exceeded");
        (await desk.Tenant.Post("roles", new { name = "Dispatcher", permissions = new[] { "routing.read", "routing.write" } })).Expect(HttpStatusCode.Created);
        var dispatcher = await desk.Tenant.As("Dispatcher");
        (await dispatcher.Post($"conversations/{extra.Id}/assign", new { agent, force = true })).Expect(HttpStatusCode.Forbidden, "key.forbidden");
        (await dispatcher.Post($"conversations/{extra.Id}/assign", new { agent })).Expect(HttpStatusCode.Conflict, "capacity_exceeded");
        Assert.Equal(("Queued", 1), ((await desk.Now(extra)).TextOf("state"), (await desk.Load(agent)).Chats));
        var forced = (await desk.Do(extra, "assign", new { agent, force = true })).Expect(HttpStatusCode.OK);
        Assert.Equal(("Assigned", agent, true), (forced.TextOf("state"), Desk.AgentOf(forced), forced["overCapacity"].GetBoolean()));
        Assert.Equal(2, (await desk.Load(agent)).Chats);
        var place = await desk.Service<AgentLoads>().Find(desk.Tenant.Name, agent, forced["reservationId"].GetGuid(), default);
        Assert.Equal((true, 2, 1), (place!.OverCapacity, place.ChatsThen, place.ChatLimitThen));
        // One end leaves the agent full still.
        (await desk.Do(extra, "release")).Expect(HttpStatusCode.OK);
        Assert.Equal("Queued", (await desk.Comes()).TextOf("state"));
    }

    [Fact]
    [Spec("S087")]
    public async Task Pain_7_what_is_transferred_or_forwarded_keeps_the_limits_as_well()
    {
        var desk = await Desk.Open();
        var (first, full) = (await desk.Agent(), await desk.Agent(new { chatLimit = 0 }));
        var chat = await desk.Comes();
        (await desk.Do(chat, "accept")).Expect(HttpStatusCode.OK);
        foreach (var way in (string[])["transfer", "forward"])
            (await desk.Do(chat, way, new { agent = full })).Expect(HttpStatusCode.Conflict, "capacity_exceeded");
        Assert.Equal(first, Desk.AgentOf(await desk.Now(chat)));
        var forced = (await desk.Do(chat, "forward", new { agent = full, force = true })).Expect(HttpStatusCode.OK);
        Assert.Equal((full, true), (Desk.AgentOf(forced), forced["overCapacity"].GetBoolean()));
        Assert.Equal((0, 1), ((await desk.Load(first)).Chats, (await desk.Load(full)).Chats));
    }

    private static async Task<IEnumerable<int>> Chats(Desk desk, Guid[] agents)
    {
        var chats = new List<int>();
        foreach (var agent in agents)
            chats.Add((await desk.Load(agent)).Chats);
        return chats;
    }

    private static async Task<string?> Status(OwnDesk own, Guid user) => (await own.Tenant.Get($"users/{user}/status")).TextOf("status");

    private static async Task Beat(Desk desk, Guid user, object device) => (await desk.Tenant.Post($"users/{user}/presence/sessions", device)).Expect(HttpStatusCode.OK);
}
