using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Presence;
using UserFunctions.Routing;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Routing;

/// <summary>Between the claim of a conversation and the agent's place, and between the place and the answer, everybody else goes on.</summary>
public sealed class ClaimedOfferTests : IAsyncLifetime
{
    private OwnApp own = null!;
    private HeldTables tables = null!;
    private Desk desk = null!;

    public async Task InitializeAsync()
    {
        own = await OwnApp.Start(replace: services =>
        {
            var real = services.Last(s => s.ServiceType == typeof(ITables)).ImplementationFactory!;
            services.AddSingleton<ITables>(provider => tables = new HeldTables((ITables)real(provider)));
        });
        desk = await Desk.Open(own.Tenant);
    }

    public async Task DisposeAsync() => await own.DisposeAsync();

    [Fact]
    public async Task A_conversation_that_is_cancelled_before_its_offer_has_a_place_takes_none()
    {
        var agent = await desk.Agent();
        var (id, place) = (Guid.NewGuid(), tables.HoldNext(PresenceTable.Table, IsPlace));
        var coming = desk.Asks(new { id });
        await place.Reached;
        (await own.Tenant.Post($"conversations/{id}/cancel", new { })).Expect(HttpStatusCode.OK);
        place.Release();
        Assert.Equal("Canceled", (await coming).TextOf("state"));
        Assert.Equal(0, (await desk.Load(agent)).Chats);
    }

    [Theory]
    [InlineData("accept", "Assigned")]
    [InlineData("decline", "Queued")]
    public async Task Who_answers_an_offer_while_it_is_being_made_is_answered_when_it_is(string answer, string state)
    {
        await desk.Agent();
        var (id, place) = (Guid.NewGuid(), tables.HoldNext(PresenceTable.Table, IsPlace));
        var coming = desk.Asks(new { id });
        await place.Reached;
        var looked = tables.Reads(PresenceTable.Table, key => key.StartsWith("r|", StringComparison.Ordinal), 2);
        var answering = own.Tenant.Post($"conversations/{id}/{answer}", new { });
        // It was not there at the first look, nor at the second.
        Assert.NotSame(answering, await Task.WhenAny(answering, looked));
        place.Release();
        Assert.Equal(state, (await answering).Expect(HttpStatusCode.OK).TextOf("state"));
        await coming;
    }

    [Fact]
    public async Task Who_answers_an_offer_that_is_not_made_is_told_to_ask_again()
    {
        await desk.Agent();
        var (id, place) = (Guid.NewGuid(), tables.HoldNext(PresenceTable.Table, IsPlace));
        var coming = desk.Asks(new { id });
        await place.Reached;
        (await own.Tenant.Post($"conversations/{id}/accept", new { })).Expect(HttpStatusCode.ServiceUnavailable, "offer.not_ready");
        (await own.Tenant.Post($"conversations/{id}/decline", new { })).Expect(HttpStatusCode.ServiceUnavailable, "offer.not_ready");
        place.Release();
        await coming;
    }

    [Fact]
    public async Task A_conversation_that_is_given_by_hand_and_cancelled_before_it_has_a_place_takes_none()
    {
        var agent = await desk.Member();
        var chat = await desk.Comes();
        var place = tables.HoldNext(PresenceTable.Table, IsPlace);
        var giving = desk.Do(chat, "assign", new { agent, force = true });
        await place.Reached;
        (await desk.Do(chat, "cancel")).Expect(HttpStatusCode.OK);
        place.Release();
        (await giving).Expect(HttpStatusCode.Conflict);
        Assert.Equal(0, (await desk.Load(agent)).Chats);
    }

    [Theory]
    [InlineData("cancel", "Canceled")]
    [InlineData("decline", "Queued")]
    public async Task What_is_given_by_hand_can_be_taken_away_until_it_is_written_down_and_leaves_no_place_behind(string action, string state)
    {
        var agent = await desk.Member();
        var chat = await desk.Comes();
        var answer = tables.HoldNext(ConversationTable.Table, step => step.Row.Text("state") == "Assigned");
        var giving = desk.Do(chat, "assign", new { agent, force = true });
        await answer.Reached;
        Assert.Equal(1, (await desk.Load(agent)).Chats);
        Assert.Equal(state, (await desk.Do(chat, action)).Expect(HttpStatusCode.OK).TextOf("state"));
        answer.Release();
        (await giving).Expect(HttpStatusCode.Conflict, "conversation.changed");
        Assert.Equal(0, (await desk.Load(agent)).Chats);
        Assert.Null(await desk.Service<AgentLoads>().Recount("main", agent, default));
    }

    [Fact]
    public async Task What_is_given_by_hand_and_accepted_before_that_is_written_down_is_the_agents()
    {
        var agent = await desk.Member();
        var chat = await desk.Comes();
        var answer = tables.HoldNext(ConversationTable.Table, step => step.Row.Text("state") == "Assigned");
        var giving = desk.Do(chat, "assign", new { agent, force = true });
        await answer.Reached;
        (await desk.Do(chat, "accept")).Expect(HttpStatusCode.OK);
        answer.Release();
        Assert.Equal(agent, Desk.AgentOf((await giving).Expect(HttpStatusCode.OK)));
        Assert.Equal(1, (await desk.Load(agent)).Chats);
    }

