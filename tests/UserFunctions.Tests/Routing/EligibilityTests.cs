using UserFunctions.Presence;
using UserFunctions.Routing;
using UserFunctions.Tenants;
using UserFunctions.Tests.Given;
using UserFunctions.Users;

namespace UserFunctions.Tests.Routing;

/// <summary>What is against an agent, and what is told when several things are.</summary>
public sealed class EligibilityTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly Guid Client = new("00000000-0000-0000-0000-00000000000c");
    private static readonly Guid Department = new("00000000-0000-0000-0000-00000000000d");

    // One thing that is against an agent without anything against them, in the order in which it is asked for.
    private static readonly (Reason Reason, Func<Case, Case> Because)[] Against =
    [
        (Reason.NotActive, it => it with { Agent = it.Agent with { Standing = Reason.NotActive } }),
        (Reason.AccountDisabled, it => it with { Agent = it.Agent with { Standing = Worse(it.Agent.Standing, Reason.AccountDisabled) } }),
        (Reason.AgentDisabled, it => it with { Agent = it.Agent with { Standing = Worse(it.Agent.Standing, Reason.AgentDisabled) } }),
        (Reason.AgentBlocked, it => it with { Agent = it.Agent with { Standing = Worse(it.Agent.Standing, Reason.AgentBlocked) } }),
        (Reason.NoDesk, it => it with { Agent = it.Agent with { HasDesk = false } }),
        (Reason.NotAvailable, it => it with { Agent = it.Agent with { Presence = PresenceClass.Unavailable } }),
        (Reason.Draining, it => it with { Agent = it.Agent with { IsDraining = true } }),
        (Reason.NotResponding, it => it with { Load = it.Load with { NotRespondingSince = Now } }),
        (Reason.NoSession, it => it with { Agent = it.Agent with { HasSession = false } }),
        (Reason.OtherClient, it => it with { Agent = it.Agent with { Clients = [] } }),
        (Reason.OtherChannel, it => it with { Agent = it.Agent with { Clients = [.. it.Agent.Clients.Select(access => access with { Channels = Only("SMS") })] } }),
        (Reason.NotMember, it => it with { Agent = it.Agent with { DepartmentId = null } }),
        (Reason.OutsideHours, it => it with { Agent = it.Agent with { Hours = new(Agents.Office(Failover.HangUp) with { TimeZone = "UTC" }) } }),
        (Reason.LacksSkill, it => it with { Question = it.Question with { Skills = ["french"] } }),
        (Reason.Excluded, it => it with { Question = it.Question with { Excluded = new HashSet<Guid> { it.Agent.Id } } }),
        (Reason.ChannelPaused, it => it with { Agent = it.Agent with { Paused = Only("LiveChat") } }),
        (Reason.ChannelFull, it => it with { Agent = it.Agent with { Limits = it.Agent.Limits with { ChannelLimits = new Dictionary<string, int> { ["LiveChat"] = 1 } } } }),
        (Reason.ChatsFull, it => it with { Agent = it.Agent with { Limits = it.Agent.Limits with { ChatLimit = 1 } } }),
        (Reason.NoCapacity, it => it with { Agent = it.Agent with { Limits = it.Agent.Limits with { TotalUnits = 1 } } }),
    ];

    public static TheoryData<string> Alone => [.. Against.Select(one => one.Reason.ToString())];

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            for (var first = 0; first < Against.Length; first++)
            {
                for (var second = first + 1; second < Against.Length; second++)
                    pairs.Add(Against[first].Reason.ToString(), Against[second].Reason.ToString());
            }

            return pairs;
        }
    }

    [Fact]
    public void Nothing_is_against_who_has_one_conversation_and_may_have_more() => Assert.Equal(Reason.None, new Case().Told);

    [Theory]
    [MemberData(nameof(Alone))]
    public void Each_thing_alone_is_told(string reason) => Assert.Equal(reason, Because(reason)(new Case()).Told.ToString());

    // Whichever of them came about first.
    [Theory]
    [MemberData(nameof(Pairs))]
    public void Of_two_things_the_one_that_is_asked_for_first_is_told(string first, string second)
    {
        Assert.Equal(first, Because(second)(Because(first)(new Case())).Told.ToString());
        Assert.Equal(first, Because(first)(Because(second)(new Case())).Told.ToString());
    }

    // That others come first is nothing that is asked of an agent.
    [Fact]
    public void The_reasons_stand_in_the_order_in_which_they_are_asked_for() =>
        Assert.Equal(Against.Select(one => one.Reason).Append(Reason.NotCalling).Order(), Enum.GetValues<Reason>().Where(reason => reason is not (Reason.None or Reason.OthersFirst)));

    [Fact]
    [Spec("S017", "S018")]
    public void A_call_asks_for_a_calling_agent_and_neither_for_a_desk_nor_for_the_chat_limit()
    {
        var call = new Case() with { Question = Asked("Voice") };
        var full = call with { Agent = call.Agent with { HasDesk = false, Limits = call.Agent.Limits with { ChatLimit = 0 } } };
        Assert.Equal(Reason.None, full.Told);
        var silent = full with { Agent = full.Agent with { IsCalling = false } };
        Assert.Equal(Reason.NotCalling, silent.Told);
        Assert.Equal(Reason.NoSession, (silent with { Agent = silent.Agent with { HasSession = false } }).Told);
        Assert.Equal(Reason.NotCalling, (silent with { Agent = silent.Agent with { Clients = [] } }).Told);
        Assert.Equal(Reason.None, (new Case() with { Agent = silent.Agent with { HasDesk = true, Limits = call.Agent.Limits } }).Told);
    }

    [Theory]
    [InlineData(-1, 50, Reason.None)]
    [InlineData(0, 0, Reason.ChannelFull)]
    [InlineData(2, 1, Reason.None)]
    [InlineData(2, 2, Reason.ChannelFull)]
    [InlineData(2, 3, Reason.ChannelFull)]
    [Spec("S088", "S090", "S093")]
    public void A_channel_is_full_at_its_limit_and_above_it(int limit, int used, Reason reason)
    {
        var it = new Case() with { Load = Loaded("LiveChat", used) };
        Assert.Equal(reason, (it with { Agent = it.Agent with { Limits = new(-1, new Dictionary<string, int> { ["LiveChat"] = limit }) } }).Told);
        // Another channel's conversations are another limit's.
        Assert.Equal(limit == 0 ? Reason.ChannelFull : Reason.None, (it with { Load = Loaded("SMS", used), Agent = it.Agent with { Limits = new(-1, new Dictionary<string, int> { ["LiveChat"] = limit }) } }).Told);
    }

    [Theory]
    [InlineData(4, Reason.None)]
    [InlineData(3, Reason.NoCapacity)]
    public void What_a_conversation_costs_must_fit_into_what_is_left(int units, Reason reason)
    {
        var it = new Case();
        var limits = it.Agent.Limits with { TotalUnits = units, Units = new Dictionary<string, int> { ["LiveChat"] = 2 } };
        Assert.Equal(reason, (it with { Agent = it.Agent with { Limits = limits } }).Told);
    }

    [Theory]
    [InlineData(7, false)]
    [InlineData(9, true)]
    [InlineData(17, true)]
    [InlineData(18, false)]
    [Spec("S031")]
    public void The_hours_of_an_agent_are_those_of_the_time_group(int hour, bool isOpen)
    {
        var it = Because(nameof(Reason.OutsideHours))(new Case());
        Assert.Equal(isOpen ? Reason.None : Reason.OutsideHours, it.At(new(2026, 3, 2, hour, 0, 0, TimeSpan.Zero)));
    }

    [Theory]
    [InlineData(Reason.NotActive)]
    [InlineData(Reason.AgentBlocked)]
    [InlineData(Reason.NoDesk)]
    [InlineData(Reason.OtherClient)]
    [InlineData(Reason.OtherChannel)]
    [Spec("S087")]
    public void Force_waives_neither_the_person_nor_the_client_nor_the_channel(Reason reason)
    {
        var it = Because(reason.ToString())(new Case());
        Assert.Equal(reason, Eligibility.OfForced(it.Agent, it.Question));
    }

    [Theory]
    [InlineData(Reason.NotAvailable)]
    [InlineData(Reason.ChannelPaused)]
    [InlineData(Reason.ChannelFull)]
    [InlineData(Reason.ChatsFull)]
    [InlineData(Reason.OutsideHours)]
    public void Force_waives_the_rest(Reason reason)
    {
        var it = Because(reason.ToString())(new Case());
        Assert.Equal(Reason.None, Eligibility.OfForced(it.Agent, it.Question));
    }

    private static Func<Case, Case> Because(string reason) => Against.Single(one => one.Reason.ToString() == reason).Because;

    // A user's row tells the first of these itself.
    private static Reason Worse(Reason known, Reason other) => known is Reason.None || other < known ? other : known;

    private static ChannelSet Only(string channel) => ChannelSet.Of([channel], TenantSettings.DefaultChannels);

    private static AgentLoad Loaded(string channel, int count) =>
        new AgentLoad(Guid.Empty).Recounted(Enumerable.Repeat(new Reservation(Guid.Empty, Guid.Empty, Guid.Empty, channel, ReservationState.Accepted, default, default), count));

    private static Question Asked(string channel) => new()
    {
        ClientId = Client,
        Channel = channel,
        Place = ChannelSet.PlaceOf(channel, TenantSettings.DefaultChannels),
        IsVoice = EffectiveCapacity.IsVoice(channel),
        DepartmentId = Department,
    };

    /// <summary>An agent with one chat, and a chat that comes in on a Monday at eight.</summary>
    internal sealed record Case
    {
        public Agent Agent { get; init; } = new()
        {
            Id = new("00000000-0000-0000-0000-00000000000a"),
            Name = "Asha Rao",
            Standing = Reason.None,
            HasDesk = true,
            Presence = PresenceClass.Available,
            IsCalling = true,
            Clients = [new(Client, ChannelSet.Of(["LiveChat", "Voice"], TenantSettings.DefaultChannels))],
            DepartmentId = Department,
            Limits = new(-1, new Dictionary<string, int>()),
            Mark = 0,
            Cell = new(),
        };

        public AgentLoad Load { get; init; } = Loaded("LiveChat", 1);

        public Question Question { get; init; } = Asked("LiveChat");

        public Reason Told => At(Now);

        public Reason At(DateTimeOffset now) => Eligibility.Of(Agent, Load, Question, now);
    }
}
