using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Routing;

/// <summary>What users of such systems complain of most, the first four of seven: none of it happens here.</summary>
public sealed class PainTests
{
    [Fact]
    [Spec("S095")]
    public async Task Pain_1_work_is_not_stuck_on_an_agent_who_went_offline()
    {
        await using var own = await OwnDesk.Open();
        var desk = own.Desk;
        var gone = await desk.Agent();
        var (chat, call) = (await desk.Comes(), await desk.Comes(new { channel = "Voice" }));
        foreach (var one in (Reply[])[chat, call])
            (await desk.Do(one, "accept")).Expect(HttpStatusCode.OK);
        var offered = await desk.Comes();
        var other = await desk.Agent();
        await desk.Is(gone, "Inactive");
        // What was only offered goes to others at once; what the agent has, after a minute; a call never.
        await desk.Becomes(offered, "Offering", other);
        (await desk.Do(offered, "accept")).Expect(HttpStatusCode.OK);
        await own.Pass(50);
        Assert.Equal(("Assigned", gone), await Stands(desk, chat));
        await own.Pass(11);
        Assert.Equal(("Offering", other), await Stands(desk, chat));
        Assert.Equal(chat.TextOf("enqueuedAt"), (await desk.Now(chat)).TextOf("enqueuedAt"));
        Assert.Equal(("Assigned", gone), await Stands(desk, call));
        var (left, taken) = (await desk.Load(gone), await desk.Load(other));
        Assert.Equal((0, 1, 2), (left.Chats, left.On("Voice"), taken.Chats));
    }

    [Fact]
    [Spec("S056", "S095")]
    public async Task Pain_1_work_is_not_stuck_on_an_agent_whose_device_went_silent()
    {
        await using var own = await OwnDesk.Open();
        var desk = own.Desk;
        var gone = await desk.Member(new { loginBasedCalling = true });
        await Beat(desk, gone);
        await desk.Available(gone);
        var chat = await desk.Comes();
        Assert.Equal("Assigned", (await desk.Do(chat, "accept")).TextOf("state"));
        var other = await desk.Agent();
        // The lease of a minute, the minute of grace, and the minute that the agent may be absent.
        await own.Pass(61);
        await own.Pass(61);
        Assert.Equal(("Assigned", gone), await Stands(desk, chat));
        await own.Pass(61);
        Assert.Equal(("Offering", other), await Stands(desk, chat));
    }

    [Fact]
    public async Task Pain_1_nothing_is_reopened_to_an_agent_who_is_gone()
    {
        var desk = await Desk.Open();
        var (gone, other) = (await desk.Agent(), await desk.Agent());
        var known = await desk.Comes(new { preferredAgent = gone });
        Assert.Equal(gone, Desk.AgentOf(known));
        (await desk.Do(known, "accept")).Expect(HttpStatusCode.OK);
        (await desk.Do(known, "release")).Expect(HttpStatusCode.OK);
        await desk.Is(gone, "Inactive");
        Assert.Equal(other, Desk.AgentOf(await desk.Comes(new { preferredAgent = gone })));
        await desk.Is(other, "Inactive");
        Assert.Equal("Queued", (await desk.Comes(new { preferredAgent = gone })).TextOf("state"));
    }

    [Fact]
    [Spec("S105")]
    public async Task Pain_1_a_blocked_agent_loses_chats_and_calls_at_once()
    {
        var desk = await Desk.Open();
        var blocked = await desk.Agent();
        var (chat, call) = (await desk.Comes(), await desk.Comes(new { channel = "Voice" }));
        (await desk.Do(chat, "accept")).Expect(HttpStatusCode.OK);
        (await desk.Do(call, "accept")).Expect(HttpStatusCode.OK);
        var other = await desk.Agent();
        (await desk.Tenant.Post($"users/{blocked}/block")).Expect(HttpStatusCode.OK);
        await desk.Becomes(chat, "Offering", other);
        await desk.Becomes(call, "Offering", other);
        Assert.Empty((await desk.Load(blocked)).Used);
    }

    [Fact]
    public async Task Pain_2_what_waits_is_offered_when_somebody_comes_online()
    {
        var desk = await Desk.Open();
        var (agent, urgent, first) = (await desk.Member(), await desk.Comes(new { priority = 5 }), await desk.Comes());
        Assert.Equal(("Queued", "Queued"), (urgent.TextOf("state"), first.TextOf("state")));
        await desk.Available(agent);
        await desk.Becomes(urgent, "Offering", agent);
        await desk.Becomes(first, "Offering", agent);
    }

    [Fact]
    [Spec("S079", "S080", "S082")]
    public async Task Pain_2_what_waits_is_offered_to_members_of_linked_groups_too()
    {
        var desk = await Desk.Open();
        var (member, outsider, group) = (await desk.Member(), await desk.Agent(), await desk.Tenant.Group());
        var elsewhere = (await desk.Tenant.Department(fields: new { linkedGroups = new[] { group.Id } })).Id;
        foreach (var user in (Guid[])[member, outsider])
            (await desk.Tenant.Patch($"users/{user}", new { department = (string?)null })).Expect(HttpStatusCode.OK);
        (await desk.Tenant.Put($"groups/{group.Id}/members/{member}")).Expect(HttpStatusCode.OK);
        var (ofDepartment, ofGroup) = (await desk.Comes(new { department = elsewhere }), await desk.Comes(new { group = group.Id }));
        Assert.Equal(("Queued", "Queued"), (ofDepartment.TextOf("state"), ofGroup.TextOf("state")));
        await desk.Available(member);
        await desk.Becomes(ofDepartment, "Offering", member);
        await desk.Becomes(ofGroup, "Offering", member);
        // Who is available already and becomes a member gets what waits as well.
        await desk.Is(member, "Unavailable");
        await desk.Becomes(ofGroup, "Queued");
        (await desk.Tenant.Put($"groups/{group.Id}/members/{outsider}")).Expect(HttpStatusCode.OK);
        await desk.Becomes(ofDepartment, "Offering", outsider);
        await desk.Becomes(ofGroup, "Offering", outsider);
    }

