using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Routing;

/// <summary>Conversations that are given, transferred and forwarded by hand, and what is refused.</summary>
public sealed class AssignTests
{
    [Fact]
    [Spec("S090", "S092")]
    public async Task Who_is_full_gets_no_more_by_hand_unless_it_is_forced_and_that_counts_and_is_said()
    {
        var desk = await Desk.Open();
        var agent = await desk.Agent(new { channelLimits = new { LiveChat = 1 } });
        (await desk.Do(await desk.Comes(), "accept")).Expect(HttpStatusCode.OK);
        var chat = await desk.Comes();
        var refused = (await desk.Do(chat, "assign", new { agent })).Expect(HttpStatusCode.Conflict, "capacity_exceeded");
        Assert.Contains("ChannelFull", refused.Message, StringComparison.Ordinal);
        Assert.Equal("Queued", (await desk.Now(chat)).TextOf("state"));
        var forced = (await desk.Do(chat, "assign", new { agent, force = true })).Expect(HttpStatusCode.OK);
        Assert.Equal(("Assigned", agent, true), (forced.TextOf("state"), Desk.AgentOf(forced), forced["overCapacity"].GetBoolean()));
        Assert.Equal(2, (await desk.Load(agent)).On("LiveChat"));
        // Above the limit it takes two ends before there is room again.
        var third = await desk.Comes();
        (await desk.Do(chat, "release")).Expect(HttpStatusCode.OK);
        Assert.Equal("Queued", (await desk.Now(third)).TextOf("state"));
        Assert.Equal(1, (await desk.Load(agent)).On("LiveChat"));
    }

    [Fact]
    public async Task What_is_given_within_the_limits_is_not_over_capacity_and_twice_is_once()
    {
        var desk = await Desk.Open();
        var agent = await desk.Agent();
        var chat = await desk.Comes(new { excludedAgents = new[] { agent } });
        Assert.Equal("Queued", chat.TextOf("state"));
        var given = (await desk.Do(chat, "assign", new { agent, force = true })).Expect(HttpStatusCode.OK);
        Assert.NotEqual(System.Text.Json.JsonValueKind.True, given["overCapacity"].ValueKind);
        Assert.Equal(given.TextOf("reservationId"), (await desk.Do(chat, "assign", new { agent })).Expect(HttpStatusCode.OK).TextOf("reservationId"));
        Assert.Equal(1, (await desk.Load(agent)).Chats);
        var other = await desk.Agent();
        (await desk.Do(chat, "assign", new { agent = other })).Expect(HttpStatusCode.Conflict, "conversation.state");
    }

    [Theory]
    [InlineData("assign")]
    [InlineData("transfer")]
    [InlineData("forward")]
    public async Task Force_takes_a_permission_of_its_own_and_the_answer_names_it(string action)
    {
        var desk = await Desk.Open();
        var (first, second) = (await desk.Agent(), await desk.Member());
        var chat = await desk.Comes();
        if (action != "assign")
            (await desk.Do(chat, "accept")).Expect(HttpStatusCode.OK);
        var role = (await desk.Tenant.Post("roles", new { name = "Dispatcher", permissions = new[] { "routing.read", "routing.write" } })).Expect(HttpStatusCode.Created);
        var dispatcher = await desk.Tenant.As(role.TextOf("name")!);
        var refused = (await dispatcher.Post($"conversations/{chat.Id}/{action}", new { agent = second, force = true })).Expect(HttpStatusCode.Forbidden, "key.forbidden");
        Assert.Contains("routing.force", refused.Message, StringComparison.Ordinal);
        Assert.Equal(first, Desk.AgentOf(await desk.Now(chat)));
        (await dispatcher.Post($"conversations/{chat.Id}/{action}", new { agent = second, force = false })).Expect(HttpStatusCode.Conflict, "agent.not_eligible");
        (await desk.Do(chat, action, new { agent = second, force = true })).Expect(HttpStatusCode.OK);
        Assert.Equal(1, (await desk.Load(second)).Chats);
    }

