using System.Net;
using System.Text.Json;
using UserFunctions.Routing;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Presence;

namespace UserFunctions.Tests.Routing;

/// <summary>Why somebody got a conversation, and why somebody gets nothing.</summary>
public sealed class ExplainTests
{
    [Fact]
    [Spec("S082", "S087", "S091")]
    public async Task Every_candidate_is_told_with_the_first_thing_that_is_against_them_and_who_belongs_elsewhere_is_none()
    {
        var desk = await Desk.Open();
        var expected = await Candidates(desk);
        await desk.Tenant.User();
        var free = await desk.Agent();
        var chat = await desk.Comes();
        var decision = (await Decisions(desk, chat))[0];
        Assert.Equal((1, "Created", free), (decision.GetProperty("number").GetInt32(), decision.GetProperty("cause").GetString(), decision.GetProperty("chosenId").GetGuid()));
        Assert.Equal((expected.Count + 1, 1), (decision.GetProperty("candidateCount").GetInt32(), decision.GetProperty("eligibleCount").GetInt32()));
        expected[free] = "None";
        Assert.Equal(expected.OrderBy(pair => pair.Key), Reasons(decision).OrderBy(pair => pair.Key));
        // Counted in the order in which they are asked for.
        var counted = decision.GetProperty("refused").EnumerateArray().Select(count => Enum.Parse<Reason>(count.GetProperty("reason").GetString()!)).ToList();
        Assert.Equal(counted.Order(), counted);
        Assert.Equal(expected.Count - 1, decision.GetProperty("refused").EnumerateArray().Sum(count => count.GetProperty("count").GetInt32()));
        Assert.Equal(1, Candidate(decision, free).GetProperty("rank").GetInt32());
        Assert.All(expected.Keys.Where(id => id != free), id => Assert.False(Candidate(decision, id).TryGetProperty("rank", out _)));
    }

    [Fact]
    public async Task With_its_seed_a_decision_is_made_again()
    {
        var desk = await Desk.Open();
        var agents = new List<Guid>();
        for (var i = 0; i < 6; i++)
            agents.Add(await desk.Agent());
        // Those before it, if any, came to nothing because somebody else wrote first.
        var decision = (await Decisions(desk, await desk.Comes()))[^1];
        var (seed, chosen) = (decision.GetProperty("seed").GetInt32(), decision.GetProperty("chosenId").GetGuid());
        var ranked = Ranked(decision);
        Assert.Equal(chosen, ranked[0]);
        Assert.Equal(agents.Order(), ranked.Order());
        // As things stand the chosen one has something in hand and comes last; all others are where they were.
        var simulated = (await desk.Tenant.Post("routing/simulate", new { client = desk.Client, channel = "LiveChat", department = desk.Department, seed })).Expect(HttpStatusCode.OK);
        Assert.Equal([.. ranked.Skip(1), chosen], Ranked(simulated.Json));
        Assert.Equal((ranked[1], seed), (simulated["chosenId"].GetGuid(), simulated["seed"].GetInt32()));
        // As things stood it decides the same.
        var known = await desk.Service<Rosters>().Now(desk.Tenant.Name, default);
        var question = new Question { ClientId = desk.Client, Channel = "LiveChat", Place = ChannelSet.PlaceOf("LiveChat", known.Settings.Channels), IsVoice = false, DepartmentId = desk.Department };
        var again = Choice.Among([.. known.Roster.All.Select(agent => agent with { Cell = new() })], question, agent => new(agent.Id), decision.GetProperty("at").GetDateTimeOffset(), seed, Decision.MostRanked);
        Assert.Equal(ranked, again.Ranked.Select(candidate => candidate.Agent.Id));
    }

    [Fact]
    [Spec("S087")]
    public async Task What_was_decided_by_hand_says_who_did_and_what_was_against_it()
    {
        var desk = await Desk.Open();
        var (full, other) = (await desk.Agent(new { chatLimit = 0 }), await desk.Member());
        var chat = await desk.Comes();
        (await desk.Do(chat, "assign", new { agent = full, force = true })).Expect(HttpStatusCode.OK);
        var forced = (await Decisions(desk, chat))[^1];
        Assert.Equal(("Moved", full, "ChatsFull"), (forced.GetProperty("cause").GetString(), forced.GetProperty("chosenId").GetGuid(), forced.GetProperty("waived").GetString()));
        Assert.StartsWith("key:", forced.GetProperty("by").GetString(), StringComparison.Ordinal);
        Assert.Equal("ChatsFull", Candidate(forced, full).GetProperty("reason").GetString());
        await desk.Available(other);
        (await desk.Do(chat, "transfer", new { agent = other })).Expect(HttpStatusCode.OK);
        var moved = (await Decisions(desk, chat))[^1];
        Assert.Equal(("Moved", other, false), (moved.GetProperty("cause").GetString(), moved.GetProperty("chosenId").GetGuid(), moved.TryGetProperty("waived", out _)));
        // What another instance or reaction wrote at the agent in the same moment makes one decision more.
        Assert.True(moved.GetProperty("number").GetInt32() > forced.GetProperty("number").GetInt32());
        Assert.Equal(1, Candidate(moved, other).GetProperty("rank").GetInt32());
    }

