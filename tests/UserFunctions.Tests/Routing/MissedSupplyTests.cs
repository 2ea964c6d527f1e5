using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Routing;

public sealed class MissedSupplyTests
{
    [Fact]
    [Spec("S095")]
    public async Task Who_says_Available_again_after_an_offer_that_was_missed_gets_what_waits_at_once()
    {
        await using var own = await OwnDesk.Open();
        var desk = own.Desk;
        var agent = await desk.Agent(new { callingAgent = true });
        var missed = await desk.Comes(new { channel = "Voice" });
        Assert.Equal(agent, Desk.AgentOf(missed));
        own.Own.Time.Pass(TimeSpan.FromSeconds(31));
        await desk.Sweep();
        await Eventually.Holds(async () => (await desk.Load(agent)).NotRespondingSince is not null);
        var waits = await desk.Comes();
        Assert.Equal("Queued", waits.TextOf("state"));
        await own.AtRest();
        await desk.Available(agent);
        await desk.Becomes(waits, "Offering", agent);
    }
}
