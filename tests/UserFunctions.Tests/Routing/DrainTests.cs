using System.Net;
using UserFunctions.Presence;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Routing;

/// <summary>What becomes of conversations when their agent is taken off work, altogether or in part.</summary>
public sealed class DrainTests
{
    [Theory]
    [InlineData("disable")]
    [InlineData("Unavailable")]
    [InlineData("Inactive")]
    [InlineData("next")]
    [Spec("S095", "S107")]
    public async Task Who_is_taken_off_new_work_loses_what_is_offered_and_keeps_what_they_have(string how)
    {
        var (desk, agent, held, offered) = await Busy();
        if (how == "disable")
            (await desk.Tenant.Post($"users/{agent}/disable")).Expect(HttpStatusCode.OK);
        else if (how == "next")
            (await desk.Tenant.Put($"users/{agent}/next-status", new { status = "Unavailable" })).Expect(HttpStatusCode.OK);
        else
            await desk.Is(agent, how);
        var back = await desk.Becomes(offered, "Queued");
        Assert.Equal((offered.TextOf("enqueuedAt"), 0), (back.TextOf("enqueuedAt"), back["tried"].GetArrayLength()));
        Assert.Equal(("Assigned", agent), ((await desk.Now(held)).TextOf("state"), Desk.AgentOf(await desk.Now(held))));
        await Eventually.Holds(async () => (await desk.Load(agent)).Chats == 1);
        Assert.Equal(0, (await desk.Load(agent)).Misses);
        Assert.Equal("Queued", (await desk.Comes()).TextOf("state"));
        // Somebody else gets it, and what was kept is finished as ever.
        var next = await desk.Agent();
        await desk.Becomes(offered, "Offering", next);
        Assert.Equal("Completed", (await desk.Do(held, "release")).Expect(HttpStatusCode.OK).TextOf("state"));
    }

    [Theory]
    [InlineData("block")]
    [InlineData("delete")]
    [Spec("S104", "S105")]
    public async Task Who_is_taken_off_all_work_loses_what_they_have_at_once_and_others_get_it(string how)
    {
        var (desk, agent, held, offered) = await Busy();
        var over = await desk.Comes(new { wrapUpSeconds = 3600 });
        (await desk.Do(over, "accept")).Expect(HttpStatusCode.OK);
        (await desk.Do(over, "release")).Expect(HttpStatusCode.OK);
        var next = await desk.Agent();
        if (how == "block")
            (await desk.Tenant.Post($"users/{agent}/block")).Expect(HttpStatusCode.OK);
        else
            (await desk.Tenant.Delete($"users/{agent}")).Expect(HttpStatusCode.NoContent);
        await desk.Becomes(offered, "Offering", next);
        var back = await desk.Becomes(held, "Offering", next);
        Assert.Equal(held.TextOf("enqueuedAt"), back.TextOf("enqueuedAt"));
        await desk.Becomes(over, "Completed");
        await Eventually.Holds(async () => (await desk.Load(agent)).Chats == 0);
        Assert.Empty(await desk.Service<AgentLoads>().Open(desk.Tenant.Name, agent, default));
    }

    [Fact]
    [Spec("S105")]
    public async Task A_transfer_to_who_is_blocked_ends_and_one_by_who_is_blocked_goes_on()
    {
        var desk = await Desk.Open();
        var first = await desk.Agent();
        var chat = await desk.Comes();
        (await desk.Do(chat, "accept")).Expect(HttpStatusCode.OK);
        var second = await desk.Agent();
        (await desk.Do(chat, "transfer", new { agent = second })).Expect(HttpStatusCode.OK);
        (await desk.Tenant.Post($"users/{second}/block")).Expect(HttpStatusCode.OK);
        await Eventually.Holds(async () => (await desk.Now(chat))["transferAgentId"].ValueKind == default);
        Assert.Equal(("Assigned", first), ((await desk.Now(chat)).TextOf("state"), Desk.AgentOf(await desk.Now(chat))));
        var third = await desk.Agent();
        (await desk.Do(chat, "transfer", new { agent = third })).Expect(HttpStatusCode.OK);
        (await desk.Tenant.Post($"users/{first}/block")).Expect(HttpStatusCode.OK);
        await desk.Becomes(chat, "Offering", third);
        await Eventually.Holds(async () => (await desk.Load(first)).Chats == 0 && (await desk.Load(third)).Chats == 1);
    }

    [Fact]
    public async Task Who_is_absent_for_a_minute_loses_chats_to_others_and_keeps_calls()
    {
        await using var own = await OwnApp.Start();
        var desk = await Desk.Open(own.Tenant);
        var agent = await desk.Agent(new { callingAgent = true });
        var (chat, call) = (await desk.Comes(), await desk.Comes(new { channel = "Voice" }));
        (await desk.Do(chat, "accept")).Expect(HttpStatusCode.OK);
        (await desk.Do(call, "accept")).Expect(HttpStatusCode.OK);
        var next = await desk.Agent(new { callingAgent = true });
        await desk.Is(agent, "Inactive");
        own.Time.Pass(TimeSpan.FromSeconds(50));
        await desk.Sweep();
        Assert.Equal(agent, Desk.AgentOf(await desk.Now(chat)));
        own.Time.Pass(TimeSpan.FromSeconds(11));
        await desk.Sweep();
        await desk.Becomes(chat, "Offering", next);
        Assert.Equal(("Assigned", agent), ((await desk.Now(call)).TextOf("state"), Desk.AgentOf(await desk.Now(call))));
        var load = await desk.Load(agent);
        Assert.Equal((0, 1), (load.Chats, load.On("Voice")));
    }

