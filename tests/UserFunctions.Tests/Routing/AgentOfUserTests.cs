using UserFunctions.Platform.Storage;
using UserFunctions.Presence;
using UserFunctions.Routing;
using UserFunctions.Tests.Given;
using UserFunctions.Users;

namespace UserFunctions.Tests.Routing;

/// <summary>What presence and capacity say of a user is what routing asks.</summary>
public sealed class AgentOfUserTests
{
    private static readonly User Available = Agents.Ready with { Presence = PresenceClass.Available };

    [Fact]
    [Spec("S056", "S058", "S095")]
    public void Who_drains_or_is_not_signed_in_gets_no_call()
    {
        var bound = Available with { Login = new() { LoginBasedCalling = true } };
        Assert.Equal(Reason.OtherClient, Against(Available));
        Assert.Equal(Reason.Draining, Against(Available with { IsDraining = true }));
        Assert.Equal(Reason.NotAvailable, Against(Available with { IsDraining = true, Presence = PresenceClass.Unavailable }));
        Assert.Equal(Reason.NoSession, Against(bound));
        Assert.Equal(Reason.OtherClient, Against(bound with { HasSession = true }));
    }

    [Theory]
    [InlineData("SMS", 2, Reason.None)]
    [InlineData("SMS", 3, Reason.ChannelFull)]
    [InlineData("LiveChat", 3, Reason.NoCapacity)]
    [InlineData("Email", 0, Reason.ChannelPaused)]
    [InlineData("Voice", 9, Reason.None)]
    [Spec("S088", "S089", "S090")]
    public void Limits_units_and_pauses_of_user_and_profile_are_those_that_routing_keeps(string channel, int open, Reason reason)
    {
        var profile = new CapacityProfile(Guid.NewGuid(), 1, "Team", null, new Dictionary<string, int> { ["SMS"] = 3 }, 10, new Dictionary<string, int> { ["LiveChat"] = 8, ["Voice"] = 0 }, false, default, default);
        var facts = new TenantFacts(new([]), new([]), [CapacityProfileTable.Write("t", profile, null)]);
        var own = OwnCapacity.None with { ProfileId = profile.Id, PausedChannels = ["Email"] };
        var agent = new AgentMaker("t", facts, Loads).Of(Available with { Work = new() { Capacity = own } });
        var load = new AgentLoad(Available.Id) { Used = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["SMS"] = open }, Chats = open };
        Assert.Equal(reason, Eligibility.OfCapacity(agent, load, Ask(channel)));
    }

    private static AgentLoads Loads { get; } = new(null!, TimeProvider.System);

    private static Reason Against(User user) =>
        Eligibility.Of(new AgentMaker("t", new(new([]), new([]), []), Loads).Of(user), new(user.Id), Ask("Voice"), DateTimeOffset.UnixEpoch);

    private static Question Ask(string channel) => new()
    {
        ClientId = Guid.NewGuid(),
        Channel = channel,
        Place = ChannelSet.PlaceOf(channel, UserFunctions.Tenants.TenantSettings.DefaultChannels),
        IsVoice = EffectiveCapacity.IsVoice(channel),
    };
}
