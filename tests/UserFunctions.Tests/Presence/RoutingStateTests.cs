using UserFunctions.Platform.Storage;
using UserFunctions.Presence;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Routing;
using UserFunctions.Users;

namespace UserFunctions.Tests.Presence;

/// <summary>What an agent is to routing, derived from everything else.</summary>
public sealed class RoutingStateTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private static readonly User Agent = Agents.Ready with { Presence = PresenceClass.Available, PresenceChangedAt = Now, Work = new() { ChatLimit = 2, Channels = ["SMS", "LiveChat"] } };

    [Theory]
    [InlineData(0, RoutingState.Idle)]
    [InlineData(1, RoutingState.Working)]
    [InlineData(2, RoutingState.Full)]
    [InlineData(5, RoutingState.Full)]
    [Spec("S092", "S095")]
    public void What_is_open_makes_an_agent_idle_working_or_full_and_the_status_stays(int open, RoutingState state) => Assert.Equal((state, PresenceClass.Available), (Of(Agent, open), Agent.Presence));

    [Fact]
    [Spec("S056", "S058", "S107")]
    public void The_first_that_holds_is_told()
    {
        var bound = Agent with { Login = new() { LoginBasedCalling = true } };
        Assert.Equal(RoutingState.Offline, Of(bound, 1));
        Assert.Equal(RoutingState.Working, Of(bound with { HasSession = true }, 1));
        Assert.Equal(RoutingState.Offline, Of(Agent with { Lifecycle = Lifecycle.Pending }, 0));
        Assert.Equal(RoutingState.Offline, Of(Agent with { AgentState = AgentState.Blocked }, 1));
        Assert.Equal(RoutingState.Draining, Of(Agent with { AgentState = AgentState.Disabled }, 1));
        Assert.Equal(RoutingState.Offline, Of(Agent with { AgentState = AgentState.Disabled }, 0));
        Assert.Equal(RoutingState.Draining, Of(Agent with { IsDraining = true }, 2));
        Assert.Equal(RoutingState.NotResponding, RoutingStates.Of(Agent with { IsDraining = true }, Load(1) with { NotRespondingSince = Now.AddMinutes(1) }, Capacity(Agent)));
        Assert.Equal(RoutingState.Working, RoutingStates.Of(Agent, Load(1) with { NotRespondingSince = Now.AddMinutes(-1) }, Capacity(Agent)));
    }

    private static RoutingState Of(User user, int open) => RoutingStates.Of(user, Load(open), Capacity(user));

    private static AgentLoad Load(int open) => new(Agent.Id) { Used = open == 0 ? new Dictionary<string, int>() : new Dictionary<string, int> { ["SMS"] = open } };

    private static EffectiveCapacity Capacity(User user) => EffectiveCapacity.Of(user, new TenantFacts(new([]), new([]), []));
}
