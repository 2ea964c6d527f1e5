using UserFunctions.Platform.Errors;
using UserFunctions.Routing;
using UserFunctions.Tenants;
using UserFunctions.Tests.Given;
using UserFunctions.Users;

namespace UserFunctions.Tests.Routing;

/// <summary>Whether an agent may call out, by the rules alone.</summary>
public sealed class OutboundCallTests
{
    private const string First = "8069651170";
    private const string Second = "8069651180";
    private const string Third = "8069651190";

    [Theory]
    [InlineData("919876543210", Second)]
    [InlineData("+919876543210", Second)]
    [InlineData("00919876543210", Second)]
    [InlineData("9122334455", Third)]
    [InlineData("+9122334455", Third)]
    [InlineData("229876543", First)]
    [InlineData("0229876543", First)]
    [Spec("S016", "S020")]
    public void The_longest_area_code_chooses_the_caller_id_and_the_first_allowed_one_otherwise(string dialled, string callerId)
    {
        var agent = Agent.Calling(c => c with { AreaCodeCallerIds = [new("91", Second), new("9122", Third)] });
        var decision = Decided(new(agent, dialled, true, CallLeg.Mobile, null, Agents.Owned(First, Second, Third), []));
        Assert.Equal((true, callerId), (decision.IsAllowed, decision.CallerId));
        Assert.Equal(callerId == First ? CallerIdRule.FirstAllowed : CallerIdRule.AreaCode, decision.Rule);
    }

    [Fact]
    [Spec("S015", "S016", "S020")]
    public void A_caller_id_that_the_tenant_gave_up_or_that_is_not_allowed_is_not_shown()
    {
        var agent = Agent.Calling(c => c with { AreaCodeCallerIds = [new("91", Second), new("9122", Third)] });
        // The longest one that can be shown wins.
        Assert.Equal(Second, Shown(agent, Agents.Owned(First, Second)));
        Assert.Equal(Second, Shown(agent.Calling(c => c with { AllowedCallerIds = [First, Second] }), Agents.Owned(First, Second, Third)));
        Assert.Equal(Third, Shown(agent.Calling(c => c with { AllowedCallerIds = [] }), Agents.Owned(First, Second, Third)));
        Assert.Equal(Second, Shown(Agent.Calling(c => c with { AllowedCallerIds = [First, Second] }), Agents.Owned(Second)));
        Assert.Null(Shown(agent, Agents.Owned()));
        var refused = Decided(new(Agent.Calling(c => c with { AllowedCallerIds = [] }), "9122334455", true, CallLeg.Mobile, null, Agents.Owned(First), []));
        Assert.Equal((false, "no_caller_id"), (refused.IsAllowed, refused.Reasons.Code));

        static string? Shown(User agent, CallerIdList owned) => Decided(new(agent, "9122334455", true, CallLeg.Mobile, null, owned, [])).CallerId;
    }

    [Theory]
    [InlineData("Both", "Extension", "Extension")]
    [InlineData("Both", "Mobile", "Mobile")]
    [InlineData("Both", null, "leg.missing")]
    [InlineData("Extension", null, "Extension")]
    [InlineData("Extension", "Extension", "Extension")]
    [InlineData("Extension", "Mobile", "leg_not_allowed")]
    [InlineData("MobileNumber", null, "Mobile")]
    [InlineData("MobileNumber", "Mobile", "Mobile")]
    [InlineData("MobileNumber", "Extension", "leg_not_allowed")]
    [Spec("S021")]
    public void Click_to_call_goes_through_the_phone_that_is_set_or_named(string route, string? leg, string outcome)
    {
        var agent = (Agent with { ExtensionNumber = "204" }).Calling(c => c with { RouteAgentThrough = Enum.Parse<RouteAgentThrough>(route) });
        var decided = Click(agent, leg is null ? null : Enum.Parse<CallLeg>(leg));
        Assert.Equal(outcome, decided.Ok ? decided.Value.Leg.ToString() : decided.Error!.Code);
        if (outcome == "leg_not_allowed")
            Assert.Equal(ErrorKind.Forbidden, decided.Error!.Kind);
    }

