using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.Routing;

/// <summary>What to do with a call when what came before did not help.</summary>
/// <param name="Action">What.</param>
/// <param name="Number">Where it is forwarded; null unless it is.</param>
/// <param name="Failover">Where it goes; null unless it is a failover.</param>
public sealed record NextCallAction(
    [property: Field("What to do: Forward, Failover or HangUp.")] CallAction Action,
    [property: Field("Phone number that the call is forwarded to; absent unless it is.")] string? Number,
    [property: Field("Where the call goes; absent unless it is a failover.")] FailoverView? Failover);

/// <summary>What is to be done with a call that came in, on the wire.</summary>
/// <param name="Agent">Whom it is for.</param>
/// <param name="Action">What to do first.</param>
/// <param name="Code">Why it does not ring; null when it does, or is forwarded.</param>
/// <param name="Ring">What rings, in order; empty: nothing.</param>
/// <param name="Number">Where it is forwarded at once; null unless it is.</param>
/// <param name="Failover">Where it goes at once; null unless it does.</param>
/// <param name="Next">What to do when nobody answered; null: nothing is left.</param>
/// <param name="At">The moment that was asked about.</param>
/// <param name="Reasons">In the order in which they were looked at.</param>
public sealed record CallView(
    [property: Field("Id of the user whom the call is for.")] Guid Agent,
    [property: Field("What to do first. Ring: the numbers of the agent ring; Forward: the call goes to the number; Failover: it goes where the failover says; HangUp: it ends.")] CallAction Action,
    [property: Field("Why it does not ring, as a code that does not change, such as outside_time_group; absent: it rings or is forwarded.")] string? Code,
    [property: Field("What rings, step by step; empty: nothing.")] IReadOnlyList<RingStep> Ring,
    [property: Field("Phone number that the call is forwarded to at once; absent unless it is.")] string? Number,
    [property: Field("Where the call goes at once; absent unless it does.")] FailoverView? Failover,
    [property: Field("What to do when nobody answered; absent: nothing is left to do.")] NextCallAction? Next,
    [property: Field("The moment that was asked about, in UTC.")] DateTimeOffset At,
    [property: Field("Why, in the order in which it was looked at.")] IReadOnlyList<CallReason> Reasons)
{
    /// <summary>The view as of these facts.</summary>
    internal static CallView Of(InboundCall call, TenantFacts facts)
    {
        var decision = call.Decide();
        var first = Step(decision.Action, decision, facts);
        return new(
            call.Agent.Id, first.Action, decision.Reasons.Code, decision.Ring, first.Number, first.Failover,
            decision.Next is { } next ? Step(next, decision, facts) : null, call.At, decision.Reasons.All);
    }

    private static NextCallAction Step(CallAction action, InboundDecision decision, TenantFacts facts) => new(
        action, action is CallAction.Forward ? decision.Forward : null, action is CallAction.Failover ? FailoverView.Of(decision.Instead, facts) : null);
}
