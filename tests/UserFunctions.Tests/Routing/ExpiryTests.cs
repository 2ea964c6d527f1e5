using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Routing;

/// <summary>Offers that nobody answers, or whom nobody wants.</summary>
public sealed class ExpiryTests : IAsyncLifetime
{
    private static readonly TimeSpan TooLate = TimeSpan.FromSeconds(31);

    private OwnApp own = null!;
    private Desk desk = null!;

    public async Task InitializeAsync()
    {
        own = await OwnApp.Start();
        desk = await Desk.Open(own.Tenant);
    }

    public async Task DisposeAsync() => await own.DisposeAsync();

    [Fact]
    [Spec("S091")]
    public async Task An_offer_that_is_not_answered_goes_to_the_next_agent()
    {
        var (first, second) = (await desk.Agent(), await desk.Agent());
        var chat = await desk.Comes();
        var asked = Desk.AgentOf(chat)!.Value;
        var other = asked == first ? second : first;
        own.Time.Pass(TooLate);
        await desk.Sweep();
        var next = await desk.Becomes(chat, "Offering", other);
        Assert.Equal((0, 1), ((await desk.Load(asked)).Chats, (await desk.Load(other)).Chats));
        Assert.Equal((1, null), ((await desk.Load(asked)).Misses, (await desk.Load(asked)).NotRespondingSince));
        var tried = next["tried"].EnumerateArray().Single();
        Assert.Equal((asked, "TimedOut"), (tried.GetProperty("agentId").GetGuid(), tried.GetProperty("outcome").GetString()));
        // Neither gets this one again, but the first gets others.
        own.Time.Pass(TooLate);
        await desk.Sweep();
        await desk.Becomes(chat, "Queued");
        Assert.Equal("Offering", (await desk.Comes()).TextOf("state"));
    }

    [Fact]
    public async Task An_offer_expires_by_its_own_message_too()
    {
        var (first, second) = (await desk.Agent(), await desk.Agent());
        var chat = await desk.Comes(new { offerSeconds = 5 });
        await desk.Becomes(chat, "Offering", Desk.AgentOf(chat) == first ? second : first);
    }

    [Fact]
    public async Task After_two_missed_chats_an_agent_gets_nothing_until_the_status_is_set()
    {
        var agent = await desk.Agent();
        await Missed("LiveChat");
        Assert.Equal(1, (await desk.Load(agent)).Misses);
        await Missed("SMS");
        var waits = await desk.Comes();
        Assert.Equal("Queued", waits.TextOf("state"));
        Assert.Equal("NotResponding", await WhyNot(agent));
        own.Time.Pass(TimeSpan.FromHours(2));
        await desk.Sweep();
        Assert.Equal("Queued", (await desk.Now(waits)).TextOf("state"));
        await desk.Available(agent);
        await desk.Becomes(waits, "Offering", agent);
    }

    [Fact]
    public async Task After_one_missed_call_an_agent_gets_nothing_until_the_status_is_set()
    {
        var agent = await desk.Agent(new { callingAgent = true });
        var call = await Missed("Voice");
        Assert.Equal("NotResponding", await WhyNot(agent));
        var waits = await desk.Comes();
        Assert.Equal("Queued", waits.TextOf("state"));
        await desk.Available(agent);
        await desk.Becomes(waits, "Offering", agent);
        // The same status said again is an answer, but no new status: what was missed comes only with one.
        Assert.Equal("Queued", (await desk.Now(call)).TextOf("state"));
        await desk.Is(agent, "Unavailable");
        await desk.Available(agent);
        await desk.Becomes(call, "Offering", agent);
    }

    [Fact]
    public async Task An_answer_in_between_wipes_out_a_miss()
    {
        var agent = await desk.Agent();
        await Missed("LiveChat");
        var answered = await desk.Comes(new { channel = "SMS" });
        (await desk.Do(answered, "accept")).Expect(HttpStatusCode.OK);
        Assert.Equal(0, (await desk.Load(agent)).Misses);
        (await desk.Do(answered, "release")).Expect(HttpStatusCode.OK);
        await Missed("LiveChat");
        Assert.Equal("Offering", (await desk.Comes(new { channel = "SMS" })).TextOf("state"));
    }

    [Fact]
    public async Task An_answer_that_comes_too_late_is_refused_although_nobody_noticed_yet()
    {
        await desk.Agent();
        var chat = await desk.Comes();
        own.Time.Pass(TimeSpan.FromSeconds(30));
        (await desk.Do(chat, "accept")).Expect(HttpStatusCode.Conflict, "offer.expired");
        var next = await desk.Agent();
        var transferred = await desk.Comes();
        Assert.Equal(next, Desk.AgentOf(transferred));
        (await desk.Do(transferred, "accept")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_transfer_that_is_not_answered_stays_with_the_agent_who_has_it()
    {
        var first = await desk.Agent();
        var chat = await desk.Comes();
        (await desk.Do(chat, "accept")).Expect(HttpStatusCode.OK);
        var second = await desk.Agent();
        (await desk.Do(chat, "transfer", new { agent = second })).Expect(HttpStatusCode.OK);
        own.Time.Pass(TooLate);
        (await desk.Do(chat, "accept", new { agent = second })).Expect(HttpStatusCode.Conflict, "offer.expired");
        await desk.Sweep();
        var now = await desk.Now(chat);
        Assert.Equal(("Assigned", first, default), (now.TextOf("state"), Desk.AgentOf(now), now["transferAgentId"].ValueKind));
        Assert.Equal((1, 0, 1), ((await desk.Load(first)).Chats, (await desk.Load(second)).Chats, (await desk.Load(second)).Misses));
    }

    [Fact]
    public async Task Who_declines_with_a_time_is_asked_again_from_then_on()
    {
        var agent = await desk.Agent();
        var chat = await desk.Comes();
        var retryAt = own.Time.GetUtcNow().AddMinutes(10);
        Assert.Equal("Queued", (await desk.Do(chat, "decline", new { retryAt })).Expect(HttpStatusCode.OK).TextOf("state"));
        // The time is what was asked for, so setting the status does not bring it forward.
        await desk.Available(agent);
        await desk.Sweep();
        Assert.Equal("Queued", (await desk.Now(chat)).TextOf("state"));
        own.Time.Pass(TimeSpan.FromMinutes(9));
        await desk.Sweep();
        Assert.Equal("Queued", (await desk.Now(chat)).TextOf("state"));
        own.Time.Pass(TimeSpan.FromMinutes(1.1));
        await desk.Sweep();
        Assert.Equal(("Offering", agent), ((await desk.Now(chat)).TextOf("state"), Desk.AgentOf(await desk.Now(chat))));
        Assert.Equal(0, (await desk.Load(agent)).Misses);
    }

    private async Task<Reply> Missed(string channel)
    {
        var missed = await desk.Comes(new { channel });
        Assert.Equal("Offering", missed.TextOf("state"));
        own.Time.Pass(TooLate);
        await desk.Sweep();
        return await desk.Becomes(missed, "Queued");
    }

    private async Task<string?> WhyNot(Guid agent)
    {
        var told = (await desk.Tenant.Get($"routing/explain?user={agent}")).Expect(HttpStatusCode.OK);
        return told["notResponding"].GetBoolean() ? told["channels"][0].GetProperty("reason").GetString() : null;
    }
}
