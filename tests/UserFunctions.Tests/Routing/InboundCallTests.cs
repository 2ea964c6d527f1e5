using UserFunctions.Routing;
using UserFunctions.Tenants;
using UserFunctions.Tests.Given;
using UserFunctions.Users;

namespace UserFunctions.Tests.Routing;

/// <summary>Where a call goes that came in, by the rules alone.</summary>
public sealed class InboundCallTests
{
    // A Monday in Kolkata.
    private static readonly DateTimeOffset Inside = new(2026, 3, 2, 4, 30, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Outside = new(2026, 3, 2, 15, 0, 0, TimeSpan.Zero);

    private static readonly Failover OfAgent = new(FailoverKind.Number, "9000000001");
    private static readonly Failover OfDepartment = new(FailoverKind.Number, "9000000002");

    [Theory]
    [InlineData("MyNumber", true, "Ring", null)]
    [InlineData("Ivr", true, "Ring", null)]
    [InlineData("Department", true, "Ring", null)]
    [InlineData("MyNumber", false, "Failover", "9000000001")]
    [InlineData("Ivr", false, "HangUp", null)]
    [InlineData("Department", false, "Failover", "9000000002")]
    [Spec("S032", "S033", "S034", "S035", "S036")]
    public void The_time_group_and_the_entry_point_decide_who_is_called(string entryPoint, bool isInside, string action, string? to)
    {
        var decision = Call(Enum.Parse<EntryPoint>(entryPoint), isInside ? Inside : Outside).Decide();
        Assert.Equal((action, isInside ? null : "outside_time_group"), (decision.Action.ToString(), decision.Reasons.Code));
        if (!isInside)
            Assert.Equal(to, decision.Instead.To);
        Assert.Equal(isInside, decision.Ring.Count > 0);
    }

    [Theory]
    [InlineData("MyNumber", "Failover", "9000000001")]
    [InlineData("Ivr", "HangUp", null)]
    [InlineData("Department", "Failover", "9000000002")]
    [Spec("S033", "S034", "S035", "S036")]
    public void Nobody_answering_is_followed_by_the_failover_of_the_entry_point(string entryPoint, string action, string? to)
    {
        var decision = Call(Enum.Parse<EntryPoint>(entryPoint), Inside).Decide();
        Assert.Equal((action, to), (decision.Next.ToString(), decision.Instead.To));
    }

    [Theory]
    [InlineData("2026-03-02T03:29:59Z", false)]
    [InlineData("2026-03-02T03:30:00Z", true)]
    [InlineData("2026-03-02T12:29:59Z", true)]
    [InlineData("2026-03-02T12:30:00Z", false)]
    [InlineData("2026-03-01T09:00:00Z", false)]
    [InlineData("2026-03-01T18:29:00Z", false)]
    [Spec("S031")]
    public void A_window_is_open_from_its_first_minute_to_before_its_last_by_the_clocks_of_its_zone(string at, bool isOpen) =>
        Assert.Equal(isOpen, Agents.Office(OfAgent).IsOpen(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("2026-02-28T23:00:00Z", true)]
    [InlineData("2026-03-01T01:59:00Z", true)]
    [InlineData("2026-03-01T02:00:00Z", false)]
    [InlineData("2026-02-28T21:59:00Z", false)]
    [Spec("S031")]
    public void The_last_night_of_the_week_runs_into_its_first_morning(string at, bool isOpen)
    {
        var nights = new TimeGroup(Guid.NewGuid(), 1, "Nights", "UTC", [new([DayOfWeek.Saturday], "22:00", "02:00")], OfAgent, default, default);
        Assert.Equal(isOpen, nights.IsOpen(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData(false, false, "9876543210/30 OrderBy")]
    [InlineData(false, true, "9876543210/20 OrderBy")]
    [InlineData(true, false, "9876543210/20 OrderBy, 9000000011/20 OrderBy, 9000000012/20 OrderBy")]
    [InlineData(true, true, "9876543210+9000000011+9000000012/20 Simultaneously")]
    [Spec("S028", "S029", "S030")]
    public void Sticky_numbers_ring_in_order_or_at_once_for_their_time(bool isSticky, bool isAtOnce, string plan)
    {
        var strategy = isAtOnce ? RingStrategy.Simultaneously : RingStrategy.OrderBy;
        var sticky = new Sticky(isSticky, strategy, isSticky || isAtOnce ? 20 : Sticky.Off.TimeoutSeconds);
        var agent = Agents.Ready.Calling(c => c with { Sticky = sticky, AlternateNumbers = ["9000000011", "9000000012"] });
        var ring = (Call(EntryPoint.MyNumber, Inside) with { Agent = agent }).Decide().Ring;
        Assert.Equal(plan, string.Join(", ", ring.Select(step => $"{string.Join('+', step.Numbers)}/{step.Seconds} {step.Mode}")));
    }

    [Fact]
    [Spec("S028")]
    public void The_extension_rings_while_a_phone_is_registered_there_and_the_phone_number_otherwise()
    {
        var agent = Agents.Ready with { ExtensionNumber = "204" };
        Assert.Equal("204", Rings(agent, isRegistered: true));
        Assert.Equal(Agents.Phone, Rings(agent, isRegistered: false));
        Assert.Equal("204", Rings(agent with { Phone = null }, isRegistered: false));

        static string Rings(User agent, bool isRegistered) =>
            Assert.Single(Assert.Single((Call(EntryPoint.Ivr, Inside) with { Agent = agent, IsRegistered = isRegistered }).Decide().Ring).Numbers);
    }

    [Fact]
    [Spec("S026", "S027")]
    public void Nobody_answering_is_followed_by_the_forwarding_number_and_then_by_the_failover()
    {
        var agent = Agents.Ready.Calling(c => c with { CallForwardNumber = Agents.Forward });
        var decision = (Call(EntryPoint.MyNumber, Inside) with { Agent = agent }).Decide();
        Assert.Equal((CallAction.Ring, CallAction.Forward, Agents.Forward), (decision.Action, decision.Next, decision.Forward));
        // Without a number that could ring it is forwarded at once, and what comes next is the failover.
        decision = (Call(EntryPoint.MyNumber, Inside) with { Agent = agent with { Phone = null } }).Decide();
        Assert.Equal((CallAction.Forward, CallAction.Failover), (decision.Action, decision.Next));
        // A forwarding number that rang already is none.
        agent = Agents.Ready.Calling(c => c with { CallForwardSameAsUserNumber = true });
        Assert.Null((Call(EntryPoint.MyNumber, Inside) with { Agent = agent }).Decide().Forward);
        // Nor do calls go round in a circle: the number that calls is not rung.
        decision = (Call(EntryPoint.MyNumber, Inside) with { Agent = agent, Caller = "+" + Agents.Phone }).Decide();
        Assert.Equal((CallAction.Failover, "no_number"), (decision.Action, decision.Reasons.Code));
        // Outside the hours nothing is forwarded.
        Assert.Null((Call(EntryPoint.MyNumber, Outside) with { Agent = Agents.Ready.Calling(c => c with { CallForwardNumber = Agents.Forward }) }).Decide().Forward);
    }

    [Theory]
    [InlineData(true, true, null)]
    [InlineData(true, false, "not_logged_in")]
    [InlineData(false, true, null)]
    [InlineData(false, false, null)]
    [Spec("S056", "S058")]
    public void Login_based_calling_rings_only_who_is_signed_in(bool isLoginBased, bool isOnline, string? code)
    {
        var agent = Agents.Ready with { Login = new() { LoginBasedCalling = isLoginBased } };
        Assert.Equal(code, (Call(EntryPoint.MyNumber, Inside) with { Agent = agent, IsOnline = isOnline }).Decide().Reasons.Code);
    }

    [Fact]
    [Spec("S017", "S018", "S047", "S105", "S107")]
    public void The_first_reason_against_a_call_decides_and_all_before_it_stand_in_order()
    {
        Assert.Equal(["lifecycle", "account", "agent_state", "login", "calling_agent", "time_group", "number"], Reasons(Agents.Ready));
        Assert.Equal("not_active", Code(Agents.Ready with { Lifecycle = Lifecycle.Pending }));
        Assert.Equal("account_disabled", Code(Agents.Ready with { Login = new() { AccountEnabled = false } }));
        Assert.Equal("agent_disabled", Code(Agents.Ready with { AgentState = AgentState.Disabled }));
        Assert.Equal("agent_blocked", Code(Agents.Ready with { AgentState = AgentState.Blocked }));
        Assert.Equal("not_calling_agent", Code(Agents.Ready.Calling(c => c with { CallingAgent = false })));
        Assert.Equal(["lifecycle", "account", "agent_state", "entry_point"], Reasons(Agents.Ready with { AgentState = AgentState.Blocked }));

        static string? Code(User agent) => (Call(EntryPoint.MyNumber, Inside) with { Agent = agent }).Decide().Reasons.Code;
        static IEnumerable<string> Reasons(User agent) => (Call(EntryPoint.MyNumber, Inside) with { Agent = agent }).Decide().Reasons.All.Select(r => r.Check);
    }

    private static InboundCall Call(EntryPoint entryPoint, DateTimeOffset at) =>
        new(Agents.Ready, entryPoint, Agents.Office(OfAgent), entryPoint is EntryPoint.Department ? OfDepartment : null, at, IsOnline: false, IsRegistered: false, null);
}