    [Theory]
    [InlineData("Available")]
    [InlineData("Unavailable")]
    public async Task Who_is_back_within_the_minute_keeps_everything(string status)
    {
        await using var own = await OwnApp.Start();
        var desk = await Desk.Open(own.Tenant);
        var agent = await desk.Agent();
        var chat = await desk.Comes();
        (await desk.Do(chat, "accept")).Expect(HttpStatusCode.OK);
        await desk.Is(agent, "Inactive");
        own.Time.Pass(TimeSpan.FromSeconds(50));
        await desk.Is(agent, status);
        own.Time.Pass(TimeSpan.FromSeconds(50));
        await desk.Sweep();
        Assert.Equal(("Assigned", agent), ((await desk.Now(chat)).TextOf("state"), Desk.AgentOf(await desk.Now(chat))));
    }

    [Fact]
    [Spec("S085", "S087")]
    public async Task A_channel_or_client_that_a_user_loses_ends_offers_of_it_and_nothing_else()
    {
        var desk = await Desk.Open();
        var agent = await desk.Agent();
        var (held, offered, other) = (await desk.Comes(), await desk.Comes(), await desk.Comes(new { channel = "SMS" }));
        (await desk.Do(held, "accept")).Expect(HttpStatusCode.OK);
        (await desk.Tenant.Patch($"users/{agent}", new { clients = new[] { new { client = desk.Client, channels = new[] { "SMS" } } } })).Expect(HttpStatusCode.OK);
        await desk.Becomes(offered, "Queued");
        Assert.Equal("Queued", (await desk.Comes()).TextOf("state"));
        Assert.Equal(("Assigned", "Offering"), ((await desk.Now(held)).TextOf("state"), (await desk.Now(other)).TextOf("state")));
        Assert.Equal("Offering", (await desk.Comes(new { channel = "SMS" })).TextOf("state"));
        (await desk.Tenant.Patch($"users/{agent}", new { clients = Array.Empty<object>() })).Expect(HttpStatusCode.OK);
        await desk.Becomes(other, "Queued");
        Assert.Equal("Completed", (await desk.Do(held, "release")).Expect(HttpStatusCode.OK).TextOf("state"));
        Assert.Equal(0, (await desk.Load(agent)).On("LiveChat"));
    }

    [Fact]
    public async Task Who_leaves_the_department_keeps_what_they_have_and_gets_nothing_new_of_it()
    {
        var desk = await Desk.Open();
        var agent = await desk.Agent();
        var held = await desk.Comes();
        (await desk.Do(held, "accept")).Expect(HttpStatusCode.OK);
        (await desk.Tenant.Patch($"users/{agent}", new { department = (await desk.Tenant.Department()).Id })).Expect(HttpStatusCode.OK);
        Assert.Equal("Queued", (await desk.Comes()).TextOf("state"));
        await desk.Sweep();
        Assert.Equal("Assigned", (await desk.Now(held)).TextOf("state"));
    }

    [Fact]
    [Spec("S090")]
    public async Task A_limit_below_what_an_agent_has_takes_nothing_away_and_gives_nothing_until_it_is_below()
    {
        var desk = await Desk.Open();
        var agent = await desk.Agent();
        List<Reply> held = [await desk.Comes(), await desk.Comes(), await desk.Comes()];
        foreach (var chat in held)
            (await desk.Do(chat, "accept")).Expect(HttpStatusCode.OK);
        (await desk.Tenant.Patch($"users/{agent}", new { chatLimit = 2 })).Expect(HttpStatusCode.OK);
        Assert.Equal(3, (await desk.Load(agent)).Chats);
        var waits = await desk.Comes();
        (await desk.Do(held[0], "release")).Expect(HttpStatusCode.OK);
        Assert.Equal("Queued", (await desk.Now(waits)).TextOf("state"));
        await desk.Sweep();
        Assert.Equal("Queued", (await desk.Now(waits)).TextOf("state"));
        (await desk.Do(held[1], "release")).Expect(HttpStatusCode.OK);
        await desk.Becomes(waits, "Offering", agent);
        Assert.Equal(2, (await desk.Load(agent)).Chats);
    }

    // One chat accepted, one offered, in a tenant of its own.
    private static async Task<(Desk Desk, Guid Agent, Reply Held, Reply Offered)> Busy()
    {
        var desk = await Desk.Open();
        var agent = await desk.Agent();
        var (held, offered) = (await desk.Comes(), await desk.Comes());
        (await desk.Do(held, "accept")).Expect(HttpStatusCode.OK);
        Assert.Equal("Offering", offered.TextOf("state"));
        return (desk, agent, held, offered);
    }
}
