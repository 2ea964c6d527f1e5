using System.Net;
using UserFunctions.Presence;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Platform.Http;

namespace UserFunctions.Tests.Routing;

/// <summary>A conversation in which nothing is said for long does not keep its agent from others.</summary>
public sealed class ParkTests : IAsyncLifetime
{
    private OwnDesk own = null!;
    private Desk desk = null!;
    private Guid agent;

    public async Task InitializeAsync()
    {
        desk = (own = await OwnDesk.Open()).Desk;
        agent = await desk.Agent(new { chatLimit = 1 });
    }

    public async Task DisposeAsync()
    {
        Assert.Empty(await own.Findings());
        await own.DisposeAsync();
    }

    [Fact]
    [Spec("S092", "S094")]
    public async Task A_silent_chat_is_parked_and_makes_room_for_the_next()
    {
        var chat = await Held(600);
        var next = await desk.Comes();
        Assert.Equal("Queued", next.TextOf("state"));
        await own.Pass(500);
        Assert.Null((await desk.Now(chat)).TextOf("parkedAt"));
        await own.Pass(200);
        var parked = await desk.Now(chat);
        Assert.Equal(("Assigned", agent, true), (parked.TextOf("state"), Desk.AgentOf(parked), parked.TextOf("parkedAt") is not null));
        await desk.Becomes(next, "Offering", agent);
    }

    [Fact]
    [Spec("S092", "S094")]
    public async Task What_was_parked_counts_again_when_something_is_said_even_beyond_the_limit()
    {
        var chat = await Parked();
        Assert.Equal(0, (await desk.Load(agent)).Chats);
        var other = await desk.Comes();
        (await desk.Do(other, "accept")).Expect(HttpStatusCode.OK);
        var stirred = (await desk.Do(chat, "activity")).Expect(HttpStatusCode.OK);
        Assert.Equal(("Assigned", agent, null), (stirred.TextOf("state"), Desk.AgentOf(stirred), stirred.TextOf("parkedAt")));
        Assert.Equal(2, (await desk.Load(agent)).Chats);
        (await desk.Do(chat, "activity")).Expect(HttpStatusCode.OK);
        Assert.Equal(2, (await desk.Load(agent)).Chats);
        Assert.Equal("Queued", (await desk.Comes()).TextOf("state"));
    }

    [Fact]
    public async Task Whatever_is_said_in_time_keeps_it_from_being_parked()
    {
        var chat = await Held(600);
        await own.Pass(400);
        (await desk.Do(chat, "activity")).Expect(HttpStatusCode.OK);
        await own.Pass(400);
        Assert.Null((await desk.Now(chat)).TextOf("parkedAt"));
        Assert.Equal(1, (await desk.Load(agent)).Chats);
    }

    [Fact]
    public async Task It_can_be_parked_and_go_on_more_than_once_and_ends_as_any_other()
    {
        var chat = await Parked();
        for (var round = 0; round < 2; round++)
        {
            (await desk.Do(chat, "activity")).Expect(HttpStatusCode.OK);
            Assert.Equal(1, (await desk.Load(agent)).Chats);
            await own.Pass(700);
            Assert.Equal(0, (await desk.Load(agent)).Chats);
        }

        (await desk.Do(chat, "release", new { wrapUpSeconds = 60 })).Expect(HttpStatusCode.OK);
        Assert.Equal(1, (await desk.Load(agent)).Chats);
        (await desk.Do(chat, "wrap-up")).Expect(HttpStatusCode.OK);
        Assert.Equal(0, (await desk.Load(agent)).Chats);
        (await desk.Do(chat, "activity")).Expect(HttpStatusCode.Conflict, "conversation.state");
    }

    [Fact]
    public async Task An_absent_agent_keeps_it_until_something_is_said_and_then_another_gets_it()
    {
        var chat = await Parked();
        await desk.Is(agent, "Inactive");
        await own.Pass(600);
        Assert.Equal(agent, Desk.AgentOf(await desk.Now(chat)));
        var next = await desk.Agent();
        var moved = (await desk.Do(chat, "activity")).Expect(HttpStatusCode.OK);
        Assert.Equal(("Offering", next, null), (moved.TextOf("state"), Desk.AgentOf(moved), moved.TextOf("parkedAt")));
        Assert.Equal(0, (await desk.Load(agent)).Chats);
    }

    [Fact]
    [Spec("S104")]
    public async Task A_blocked_agent_loses_what_is_parked_too()
    {
        var chat = await Parked();
        var next = await desk.Agent();
        (await desk.Tenant.Post($"users/{agent}/block", new { })).Expect(HttpStatusCode.OK);
        await desk.Becomes(chat, "Offering", next);
    }

    [Fact]
    public async Task A_place_that_is_parked_late_is_not_parked()
    {
        var chat = await Parked();
        var before = (await desk.Now(chat))["parkedAt"].GetDateTimeOffset();
        (await desk.Do(chat, "activity")).Expect(HttpStatusCode.OK);
        // As whoever was about to write down at the agent what was decided before.
        var late = await desk.Service<AgentLoads>().Settle(desk.Tenant.Name, agent, Guid.Parse(chat.TextOf("reservationId")!), ReservationState.Parked, before, CancellationToken.None);
        Assert.Equal(ReservationState.Accepted, late.Value.State);
        Assert.Equal(1, (await desk.Load(agent)).Chats);
    }

    [Fact]
    public async Task Calls_are_never_parked_and_nothing_is_unless_it_says_so()
    {
        var refused = (await desk.Asks(new { channel = "Voice", parkAfterSeconds = 600 })).Expect(HttpStatusCode.Conflict, "parkAfterSeconds.not_used");
        ErrorShape.Check(refused);
        (await desk.Asks(new { parkAfterSeconds = 59 })).Expect(HttpStatusCode.BadRequest, "parkAfterSeconds.invalid");
        var chat = await desk.Comes();
        (await desk.Do(chat, "accept")).Expect(HttpStatusCode.OK);
        await own.Pass(90_000);
        Assert.Equal(("Assigned", null), ((await desk.Now(chat)).TextOf("state"), (await desk.Now(chat)).TextOf("parkedAt")));
        (await desk.Do(chat, "activity")).Expect(HttpStatusCode.OK);
    }

    private async Task<Reply> Held(int parkAfterSeconds)
    {
        var chat = await desk.Comes(new { parkAfterSeconds });
        return (await desk.Do(chat, "accept")).Expect(HttpStatusCode.OK);
    }

    private async Task<Reply> Parked()
    {
        var chat = await Held(600);
        await own.Pass(700);
        Assert.NotNull((await desk.Now(chat)).TextOf("parkedAt"));
        return chat;
    }
}
