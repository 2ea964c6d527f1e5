using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using UserFunctions.Presence;
using UserFunctions.Routing;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Routing;

/// <summary>Who would get a conversation, among users as they might be and at another time.</summary>
public sealed class SimulateTests
{
    [Fact]
    public async Task A_simulation_says_who_would_get_it_and_writes_nothing()
    {
        var desk = await Desk.Open();
        var agent = await desk.Agent();
        (await desk.Do(await desk.Comes(), "accept")).Expect(HttpStatusCode.OK);
        var before = await Everything(desk, agent);
        for (var i = 0; i < 3; i++)
        {
            var decision = await Simulated(desk, new { users = new[] { new { user = agent, status = "Available", used = new { LiveChat = 4 } } } });
            Assert.Equal((agent, "Simulated", 0), (Chosen(decision), decision.TextOf("cause"), decision["number"].GetInt32()));
        }

        Assert.Equal(before, await Everything(desk, agent));
        Assert.Equal(1, (await desk.Load(agent)).Chats);
    }

    [Fact]
    [Spec("S090", "S092", "S095")]
    public async Task A_user_is_taken_for_one_with_another_status_other_limits_and_other_work()
    {
        var desk = await Desk.Open();
        var agent = await desk.Agent(new { chatLimit = 3 });
        Assert.Equal("None", Reason(await Simulated(desk), agent));
        Assert.Equal("NotAvailable", Reason(await Supposed(desk, new { user = agent, status = "Unavailable" }), agent));
        Assert.Equal("ChatsFull", Reason(await Supposed(desk, new { user = agent, chatLimit = 0 }), agent));
        Assert.Equal("ChatsFull", Reason(await Supposed(desk, new { user = agent, used = new { SMS = 3 } }), agent));
        Assert.Equal("None", Reason(await Supposed(desk, new { user = agent, used = new { SMS = 3 }, chatLimit = 4 }), agent));
        Assert.Equal("ChannelFull", Reason(await Supposed(desk, new { user = agent, used = new { LiveChat = 1 }, channelLimits = new { LiveChat = 1 } }), agent));
        Assert.Equal("None", Reason(await Supposed(desk, new { user = agent, used = new { SMS = 1 }, channelLimits = new { LiveChat = 1 } }), agent));
        await desk.Is(agent, "Inactive");
        Assert.Equal("NotAvailable", Reason(await Simulated(desk), agent));
        Assert.Equal(agent, Chosen(await Supposed(desk, new { user = agent, status = "Available" })));
    }