    [Fact]
    public async Task Pain_3_an_offer_that_nobody_answers_goes_to_somebody_else_and_is_counted()
    {
        await using var own = await OwnDesk.Open();
        var desk = own.Desk;
        var (silent, other) = (await desk.Agent(), await desk.Agent());
        var first = await desk.Comes(new { preferredAgent = silent });
        Assert.Equal(("Offering", silent), (first.TextOf("state"), Desk.AgentOf(first)));
        own.Own.Time.Pass(TimeSpan.FromSeconds(31));
        (await desk.Do(first, "accept", new { agent = silent })).Expect(HttpStatusCode.Conflict, "offer.expired");
        await own.Pass(0);
        var moved = await desk.Now(first);
        Assert.Equal(("Offering", other, first.TextOf("enqueuedAt"), "TimedOut"), (moved.TextOf("state"), Desk.AgentOf(moved), moved.TextOf("enqueuedAt"), moved["tried"][0].GetProperty("outcome").GetString()));
        Assert.Equal((1, false), await Missed(own, silent));
        var second = await desk.Comes(new { preferredAgent = silent });
        Assert.Equal(silent, Desk.AgentOf(second));
        await own.Pass(31);
        Assert.Equal((2, true), await Missed(own, silent));
        Assert.Equal("Queued", (await desk.Comes(new { excludedAgents = new[] { other } })).TextOf("state"));
        Assert.Equal(0, (await desk.Load(silent)).Chats);
        // Back as soon as the agent acts.
        await desk.Available(silent);
        Assert.Equal((0, false), await Missed(own, silent));
        Assert.Equal(silent, Desk.AgentOf(await desk.Comes(new { preferredAgent = silent })));
    }

    [Fact]
    public async Task Pain_3_one_call_that_is_not_answered_is_enough_to_get_no_more()
    {
        await using var own = await OwnDesk.Open();
        var agent = await own.Desk.Agent();
        await own.Desk.Comes(new { channel = "Voice" });
        await own.Pass(31);
        Assert.Equal((1, true), await Missed(own, agent));
        Assert.Equal("Queued", (await own.Desk.Comes(new { channel = "Voice" })).TextOf("state"));
    }

    [Fact]
    public async Task Pain_3_the_queue_itself_says_when_the_time_of_an_offer_is_over()
    {
        var desk = await Desk.Open();
        var silent = await desk.Agent();
        var chat = await desk.Comes(new { offerSeconds = 5 });
        var other = await desk.Agent();
        var moved = await desk.Becomes(chat, "Offering", other);
        Assert.Equal(silent, moved["tried"][0].GetProperty("agentId").GetGuid());
    }

    [Fact]
    [Spec("S088", "S090", "S092", "S094")]
    public async Task Pain_4_limits_hold_for_the_agent_over_all_clients_and_channels()
    {
        var desk = await Desk.Open();
        var agent = await desk.Agent(new { channelLimits = new { LiveChat = 2 }, chatLimit = 3 });
        var second = (await desk.Tenant.Client()).Id;
        string[] channels = ["LiveChat", "SMS", "Voice"];
        (await desk.Tenant.Patch($"users/{agent}", new { clients = new[] { new { client = desk.Client, channels }, new { client = second, channels } } })).Expect(HttpStatusCode.OK);
        Assert.Equal("Offering", (await desk.Comes()).TextOf("state"));
        Assert.Equal("Offering", (await desk.Comes(new { client = second })).TextOf("state"));
        var third = await desk.Comes(new { client = second });
        Assert.Equal(("Queued", "ChannelFull"), (third.TextOf("state"), await Reason(desk, third)));
        Assert.Equal("Offering", (await desk.Comes(new { channel = "SMS" })).TextOf("state"));
        var fourth = await desk.Comes(new { channel = "SMS", client = second });
        Assert.Equal(("Queued", "ChatsFull"), (fourth.TextOf("state"), await Reason(desk, fourth)));
        // A call has no part in it.
        Assert.Equal("Offering", (await desk.Comes(new { channel = "Voice" })).TextOf("state"));
    }

    private static async Task<(string?, Guid?)> Stands(Desk desk, Reply conversation) => await desk.Now(conversation) is var now ? (now.TextOf("state"), Desk.AgentOf(now)) : default;

    private static async Task<(int, bool)> Missed(OwnDesk own, Guid agent) => await own.Explained(agent) is var told ? (told["misses"].GetInt32(), told["notResponding"].GetBoolean()) : default;

    private static async Task<string?> Reason(Desk desk, Reply conversation) =>
        (await desk.Tenant.Get($"conversations/{conversation.Id}/explain")).Value[^1].GetProperty("candidates")[0].GetProperty("reason").GetString();

    private static async Task Beat(Desk desk, Guid user) => (await desk.Tenant.Post($"users/{user}/presence/sessions", new { device = "desk" })).Expect(HttpStatusCode.OK);
}