    [Fact]
    public async Task What_was_decided_stays_as_it_was_whatever_changes_afterwards()
    {
        var desk = await Desk.Open();
        var (agent, other) = (await desk.Agent(new { displayName = "Asha Rao" }), await desk.Member(new { displayName = "Bo Chen" }));
        var chat = await desk.Comes();
        var before = await Decisions(desk, chat);
        (await desk.Do(chat, "accept")).Expect(HttpStatusCode.OK);
        (await desk.Tenant.Patch($"users/{agent}", new { displayName = "Asha Iyer", chatLimit = 0 })).Expect(HttpStatusCode.OK);
        (await desk.Tenant.Delete($"users/{other}")).Expect(HttpStatusCode.NoContent);
        (await desk.Do(chat, "release")).Expect(HttpStatusCode.OK);
        Assert.Equal(before.Select(one => one.GetRawText()), (await Decisions(desk, chat)).Take(before.Count).Select(one => one.GetRawText()));
        Assert.Equal(["Asha Rao", "Bo Chen"], before[0].GetProperty("candidates").EnumerateArray().Select(candidate => candidate.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Each_decision_about_a_conversation_says_what_made_it()
    {
        var desk = await Desk.Open();
        var chat = await desk.Comes();
        var agent = await desk.Agent();
        await desk.Becomes(chat, "Offering", agent);
        (await desk.Do(chat, "decline")).Expect(HttpStatusCode.OK);
        var decisions = await Decisions(desk, chat);
        Assert.Equal(Enumerable.Range(1, decisions.Count), decisions.Select(one => one.GetProperty("number").GetInt32()));
        Assert.Equal(["Created", "Supply", "Returned"], decisions.Select(one => one.GetProperty("cause").GetString()).Where(cause => cause != "Contended"));
        Assert.Equal((false, "Excluded"), (decisions[^1].TryGetProperty("chosenId", out _), Reasons(decisions[^1])[agent]));
        (await desk.Tenant.Get($"conversations/{Guid.NewGuid()}/explain")).Expect(HttpStatusCode.NotFound, "conversation.not_found");
    }

    [Fact]
    [Spec("S087", "S090")]
    public async Task Why_somebody_gets_nothing_is_told_by_client_and_channel()
    {
        var desk = await Desk.Open();
        var agent = await desk.Agent(new { channelLimits = new { LiveChat = 1, SMS = 5 } });
        await desk.Comes();
        var told = await Told(desk, agent.ToString());
        Assert.Equal((agent, "Available", 1, -1, false), (told["userId"].GetGuid(), told.TextOf("status"), told["chats"].GetInt32(), told["chatLimit"].GetInt32(), told["notResponding"].GetBoolean()));
        Assert.Equal(("""{"LiveChat":1}""", 1, 5), (told["used"].GetRawText(), told["channelLimits"].GetProperty("LiveChat").GetInt32(), told["channelLimits"].GetProperty("SMS").GetInt32()));
        var channels = told["channels"].EnumerateArray().ToDictionary(one => one.GetProperty("channel").GetString()!, one => one.GetProperty("reason").GetString());
        Assert.Equal(("ChannelFull", "None", "OtherChannel"), (channels["LiveChat"], channels["SMS"], channels["WhatsApp"]));
        await desk.Is(agent, "Inactive");
        Assert.All((await Told(desk, agent.ToString()))["channels"].EnumerateArray(), one => Assert.Equal("NotAvailable", one.GetProperty("reason").GetString()));
        (await desk.Tenant.Patch($"users/{agent}", new { clients = Array.Empty<object>() })).Expect(HttpStatusCode.OK);
        await desk.Available(agent);
        var none = (await Told(desk, agent.ToString()))["channels"].EnumerateArray().ToList();
        Assert.All(none, one => Assert.Equal((false, "OtherClient"), (one.TryGetProperty("client", out _), one.GetProperty("reason").GetString())));
    }

    [Fact]
    [Spec("S082", "S092")]
    public async Task Why_somebody_gets_nothing_is_told_for_each_conversation_that_waits()
    {
        var desk = await Desk.Open();
        var agent = await desk.Agent(new { chatLimit = 0 });
        var elsewhere = (await desk.Tenant.Department()).Id;
        var waiting = new List<(Guid Id, string Reason)>
        {
            ((await desk.Comes()).Id, "ChatsFull"),
            ((await desk.Comes(new { department = elsewhere })).Id, "NotMember"),
            ((await desk.Comes(new { client = (await desk.Tenant.Client()).Id })).Id, "OtherClient"),
            ((await desk.Comes(new { skills = new[] { "French" } })).Id, "LacksSkill"),
            ((await desk.Comes(new { excludedAgents = new[] { agent } })).Id, "Excluded"),
        };
        var told = await Told(desk, agent.ToString());
        Assert.Equal(waiting, told["waiting"].EnumerateArray().Select(one => (one.GetProperty("conversationId").GetGuid(), one.GetProperty("reason").GetString()!)));
    }

    [Fact]
    public async Task Why_somebody_gets_nothing_is_asked_by_id_or_address_and_of_nobody_else()
    {
        var desk = await Desk.Open();
        var email = TestTenant.NewEmail();
        var agent = await desk.Agent(new { email });
        Assert.Equal(agent, (await Told(desk, email.ToUpperInvariant()))["userId"].GetGuid());
        (await desk.Tenant.Get("routing/explain")).Expect(HttpStatusCode.BadRequest, "user.missing");
        (await desk.Tenant.Get("routing/explain?user=nobody@example.com")).Expect(HttpStatusCode.NotFound, "user.not_found");
        // Who is in no department and no group is asked about all the same.
        var alone = await desk.Tenant.User();
        Assert.All((await Told(desk, alone.Id.ToString()))["channels"].EnumerateArray(), one => Assert.Equal("NotActive", one.GetProperty("reason").GetString()));
    }

    private static async Task<Dictionary<Guid, string>> Candidates(Desk desk)
    {
        var (disabled, account) = (await desk.Member(), await desk.Agent());
        (await desk.Tenant.Post($"users/{disabled}/disable")).Expect(HttpStatusCode.OK);
        (await desk.Tenant.Patch($"users/{account}", new { accountEnabled = false })).Expect(HttpStatusCode.OK);
        var (bare, other, channel, paused) = (await desk.Agent(), await desk.Agent(), await desk.Agent(), await desk.Agent());
        (await desk.Tenant.Patch($"users/{bare}", new { licences = new Dictionary<string, bool> { ["Smartflows"] = false } })).Expect(HttpStatusCode.OK);
        (await desk.Tenant.Patch($"users/{other}", new { clients = Array.Empty<object>() })).Expect(HttpStatusCode.OK);
        (await desk.Tenant.Patch($"users/{channel}", new { clients = new[] { new { client = desk.Client, channels = new[] { "SMS" } } } })).Expect(HttpStatusCode.OK);
        await desk.Tenant.Sets(paused, "capacity", new { pausedChannels = new[] { "LiveChat" } });
        return new()
        {
            [disabled] = "AgentDisabled",
            [account] = "AccountDisabled",
            [bare] = "NoDesk",
            [await desk.Member(new { chatLimit = 0 })] = "NotAvailable",
            [other] = "OtherClient",
            [channel] = "OtherChannel",
            [paused] = "ChannelPaused",
            [await desk.Agent(new { chatLimit = 0, channelLimits = new { LiveChat = 0 } })] = "ChannelFull",
            [await desk.Agent(new { chatLimit = 0 })] = "ChatsFull",
        };
    }

    private static async Task<Reply> Told(Desk desk, string user) => (await desk.Tenant.Get($"routing/explain?user={Uri.EscapeDataString(user)}")).Expect(HttpStatusCode.OK);

    private static async Task<IReadOnlyList<JsonElement>> Decisions(Desk desk, Reply conversation) => (await desk.Tenant.Get($"conversations/{conversation.Id}/explain")).Expect(HttpStatusCode.OK).Value;

    private static JsonElement Candidate(JsonElement decision, Guid user) => decision.GetProperty("candidates").EnumerateArray().Single(candidate => candidate.GetProperty("userId").GetGuid() == user);

    private static Dictionary<Guid, string> Reasons(JsonElement decision) =>
        decision.GetProperty("candidates").EnumerateArray().ToDictionary(candidate => candidate.GetProperty("userId").GetGuid(), candidate => candidate.GetProperty("reason").GetString()!);

    private static List<Guid> Ranked(JsonElement decision) =>
        [.. decision.GetProperty("candidates").EnumerateArray().Where(candidate => candidate.TryGetProperty("rank", out _)).OrderBy(candidate => candidate.GetProperty("rank").GetInt32()).Select(candidate => candidate.GetProperty("userId").GetGuid())];
}
