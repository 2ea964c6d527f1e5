using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Routing;

/// <summary>What a caller came through.</summary>
public enum EntryPoint
{
    /// <summary>A number of the tenant that leads straight to the agent.</summary>
    MyNumber,

    /// <summary>An option of a menu.</summary>
    Ivr,

    /// <summary>A department.</summary>
    Department,
}

/// <summary>What is to be done with a call.</summary>
public enum CallAction
{
    /// <summary>The agent's numbers ring.</summary>
    Ring,

    /// <summary>It goes to the agent's forwarding number.</summary>
    Forward,

    /// <summary>It goes where the failover says.</summary>
    Failover,

    /// <summary>It ends.</summary>
    HangUp,
}

/// <summary>A call that came in, and all that its decision depends on.</summary>
/// <param name="Agent">Whom it is for.</param>
/// <param name="EntryPoint">What the caller came through.</param>
/// <param name="TimeGroup">The agent's; null: can be reached at any time.</param>
/// <param name="DepartmentFailover">Of the department that the caller came through; null: through none.</param>
/// <param name="At">The moment that is asked about.</param>
/// <param name="IsOnline">The agent has a live session (S056).</param>
/// <param name="IsRegistered">A phone is registered at the agent's extension.</param>
/// <param name="Caller">The number that calls; null: not shown.</param>
internal sealed record InboundCall(
    User Agent, EntryPoint EntryPoint, TimeGroup? TimeGroup, Failover? DepartmentFailover, DateTimeOffset At, bool IsOnline, bool IsRegistered, string? Caller)
{
    /// <summary>Rings, or says where the call goes and why (S028-S036, S056-S058).</summary>
    public InboundDecision Decide()
    {
        var reasons = new CallReasons();
        if (!MayRing(reasons))
            return Elsewhere(reasons);
        var ring = RingPlan.Of(Agent, IsRegistered, Caller);
        var forward = RingPlan.Forward(Agent, ring, Caller);
        if (forward is not null)
            reasons.Note("call_forward", $"What the agent does not answer goes on to {forward}.");
        if (reasons.Check("number", ring.Count > 0 || forward is not null, $"{ring.Sum(step => step.Numbers.Count)} of the agent's numbers can ring.", "no_number", "The agent has neither a phone number, nor an extension, nor a forwarding number."))
            return new(ring, forward, Instead, reasons);
        return Elsewhere(reasons);
    }

    // In the order in which routing looks at an agent.
    private bool MayRing(CallReasons reasons)
    {
        _ = reasons.Check("lifecycle", Agent.Lifecycle is Lifecycle.Active, "The agent has accepted the invitation.", "not_active", $"The agent is {Agent.Lifecycle}: only who has accepted the invitation is called.");
        _ = reasons.Check("account", Agent.Login.AccountEnabled, "The account is enabled.", "account_disabled", "The agent's account is disabled.");
        _ = reasons.Check("agent_state", Agent.AgentState is AgentState.Enabled, "The agent is enabled.", $"agent_{Agent.AgentState.ToString().ToLowerInvariant()}", $"The agent is {Agent.AgentState} and gets no work.");
        _ = reasons.Check("login", !Agent.Login.LoginBasedCalling || IsOnline, Agent.Login.LoginBasedCalling ? "The agent is signed in." : "The agent counts as always there: login-based calling is off.", "not_logged_in", "The agent takes calls only while signed in, and is not.");
        _ = reasons.Check("calling_agent", Agent.Calling.CallingAgent, "The agent answers calls.", "not_calling_agent", "The agent does not answer calls: callingAgent is off.");
        return reasons.Check("time_group", TimeGroup?.IsOpen(At) ?? true, TimeGroup is null ? "The agent can be reached at any time." : $"The time group '{TimeGroup.Name}' is open.", "outside_time_group", $"The time group '{TimeGroup?.Name}' is closed at {At:u}.");
    }

    // Only a direct call uses the failover of the agent's own time group (S036).
    private Failover Instead => EntryPoint switch
    {
        EntryPoint.MyNumber => TimeGroup?.Failover ?? Failover.HangUp,
        EntryPoint.Department => DepartmentFailover ?? Failover.HangUp,
        _ => Failover.HangUp,
    };

    private InboundDecision Elsewhere(CallReasons reasons)
    {
        reasons.Note("entry_point", EntryPoint switch
        {
            EntryPoint.MyNumber => "A direct call goes to the failover of the agent's time group.",
            EntryPoint.Department => "A call that came through a department goes to the failover of the department.",
            _ => "A call that came through a menu is hung up.",
        });
        return new([], null, Instead, reasons);
    }
}

/// <summary>What is to be done with a call that came in.</summary>
/// <param name="Ring">What rings; empty: nothing.</param>
/// <param name="Forward">Where it is forwarded, after ringing or at once; null: nowhere.</param>
/// <param name="Instead">Where it goes when that did not help.</param>
/// <param name="Reasons">Why.</param>
internal sealed record InboundDecision(IReadOnlyList<RingStep> Ring, string? Forward, Failover Instead, CallReasons Reasons)
{
    /// <summary>What to do first.</summary>
    public CallAction Action => Ring.Count > 0 ? CallAction.Ring : Forward is not null ? CallAction.Forward : Last;

    /// <summary>What to do when nobody answered; null when the first action is the last one.</summary>
    public CallAction? Next => Action switch
    {
        CallAction.Ring => Forward is not null ? CallAction.Forward : Last,
        CallAction.Forward => Last,
        _ => null,
    };

    private CallAction Last => Instead.Kind is FailoverKind.HangUp ? CallAction.HangUp : CallAction.Failover;
}
