using UserFunctions.Presence;
using UserFunctions.Routing;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Tests.Routing;

/// <summary>An agent of the small world: the load and the places are what two tables' rows are in the app.</summary>
internal sealed class RuleAgent(Guid id)
{
    private readonly Dictionary<Guid, TriedAgent> refused = [];

    public Guid Id => id;

    public int Limit { get; set; } = 2;

    public int ChatLimit { get; set; } = 2;

    public DateTimeOffset? ActedAt { get; set; }

    public AgentLoad Load { get; set; } = new(id);

    public List<Reservation> Places { get; } = [];

    /// <summary>As routing knows it.</summary>
    public Agent Known => new()
    {
        Id = id,
        Name = "Asha Rao",
        Standing = Reason.None,
        HasDesk = true,
        Presence = PresenceClass.Available,
        ActedAt = ActedAt,
        IsCalling = true,
        Clients = [new(RuleWorld.Client, ChannelSet.Of(["LiveChat", "Voice"], TenantSettings.DefaultChannels))],
        DepartmentId = RuleWorld.Department,
        Limits = new(ChatLimit, new Dictionary<string, int> { ["LiveChat"] = Limit, ["Voice"] = Limit }),
        Mark = 0,
        Cell = new(),
    };

    public void Refused(Guid conversation, TriedAgent tried) => refused[conversation] = tried;

    public bool IsExcludedFrom(Guid conversation, DateTimeOffset now) =>
        refused.TryGetValue(conversation, out var tried) && (tried.RetryAt is { } retry ? retry > now : !(ActedAt > tried.At));

    public void Take(Reservation place, DateTimeOffset now)
    {
        Load = Load.With(place, now);
        Places.Add(place);
        Assert.True(place.OverCapacity || ((Limit < 0 || Load.On(place.Channel) <= Limit) && (EffectiveCapacity.IsVoice(place.Channel) || ChatLimit < 0 || Load.Chats <= ChatLimit)), "Above the limit that holds.");
    }

    /// <summary>Brings a place to where its conversation is; one that was not taken cannot be taken any more.</summary>
    public void Settle(Guid place, ReservationState state, DateTimeOffset at)
    {
        var i = Places.FindIndex(known => known.Id == place);
        if (i < 0)
        {
            Load = Load with { AsOf = Load.AsOf };
            return;
        }

        var towards = AgentLoads.Towards(Places[i], state, at);
        Assert.True(towards.Ok, $"{Places[i].State} cannot become {state}: {towards.Error?.Message}");
        Load = Load.After(Places[i], towards.Value);
        Places[i] = towards.Value;
        Assert.Same(Places[i], Places[i].To(Places[i].State, at).Value);
    }
}