    [Fact]
    public async Task A_transfer_to_where_nobody_is_free_is_refused_and_the_agent_keeps_it()
    {
        var desk = await Desk.Open();
        var agent = await desk.Agent();
        var chat = await desk.Comes();
        (await desk.Do(chat, "accept")).Expect(HttpStatusCode.OK);
        var empty = (await desk.Tenant.Department()).Id;
        (await desk.Do(chat, "transfer", new { department = empty })).Expect(HttpStatusCode.Conflict, "nobody_free");
        // Nor is the agent who has it somebody to transfer it to.
        (await desk.Do(chat, "transfer", new { department = desk.Department })).Expect(HttpStatusCode.Conflict, "nobody_free");
        Assert.Equal(("Assigned", agent), ((await desk.Now(chat)).TextOf("state"), Desk.AgentOf(await desk.Now(chat))));
        Assert.Equal(1, (await desk.Load(agent)).Chats);
        Assert.Equal("Queued", (await desk.Do(chat, "forward", new { department = empty })).Expect(HttpStatusCode.OK).TextOf("state"));
        Assert.Equal(0, (await desk.Load(agent)).Chats);
    }

    [Fact]
    [Spec("S080")]
    public async Task What_is_forwarded_to_a_group_is_offered_to_its_members_only()
    {
        var desk = await Desk.Open();
        var (first, other) = (await desk.Agent(), await desk.Agent());
        var group = await desk.Tenant.Group();
        var member = await desk.Agent();
        (await desk.Tenant.Patch($"users/{member}", new { department = (string?)null, groups = new[] { group.Id } })).Expect(HttpStatusCode.OK);
        var chat = await desk.Comes(new { preferredAgent = first });
        (await desk.Do(chat, "accept")).Expect(HttpStatusCode.OK);
        var forwarded = (await desk.Do(chat, "forward", new { group = group.Id })).Expect(HttpStatusCode.OK);
        Assert.Equal(("Offering", member, group.Id, default), (forwarded.TextOf("state"), Desk.AgentOf(forwarded), forwarded["groupId"].GetGuid(), forwarded["departmentId"].ValueKind));
        Assert.Equal((0, 0, 1), ((await desk.Load(first)).Chats, (await desk.Load(other)).Chats, (await desk.Load(member)).Chats));
    }

