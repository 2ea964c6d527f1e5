using UserFunctions.Platform.Errors;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Routing;

/// <summary>Which phone of an agent takes part in a call (S021).</summary>
public enum CallLeg
{
    /// <summary>The extension.</summary>
    Extension,

    /// <summary>The user's own number.</summary>
    Mobile,
}

/// <summary>Which rule chose a caller ID.</summary>
public enum CallerIdRule
{
    /// <summary>The digits that were dialled (S020).</summary>
    AreaCode,

    /// <summary>The first of the allowed ones (S016).</summary>
    FirstAllowed,
}

/// <summary>A call that an agent is about to make, and all that its decision depends on.</summary>
/// <param name="Agent">Who calls.</param>
/// <param name="Number">What is dialled.</param>
/// <param name="IsClickToCall">Started in the portal; otherwise dialled on a phone.</param>
/// <param name="Leg">The phone that the request names; null: none.</param>
/// <param name="Source">Address that the agent calls from; null: not known.</param>
/// <param name="Owned">The tenant's caller IDs.</param>
/// <param name="Ips">The tenant's named places.</param>
internal sealed record OutboundCall(User Agent, string Number, bool IsClickToCall, CallLeg? Leg, string? Source, CallerIdList Owned, IReadOnlyList<IpEntry> Ips)
{
    /// <summary>The decision (S016-S025); 400, 403 or 409 when the request asks for a phone that the agent may not use or has not got.</summary>
    public Result<OutboundDecision> Decide()
    {
        if (!ChooseLeg().Try(out var leg, out var error))
            return error;
        var reasons = new CallReasons();
        var isAllowed = MayCall(reasons);
        if (isAllowed)
            reasons.Note("leg", leg is CallLeg.Extension ? "The agent speaks on the extension." : "The agent speaks on the own number.");
        var (callerId, rule) = isAllowed ? CallerId() : default;
        isAllowed = reasons.Check("caller_id", callerId is not null, $"The call shows {callerId}, by the {(rule is CallerIdRule.AreaCode ? "area code" : "first allowed caller ID")}.", "no_caller_id", "The agent has no caller ID that the tenant owns: allow one, or set one for the area code.");
        return new OutboundDecision(isAllowed, leg, callerId, isAllowed ? rule : null, reasons);
    }

    // A disabled agent finishes what is open and may call for it; a blocked one may not (S107).
    private bool MayCall(CallReasons reasons)
    {
        _ = reasons.Check("lifecycle", Agent.Lifecycle is Lifecycle.Active, "The agent has accepted the invitation.", "not_active", $"The agent is {Agent.Lifecycle}: only who has accepted the invitation calls.");
        _ = reasons.Check("account", Agent.Login.AccountEnabled, "The account is enabled.", "account_disabled", "The agent's account is disabled.");
        _ = reasons.Check("agent_state", Agent.AgentState is not AgentState.Blocked, "The agent is not blocked.", "agent_blocked", "The agent is blocked.");
        _ = reasons.Check("calling_agent", Agent.Calling.CallingAgent, "The agent makes calls.", "not_calling_agent", "The agent does not make calls: callingAgent is off.");
        _ = reasons.Check("outbound_block", !IsBlocked, "The call is not among those that are blocked for the agent.", "outbound_blocked", Agent.Calling.BlockOutboundCall is BlockOutboundCall.All ? "All outbound calls of the agent are blocked." : "Calls that the agent dials on a phone are blocked: only click-to-call is open.");
        return reasons.Check("ip", IsWhereBound, Agent.Calling.IpName is { } name ? $"The call comes from '{name}'." : "The agent may call from anywhere.", "ip_not_allowed", $"The agent may only call from '{Agent.Calling.IpName}', and {Source ?? "an address that was not given"} is not of it.");
    }

    private bool IsBlocked => Agent.Calling.BlockOutboundCall is BlockOutboundCall.All || (Agent.Calling.BlockOutboundCall is BlockOutboundCall.ExtensionOnly && !IsClickToCall);

    // A place that is gone holds no address.
    private bool IsWhereBound => Agent.Calling.IpName is not { } name
        || (Source is not null && Ips.Any(ip => name.Equals(ip.Name, StringComparison.OrdinalIgnoreCase) && IpRange.Cover(ip.Ranges, Source)));

    private Result<CallLeg> ChooseLeg()
    {
        if (!IsClickToCall && Leg is CallLeg.Mobile)
            return Error.Invalid("leg", "leg.invalid", "A call that is dialled on a phone goes out on the extension: leave leg out, or set clickToCall.");
        var forced = !IsClickToCall ? CallLeg.Extension : Agent.Calling.RouteAgentThrough switch
        {
            RouteAgentThrough.Extension => CallLeg.Extension,
            RouteAgentThrough.MobileNumber => CallLeg.Mobile,
            _ => (CallLeg?)null,
        };
        if ((forced ?? Leg) is not { } leg)
            return Error.Invalid("leg", "leg.missing", "The agent may use both phones for click-to-call: name one of Extension, Mobile.");
        if (Leg is { } wanted && wanted != leg)
            return new Error(ErrorKind.Forbidden, "leg_not_allowed", $"Click-to-call of this agent goes through the {leg} alone, not the {wanted}: leave leg out.", "leg");
        return Missing(leg) is { } missing ? missing : leg;
    }

    private Error? Missing(CallLeg leg) => leg switch
    {
        CallLeg.Extension when Agent.HeldNumber is null => Error.Conflict("leg", "extension_missing", "The agent has no extension to call on: assign one, or use the other phone."),
        CallLeg.Mobile when Agent.Phone is null => Error.Conflict("leg", "phone_missing", "The agent has no phone number to call on: set one, or use the other phone."),
        _ => null,
    };

    private (string? Number, CallerIdRule? Rule) CallerId()
    {
        var (dialled, allowed) = (DialledNumber.Stripped(Number), Agent.Calling.AllowedCallerIds);
        var byArea = Agent.Calling.AreaCodeCallerIds
            .Where(rule => dialled.StartsWith(rule.AreaCode, StringComparison.Ordinal) && Owned.Has(rule.CallerId) && (allowed.Count == 0 || allowed.Contains(rule.CallerId)))
            .MaxBy(rule => rule.AreaCode.Length);
        return byArea is not null ? (byArea.CallerId, CallerIdRule.AreaCode) : (allowed.FirstOrDefault(Owned.Has), CallerIdRule.FirstAllowed);
    }
}

/// <summary>Whether an agent may make a call, and how.</summary>
/// <param name="IsAllowed">It may go out.</param>
/// <param name="Leg">The phone that the agent speaks on.</param>
/// <param name="CallerId">What it shows; null when it may not go out.</param>
/// <param name="Rule">What chose the caller ID; null when none was chosen.</param>
/// <param name="Reasons">Why.</param>
internal sealed record OutboundDecision(bool IsAllowed, CallLeg Leg, string? CallerId, CallerIdRule? Rule, CallReasons Reasons);