    [Fact]
    public async Task A_transfer_of_a_conversation_that_ends_before_the_next_agents_place_is_taken_takes_none()
    {
        var first = await desk.Agent();
        var chat = await desk.Comes();
        (await desk.Do(chat, "accept")).Expect(HttpStatusCode.OK);
        var second = await desk.Agent();
        var place = tables.HoldNext(PresenceTable.Table, IsPlace);
        var transferring = desk.Do(chat, "transfer", new { agent = second });
        await place.Reached;
        (await desk.Do(chat, "release")).Expect(HttpStatusCode.OK);
        place.Release();
        await transferring;
        Assert.Equal((0, 0), ((await desk.Load(first)).Chats, (await desk.Load(second)).Chats));
    }

    [Fact]
    public async Task Who_stands_still_after_the_claim_for_longer_than_the_sweep_leaves_it_alone_takes_no_place_any_more()
    {
        var agent = await desk.Agent();
        var (id, place) = (Guid.NewGuid(), tables.HoldNext(PresenceTable.Table, IsPlace));
        var coming = desk.Asks(new { id, offerSeconds = 300 });
        await place.Reached;
        own.Time.Pass(OpenWork.LeftAlone + TimeSpan.FromSeconds(1));
        await desk.Sweep();
        // It is offered anew, under a place of its own.
        var offered = await Eventually.Finds(async () => await own.Tenant.Get($"conversations/{id}") is var now && now.TextOf("state") == "Offering" ? now : null);
        place.Release();
        await coming;
        Assert.Equal(1, (await desk.Load(agent)).Chats);
        (await own.Tenant.Post($"conversations/{id}/accept", new { })).Expect(HttpStatusCode.OK);
        Assert.Equal(offered.TextOf("reservationId"), (await own.Tenant.Get($"conversations/{id}")).TextOf("reservationId"));
    }

    [Fact]
    public async Task An_offer_that_had_no_place_until_its_time_was_over_is_held_against_nobody()
    {
        var agent = await desk.Agent();
        var (id, place) = (Guid.NewGuid(), tables.HoldNext(PresenceTable.Table, IsPlace));
        var coming = desk.Asks(new { id, offerSeconds = 20 });
        await place.Reached;
        var claimed = Guid.Parse((await own.Tenant.Get($"conversations/{id}")).TextOf("reservationId")!);
        own.Time.Pass(TimeSpan.FromSeconds(21));
        await own.Function<ContinueConversation>().Run(Json.Write(new ContinueMessage("main", id, agent, claimed)), default);
        // The same agent is asked, whom an offer that they let pass would exclude.
        var offered = await own.Tenant.Get($"conversations/{id}");
        Assert.Equal(("Offering", agent), (offered.TextOf("state"), Desk.AgentOf(offered)));
        Assert.NotEqual(claimed.ToString(), offered.TextOf("reservationId"));
        place.Release();
        await coming;
        var load = await desk.Load(agent);
        Assert.Equal((1, 0), (load.Chats, load.Misses));
    }

    [Fact]
    public async Task A_wrap_up_whose_time_is_over_before_the_release_has_come_to_its_end_is_released_all_the_same()
    {
        var agent = await desk.Agent();
        var chat = await desk.Comes();
        (await desk.Do(chat, "accept")).Expect(HttpStatusCode.OK);
        var place = tables.HoldNext(PresenceTable.Table, IsPlace);
        var releasing = desk.Do(chat, "release", new { wrapUpSeconds = 1 });
        await place.Reached;
        own.Time.Pass(TimeSpan.FromSeconds(5));
        place.Release();
        (await releasing).Expect(HttpStatusCode.OK);
        await desk.Becomes(chat, "Completed");
        await Eventually.Holds(async () => (await desk.Load(agent)).Chats == 0);
    }

    [Fact]
    public async Task Nobody_takes_a_place_who_knows_less_of_the_limits_than_the_agents_row_demands()
    {
        var agent = await desk.Member();
        var loads = desk.Service<AgentLoads>();
        await loads.Demand(desk.Tenant.Name, agent, 1_000_000, isNew: true, default);
        var seen = await loads.Read(desk.Tenant.Name, agent, default);
        var place = new Reservation(Guid.NewGuid(), Guid.NewGuid(), agent, "LiveChat", ReservationState.Pending, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
        Assert.False(await loads.Reserve(desk.Tenant.Name, seen, place, seen.AsOf - 1, default));
        Assert.True(await loads.Reserve(desk.Tenant.Name, seen, place, seen.AsOf, default));
    }

    internal static bool IsPlace(RowOperation step) => step.Row.Key.StartsWith(ReservationTable.OpenPrefix, StringComparison.Ordinal);
}
