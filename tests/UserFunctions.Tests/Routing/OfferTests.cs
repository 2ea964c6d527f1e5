using System.Net;
using UserFunctions.Presence;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Routing;

public sealed class OfferTests
{
    [Fact]
    [Spec("S082", "S091")]
    public async Task A_conversation_is_offered_accepted_and_released_and_counts_in_between()
    {
        var desk = await Desk.Open();
        var agent = await desk.Agent();
        var chat = await desk.Comes();
        Assert.Equal(("Offering", agent), (chat.TextOf("state"), Desk.AgentOf(chat)));
        Assert.Equal(1, (await desk.Load(agent)).Chats);
        var accepted = (await desk.Do(chat, "accept")).Expect(HttpStatusCode.OK);
        Assert.Equal("Assigned", accepted.TextOf("state"));
        Assert.Equal(accepted.Text, (await desk.Do(chat, "accept")).Expect(HttpStatusCode.OK).Text);
        Assert.Equal("Completed", (await desk.Do(chat, "release")).Expect(HttpStatusCode.OK).TextOf("state"));
        Assert.Equal("Completed", (await desk.Do(chat, "release")).Expect(HttpStatusCode.OK).TextOf("state"));
        Assert.Equal(0, (await desk.Load(agent)).Chats);
    }

    [Fact]
    public async Task What_is_over_still_counts_while_it_is_written_up()
    {
        var desk = await Desk.Open();
        var agent = await desk.Agent();
        var chat = await desk.Comes(new { wrapUpSeconds = 600 });
        (await desk.Do(chat, "accept")).Expect(HttpStatusCode.OK);
        Assert.Equal("Wrapping", (await desk.Do(chat, "release")).Expect(HttpStatusCode.OK).TextOf("state"));
        Assert.Equal(1, (await desk.Load(agent)).Chats);
        Assert.Equal("Completed", (await desk.Do(chat, "wrap-up")).Expect(HttpStatusCode.OK).TextOf("state"));
        Assert.Equal(0, (await desk.Load(agent)).Chats);
    }

    [Fact]
    public async Task Who_declines_is_not_asked_again_until_their_status_is_set_anew_and_the_place_in_the_queue_stays()
    {
        var desk = await Desk.Open();
        var agent = await desk.Agent();
        var chat = await desk.Comes();
        var declined = (await desk.Do(chat, "decline")).Expect(HttpStatusCode.OK);
        Assert.Equal("Queued", declined.TextOf("state"));
        Assert.Equal(chat.TextOf("enqueuedAt"), declined.TextOf("enqueuedAt"));
        Assert.Equal(0, (await desk.Load(agent)).Chats);
        (await desk.Do(chat, "decline", new { agent })).Expect(HttpStatusCode.OK);
        await desk.Is(agent, "Unavailable");
        await desk.Available(agent);
        await desk.Becomes(chat, "Offering", agent);
    }

    [Fact]
    [Spec("S088", "S090", "S091")]
    public async Task An_agent_at_a_channels_limit_gets_no_more_of_it_and_others_of_other_channels()
    {
        var desk = await Desk.Open();
        var agent = await desk.Agent(new { channelLimits = new { LiveChat = 1, SMS = 2 } });
        Assert.Equal("Offering", (await desk.Comes()).TextOf("state"));
        Assert.Equal("Queued", (await desk.Comes()).TextOf("state"));
        Assert.Equal("Offering", (await desk.Comes(new { channel = "SMS" })).TextOf("state"));
        var load = await desk.Load(agent);
        Assert.Equal((1, 1, 2), (load.On("LiveChat"), load.On("SMS"), load.Chats));
    }

    [Theory]
    [InlineData(-1, "Offering")]
    [InlineData(0, "Queued")]
    [InlineData(1, "Offering")]
    [Spec("S092", "S093", "S094")]
    public async Task The_chat_limit_holds_over_all_chats(int chatLimit, string state)
    {
        var desk = await Desk.Open();
        await desk.Agent(new { chatLimit });
        Assert.Equal(state, (await desk.Comes()).TextOf("state"));
    }

    [Fact]
    [Spec("S084", "S087")]
    public async Task Nobody_answers_for_a_client_that_is_not_theirs_not_even_when_it_is_forced()
    {
        var desk = await Desk.Open();
        var agent = await desk.Agent();
        var other = (await desk.Tenant.Client()).Id;
        var chat = await desk.Comes(new { client = other });
        Assert.Equal("Queued", chat.TextOf("state"));
        (await desk.Do(chat, "assign", new { agent, force = true })).Expect(HttpStatusCode.Conflict, "agent.not_eligible");
    }

    [Fact]
    public async Task A_conversation_that_came_before_is_the_same_and_another_of_its_id_is_refused()
    {
        var desk = await Desk.Open();
        await desk.Agent();
        var id = Guid.NewGuid();
        var first = await desk.Comes(new { id });
        var again = (await desk.Asks(new { id })).Expect(HttpStatusCode.OK);
        Assert.Equal(first.TextOf("reservationId"), again.TextOf("reservationId"));
        (await desk.Asks(new { id, channel = "SMS" })).Expect(HttpStatusCode.Conflict, "id.taken");
    }