    [Fact]
    public async Task A_forward_to_an_agent_who_is_full_is_refused_and_nothing_is_lost()
    {
        var desk = await Desk.Open();
        var first = await desk.Agent();
        var chat = await desk.Comes();
        (await desk.Do(chat, "accept")).Expect(HttpStatusCode.OK);
        var full = await desk.Agent(new { chatLimit = 0 });
        foreach (var action in new[] { "forward", "transfer" })
            (await desk.Do(chat, action, new { agent = full })).Expect(HttpStatusCode.Conflict, "capacity_exceeded");
        Assert.Equal(("Assigned", first), ((await desk.Now(chat)).TextOf("state"), Desk.AgentOf(await desk.Now(chat))));
        var forced = (await desk.Do(chat, "forward", new { agent = full, force = true })).Expect(HttpStatusCode.OK);
        Assert.Equal((full, true), (Desk.AgentOf(forced), forced["overCapacity"].GetBoolean()));
        Assert.Equal((0, 1), ((await desk.Load(first)).Chats, (await desk.Load(full)).Chats));
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_conversation_is_said_at_once_with_what_was_sent_and_what_is_allowed()
    {
        var desk = await Desk.Open();
        var refused = (await desk.Tenant.Post("conversations", new
        {
            id = "seven",
            client = "Nobody Ltd",
            channel = "Fax",
            department = "Nowhere",
            skills = new int[] { 1 },
            priority = 101,
            offerSeconds = 4,
            wrapUpSeconds = 3601,
            maxWaitSeconds = 1,
            preferredAgent = "nobody@example.com",
            excludedAgents = new[] { "none@example.com" },
            reference = new string('x', 201),
            colour = "red",
        })).Expect(HttpStatusCode.BadRequest);
        var details = refused.Json.GetProperty("error").GetProperty("details").EnumerateArray().ToList();
        string[] wrong = ["id", "client", "channel", "department", "skills", "priority", "offerSeconds", "wrapUpSeconds", "maxWaitSeconds", "preferredAgent", "excludedAgents", "reference", "colour"];
        Assert.All(wrong, field => Assert.Contains(details, detail => detail.GetProperty("target").GetString()!.StartsWith(field, StringComparison.Ordinal)));
        foreach (var words in new[] { "'Nobody Ltd'", "'Fax'", "LiveChat", "'Nowhere'", "101", "100", "300", "3600", "86400", "'nobody@example.com'", "'none@example.com'", "'seven'" })
            Assert.Contains(details, detail => detail.GetProperty("message").GetString()!.Contains(words, StringComparison.Ordinal));
        var missing = (await desk.Tenant.Post("conversations", new { })).Expect(HttpStatusCode.BadRequest);
        Assert.Equal(["channel.missing", "client.missing", "department.missing"], missing.Codes);
        (await desk.Asks(new { department = desk.Department, group = (await desk.Tenant.Group()).Id })).Expect(HttpStatusCode.BadRequest, "group.invalid");
    }

    [Theory]
    [InlineData("assign", """{}""", "agent.missing")]
    [InlineData("assign", """{"agent":"nobody@example.com","force":"yes"}""", "agent.unknown", "force.invalid")]
    [InlineData("accept", """{"agent":"nobody@example.com"}""", "agent.unknown")]
    [InlineData("decline", """{"agent":"nobody@example.com","retryAt":"soon"}""", "agent.unknown", "retryAt.invalid")]
    [InlineData("release", """{"wrapUpSeconds":3601}""", "wrapUpSeconds.invalid")]
    [InlineData("transfer", """{}""", "agent.missing")]
    [InlineData("transfer", """{"department":"Nowhere","group":"None"}""", "department.unknown", "group.invalid", "group.unknown")]
    [InlineData("forward", """{"agent":"nobody@example.com","group":"None"}""", "agent.invalid", "agent.unknown", "group.unknown")]
    [InlineData("cancel", """{"why":"left"}""", "why.unknown")]
    [InlineData("wrap-up", """{"why":"left"}""", "why.unknown")]
    public async Task All_that_is_wrong_with_what_is_done_to_a_conversation_is_said_at_once(string action, string body, params string[] codes)
    {
        var desk = await Desk.Open();
        var chat = await desk.Comes();
        var refused = (await desk.Do(chat, action, System.Text.Json.Nodes.JsonNode.Parse(body))).Expect(HttpStatusCode.BadRequest);
        Assert.Equal(codes, refused.Codes);
        Assert.Equal(chat.Text, (await desk.Now(chat)).Text);
    }

    [Fact]
    public async Task Conversations_are_listed_by_state_and_agent()
    {
        var desk = await Desk.Open();
        var agent = await desk.Agent(new { chatLimit = 2 });
        var (first, second, third) = (await desk.Comes(), await desk.Comes(), await desk.Comes());
        (await desk.Do(first, "accept")).Expect(HttpStatusCode.OK);
        (await desk.Do(await desk.Comes(), "cancel")).Expect(HttpStatusCode.OK);
        Assert.Equal([first.Id, second.Id], await Listed($"agent={agent}"));
        Assert.Equal([first.Id], await Listed($"agent={agent}&state=Assigned"));
        Assert.Equal([second.Id, third.Id], await Listed("state=Queued,offering"));
        Assert.Equal([third.Id], await Listed("state=Queued"));
        Assert.Equal(4, (await Listed("top=2")).Count);
        Assert.Empty(await Listed($"agent={Guid.NewGuid()}"));
        var refused = (await desk.Tenant.Get("conversations?state=Queued,Lost")).Expect(HttpStatusCode.BadRequest, "state.invalid");
        Assert.Contains("'Lost'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Overflowed", refused.Message, StringComparison.Ordinal);
        Assert.Contains("'me'", (await desk.Tenant.Get("conversations?agent=me")).Expect(HttpStatusCode.BadRequest, "agent.invalid").Message, StringComparison.Ordinal);
        async Task<List<Guid>> Listed(string query) => [.. (await desk.Tenant.All($"conversations?{query}")).Select(one => one.GetProperty("id").GetGuid())];
    }
}
