using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Routing;

/// <summary>Whether an agent may make a call, on the wire.</summary>
public sealed record OutboundCallView(
    [property: Field("Id of the user who calls.")] Guid Agent,
    [property: Field("True: the call may go out.")] bool Allowed,
    [property: Field("Why it may not, as a code that does not change, such as no_caller_id; absent: it may.")] string? Code,
    [property: Field("Caller ID that the call shows; absent: it may not go out.", Title = "Caller ID")] string? CallerId,
    [property: Field("What chose the caller ID. AreaCode: the digits that were dialled; FirstAllowed: it is the first that the agent is allowed; absent: none was chosen.", Title = "Caller ID By")] CallerIdRule? CallerIdBy,
    [property: Field("Phone that the agent speaks on: Extension or Mobile.")] CallLeg Leg,
    [property: Field("Number of that phone.")] string LegNumber,
    [property: Field("Number that was dialled, without + or 00 in front.")] string Number,
    [property: Field("Why, in the order in which it was looked at.")] IReadOnlyList<CallReason> Reasons);

/// <summary><c>POST /api/calls/outbound</c>: whether an agent may make a call, on which phone and with which caller ID (S016-S025). It writes nothing, so it may be asked again.</summary>
public sealed class DecideOutbound(CallAgents agents, Facts facts)
{
    private const int MaxAddress = 45;

    /// <summary>200 with the decision and its reasons; 400; 403 for a phone that the agent may not use; 404; 409 for one that the agent has not got.</summary>
    [Function("DecideOutbound")]
    [Operation("Decide whether an outgoing call is allowed", "Says whether an agent may make a call, on which phone, and which caller ID it shows.", IsRepeatable = true)]
    [Takes(typeof(OutboundCallBody))]
    [Answers(200, typeof(OutboundCallView))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "calls/outbound")] HttpRequest request, CancellationToken cancellationToken) =>
        request.Decided(Handle, cancellationToken);

    /// <summary>Reads what the decision depends on, and decides.</summary>
    public async Task<Result<OutboundCallView>> Handle(string tenant, JsonElement body, CancellationToken cancellationToken)
    {
        var fields = new FieldReader(body, "call");
        var named = CallAgents.Named(fields);
        var number = DialledNumber.Read(fields, "number").Value;
        if (number is null)
            fields.Missing("number", DialledNumber.Allowed);
        var isClick = fields.Flag("clickToCall").Value ?? false;
        var leg = fields.Choice<CallLeg>("leg").Value;
        var source = fields.Text("sourceAddress", MaxAddress).Value;
        if (source is not null && (source.Contains('/', StringComparison.Ordinal) || IpRange.Parse(source) is null))
            fields.Add("sourceAddress", "invalid", $"sourceAddress '{FieldReader.Shown(source)}' is not an IP address: give one such as 203.0.113.7 or 2001:db8::7.");
        if (fields.Finish() is { } invalid)
            return invalid;
        var known = await facts.Now(tenant, cancellationToken);
        if (!(await agents.Find(tenant, named!, cancellationToken)).Try(out var agent, out var error))
            return error;
        return new OutboundCall(agent, number!, isClick, leg, source, CallerIdList.Of(known), TenantSettings.Of(known).Ips).Decide().Map(decision => View(agent, number!, decision));
    }

    private static OutboundCallView View(User agent, string number, OutboundDecision decision) => new(
        agent.Id, decision.IsAllowed, decision.Reasons.Code, decision.CallerId, decision.Rule, decision.Leg,
        (decision.Leg is CallLeg.Extension ? agent.HeldNumber : agent.Phone)!, DialledNumber.Stripped(number), decision.Reasons.All);
}