    [Fact]
    public async Task Whatever_is_asked_otherwise_under_the_same_id_is_another_conversation_and_where_it_has_gone_since_does_not_count()
    {
        var desk = await Desk.Open();
        var agent = await desk.Agent();
        var (department, group) = ((await desk.Tenant.Department()).Id, (await desk.Tenant.Group()).Id);
        var id = Guid.NewGuid();
        var asked = new { id, department, skills = new[] { "French" }, preferredAgent = agent };
        (await desk.Asks(asked)).Expect(HttpStatusCode.Created);
        foreach (var other in new object[]
        {
            asked with { department = desk.Department }, new { id, group, asked.skills, asked.preferredAgent }, asked with { skills = ["German"] }, new { id, department, asked.skills },
        })
            (await desk.Asks(other)).Expect(HttpStatusCode.Conflict, "id.taken");
        var there = (await desk.Asks(asked)).Expect(HttpStatusCode.OK);
        (await desk.Do(there, "forward", new { group })).Expect(HttpStatusCode.OK);
        (await desk.Asks(asked)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_conflict_says_where_the_conversation_is()
    {
        var desk = await Desk.Open();
        var chat = await desk.Comes();
        var refused = (await desk.Do(chat, "accept")).Expect(HttpStatusCode.Conflict, "conversation.state");
        Assert.Equal(["conversation.queued"], refused.Codes);
        Assert.Equal("Canceled", (await desk.Do(chat, "cancel")).Expect(HttpStatusCode.OK).TextOf("state"));
        Assert.Equal(["conversation.canceled"], (await desk.Do(chat, "release")).Expect(HttpStatusCode.Conflict, "conversation.state").Codes);
    }

    [Fact]
    public async Task A_transfer_takes_the_place_of_the_next_first_and_frees_the_first_when_the_next_accepts()
    {
        var desk = await Desk.Open();
        var first = await desk.Agent();
        var chat = await desk.Comes();
        (await desk.Do(chat, "accept")).Expect(HttpStatusCode.OK);
        var second = await desk.Agent();
        var offered = (await desk.Do(chat, "transfer", new { agent = second })).Expect(HttpStatusCode.OK);
        Assert.Equal(("Assigned", first, second.ToString()), (offered.TextOf("state"), Desk.AgentOf(offered), offered.TextOf("transferAgentId")));
        Assert.Equal((1, 1), ((await desk.Load(first)).Chats, (await desk.Load(second)).Chats));
        Assert.Equal(second, Desk.AgentOf((await desk.Do(chat, "accept", new { agent = second })).Expect(HttpStatusCode.OK)));
        Assert.Equal((0, 1), ((await desk.Load(first)).Chats, (await desk.Load(second)).Chats));
    }

    [Fact]
    public async Task A_transfer_that_is_declined_stays_with_the_agent_who_has_it()
    {
        var desk = await Desk.Open();
        var first = await desk.Agent();
        var chat = await desk.Comes();
        (await desk.Do(chat, "accept")).Expect(HttpStatusCode.OK);
        var second = await desk.Agent();
        (await desk.Do(chat, "transfer", new { department = desk.Department })).Expect(HttpStatusCode.OK);
        var declined = (await desk.Do(chat, "decline", new { agent = second })).Expect(HttpStatusCode.OK);
        Assert.Equal(("Assigned", first), (declined.TextOf("state"), Desk.AgentOf(declined)));
        Assert.Equal((1, 0), ((await desk.Load(first)).Chats, (await desk.Load(second)).Chats));
    }

    [Fact]
    public async Task What_is_forwarded_to_an_agent_frees_the_one_who_had_it_and_waits_elsewhere_when_it_goes_to_a_department()
    {
        var desk = await Desk.Open();
        var first = await desk.Agent();
        var chat = await desk.Comes();
        (await desk.Do(chat, "accept")).Expect(HttpStatusCode.OK);
        var second = await desk.Agent();
        Assert.Equal(second, Desk.AgentOf((await desk.Do(chat, "forward", new { agent = second })).Expect(HttpStatusCode.OK)));
        Assert.Equal((0, 1), ((await desk.Load(first)).Chats, (await desk.Load(second)).Chats));
        var empty = (await desk.Tenant.Department()).Id;
        var forwarded = (await desk.Do(chat, "forward", new { department = empty })).Expect(HttpStatusCode.OK);
        Assert.Equal(("Queued", chat.TextOf("enqueuedAt")), (forwarded.TextOf("state"), forwarded.TextOf("enqueuedAt")));
        Assert.Equal(0, (await desk.Load(second)).Chats);
    }

    [Fact]
    public async Task A_reservation_has_its_place_in_the_agents_own_rows_and_its_end_is_kept()
    {
        var desk = await Desk.Open();
        var agent = await desk.Agent();
        var chat = await desk.Comes();
        var id = Guid.Parse(chat.TextOf("reservationId")!);
        var loads = desk.Service<AgentLoads>();
        Assert.Equal(ReservationState.Pending, (await loads.Find(desk.Tenant.Name, agent, id, default))!.State);
        (await desk.Do(chat, "cancel")).Expect(HttpStatusCode.OK);
        Assert.Equal(ReservationState.Canceled, (await loads.Find(desk.Tenant.Name, agent, id, default))!.State);
        Assert.Empty(await loads.Open(desk.Tenant.Name, agent, default));
        Assert.Null(await loads.Recount(desk.Tenant.Name, agent, default));
    }
}