    [Fact]
    [Spec("S021")]
    public void A_phone_that_the_agent_has_not_got_is_a_conflict()
    {
        Assert.Equal((ErrorKind.Conflict, "extension_missing"), Refused(Click(Agent, CallLeg.Extension)));
        Assert.Equal((ErrorKind.Conflict, "phone_missing"), Refused(Click(Agent with { Phone = null }, CallLeg.Mobile)));
        // What is dialled on a phone goes out on the extension, whatever is set for click-to-call.
        Assert.Equal((ErrorKind.Conflict, "extension_missing"), Refused(Dialled(Agent).Decide()));
        Assert.Equal((ErrorKind.Invalid, "leg.invalid"), Refused((Dialled(Agent) with { Leg = CallLeg.Mobile }).Decide()));

        static (ErrorKind, string) Refused(Result<OutboundDecision> decided) => (decided.Error!.Kind, decided.Error.Code);
    }

    [Theory]
    [InlineData("None", true, true)]
    [InlineData("None", false, true)]
    [InlineData("All", true, false)]
    [InlineData("All", false, false)]
    [InlineData("ExtensionOnly", true, true)]
    [InlineData("ExtensionOnly", false, false)]
    [Spec("S023", "S024", "S025")]
    public void Outbound_calls_are_blocked_altogether_or_only_those_that_are_dialled(string block, bool isClick, bool isAllowed)
    {
        var agent = (Agent with { ExtensionNumber = "204" }).Calling(c => c with { BlockOutboundCall = Enum.Parse<BlockOutboundCall>(block) });
        var decision = Decided(Dialled(agent) with { IsClickToCall = isClick, Leg = CallLeg.Extension });
        Assert.Equal((isAllowed, isAllowed ? null : "outbound_blocked"), (decision.IsAllowed, decision.Reasons.Code));
    }

    [Theory]
    [InlineData("203.0.113.9", true)]
    [InlineData("::ffff:203.0.113.9", true)]
    [InlineData("2001:db8::1", true)]
    [InlineData("203.0.114.9", false)]
    [InlineData("2001:db9::1", false)]
    [InlineData(null, false)]
    [Spec("S022")]
    public void An_agent_who_is_bound_to_a_place_calls_only_from_there(string? source, bool isAllowed)
    {
        var agent = (Agent with { ExtensionNumber = "204" }).Calling(c => c with { IpName = "office" });
        IReadOnlyList<IpEntry> ips = [new("Home", ["198.51.100.0/24"]), new("Office", ["203.0.113.0/24", "2001:db8::/32"])];
        var decision = Decided(Dialled(agent) with { Source = source, Ips = ips });
        Assert.Equal((isAllowed, isAllowed ? null : "ip_not_allowed"), (decision.IsAllowed, decision.Reasons.Code));
        Assert.Equal("ip_not_allowed", Decided(Dialled(agent) with { Source = source }).Reasons.Code);
    }

    [Fact]
    [Spec("S017", "S018", "S105", "S107")]
    public void A_blocked_agent_does_not_call_and_a_disabled_one_may_for_what_is_open()
    {
        Assert.Equal("agent_blocked", Code(Agent with { AgentState = AgentState.Blocked }));
        Assert.Null(Code(Agent with { AgentState = AgentState.Disabled }));
        Assert.Equal("account_disabled", Code(Agent with { Login = new() { AccountEnabled = false } }));
        Assert.Equal("not_active", Code(Agent with { Lifecycle = Lifecycle.Staged }));
        Assert.Equal("not_calling_agent", Code(Agent.Calling(c => c with { CallingAgent = false })));
        Assert.Equal(["lifecycle", "account", "agent_state", "calling_agent", "outbound_block", "ip", "leg", "caller_id"], Decided(Dialled(Agent with { ExtensionNumber = "204" })).Reasons.All.Select(r => r.Check));

        static string? Code(User agent) => Decided(Dialled(agent with { ExtensionNumber = "204" })).Reasons.Code;
    }

    private static User Agent { get; } = Agents.Ready.Calling(c => c with { AllowedCallerIds = [First, Second, Third] });

    private static OutboundCall Dialled(User agent) => new(agent, "9122334455", false, null, null, Agents.Owned(First, Second, Third), []);

    private static Result<OutboundDecision> Click(User agent, CallLeg? leg) => (Dialled(agent) with { IsClickToCall = true, Leg = leg }).Decide();

    private static OutboundDecision Decided(OutboundCall call) => call.Decide().Value;
}