    [Fact]
    public async Task Somebody_who_is_not_there_at_all_would_get_it_within_their_limits()
    {
        var desk = await Desk.Open();
        Assert.Null(Chosen(await Simulated(desk)));
        var decision = await Supposed(desk, new { name = "Nina New" });
        var candidate = decision["candidates"].EnumerateArray().Single();
        Assert.Equal(("Nina New", "None", Chosen(decision)), (candidate.GetProperty("name").GetString(), candidate.GetProperty("reason").GetString(), candidate.GetProperty("userId").GetGuid()));
        var full = (await Supposed(desk, new { name = "Nina New", chatLimit = 1, used = new { SMS = 1 } }))["candidates"].EnumerateArray().Single();
        Assert.Equal("ChatsFull", full.GetProperty("reason").GetString());
        (await desk.Tenant.Get($"users/{candidate.GetProperty("userId").GetGuid()}")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    [Spec("S082")]
    public async Task A_user_who_answers_for_nobody_is_not_taken_for_somebody_who_does()
    {
        var desk = await Desk.Open();
        var alone = await desk.Agent();
        (await desk.Tenant.Patch($"users/{alone}", new { department = (string?)null })).Expect(HttpStatusCode.OK);
        var decision = await Supposed(desk, new { user = alone, status = "Available" });
        Assert.Equal((0, null), (decision["candidateCount"].GetInt32(), Chosen(decision)));
    }

    [Fact]
    public async Task Somebody_new_with_nothing_to_do_comes_before_who_has_something()
    {
        var desk = await Desk.Open();
        var agent = await desk.Agent();
        (await desk.Do(await desk.Comes(), "accept")).Expect(HttpStatusCode.OK);
        var decision = await Supposed(desk, new { name = "Nina New" });
        Assert.Equal((2, 2), (decision["candidateCount"].GetInt32(), decision["eligibleCount"].GetInt32()));
        Assert.NotEqual(agent, Chosen(decision));
    }

    [Fact]
    [Spec("S031")]
    public async Task It_is_asked_for_a_time_when_a_time_group_is_open_or_not()
    {
        var desk = await Desk.Open();
        var times = (await desk.Tenant.Post("time-groups", new { name = "Mondays", timeZone = "UTC", windows = new[] { new { days = new[] { "Monday" }, from = "09:00", to = "17:00" } } })).Expect(HttpStatusCode.Created);
        var agent = await desk.Agent(new { timeGroup = times.Id });
        var monday = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
        foreach (var (at, reason) in new[] { (monday, "None"), (monday.AddMinutes(-1), "OutsideHours"), (monday.AddHours(8), "OutsideHours"), (monday.AddDays(7), "None") })
        {
            var decision = await Simulated(desk, new { at });
            Assert.Equal((at, reason, reason == "None"), (decision["at"].GetDateTimeOffset(), Reason(decision, agent), Chosen(decision) == agent));
        }
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_order_and_others_give_others()
    {
        var desk = await Desk.Open();
        for (var i = 0; i < 5; i++)
            await desk.Agent();
        var first = await Simulated(desk, new { seed = 7 });
        Assert.Equal(7, first["seed"].GetInt32());
        Assert.Equal(Order(first), Order(await Simulated(desk, new { seed = 7 })));
        var orders = new HashSet<string>();
        for (var seed = 0; seed < 12; seed++)
            orders.Add(Order(await Simulated(desk, new { seed })));
        Assert.True(orders.Count > 3, "The seed makes no difference.");
        var drawn = await Simulated(desk);
        Assert.Equal(Order(drawn), Order(await Simulated(desk, new { seed = drawn["seed"].GetInt32() })));
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_simulation_is_said_at_once()
    {
        var desk = await Desk.Open();
        var refused = (await desk.Tenant.Post("routing/simulate", new
        {
            channel = "Fax",
            client = "Nobody",
            at = "tomorrow",
            seed = -1,
            users = new object[] { new { user = "nobody@example.com", status = "Asleep", chatLimit = -2, used = new { Fax = 1 } } },
        })).Expect(HttpStatusCode.BadRequest);
        Assert.Superset(
            new HashSet<string> { "client.unknown", "channel.unknown", "department.missing", "at.invalid", "seed.invalid" }, refused.Codes.ToHashSet());
        Assert.Equal(9, refused.Codes.Count);
        Assert.Contains("LiveChat", refused.Text, StringComparison.Ordinal);
        Assert.Contains("Asleep", refused.Text, StringComparison.Ordinal);
    }

    private static Task<Reply> Supposed(Desk desk, object user) => Simulated(desk, new { users = new[] { user } });

    private static async Task<Reply> Simulated(Desk desk, object? fields = null)
    {
        var body = JsonSerializer.SerializeToNode(fields ?? new { }, JsonSerializerOptions.Web)!.AsObject();
        foreach (var (name, value) in new[] { ("client", desk.Client.ToString()), ("channel", "LiveChat"), ("department", desk.Department.ToString()) })
            body[name] ??= JsonValue.Create(value);
        return (await desk.Tenant.Post("routing/simulate", body)).Expect(HttpStatusCode.OK);
    }

    private static Guid? Chosen(Reply decision) => decision.TextOf("chosenId") is { } id ? Guid.Parse(id) : null;

    private static string? Reason(Reply decision, Guid user) =>
        decision["candidates"].EnumerateArray().Single(candidate => candidate.GetProperty("userId").GetGuid() == user).GetProperty("reason").GetString();

    private static string Order(Reply decision) => string.Join(' ', decision["candidates"].EnumerateArray().Select(candidate => candidate.GetProperty("userId").GetGuid()));

    // Every row that routing has, with its ETag.
    private static async Task<string> Everything(Desk desk, Guid agent)
    {
        var conversations = await TestApp.Rows(desk.Tenant.Name, "", ConversationTable.Table);
        var presence = (await TestApp.Rows(desk.Tenant.Name, "", PresenceTable.Table)).Concat(await TestApp.Rows($"{desk.Tenant.Name}|{agent}", "", PresenceTable.Table)).ToList();
        Assert.True(conversations.Count > 0 && presence.Count > 1);
        return string.Join('\n', conversations.Concat(presence).Select(row => $"{row.Key} {row.ETag}"));
    }
}
