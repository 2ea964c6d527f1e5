using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.Routing;

/// <summary>Whether an agent may use something beside a call, on the wire.</summary>
public sealed record InteractionView(
    [property: Field("Id of the user who wants to use it.")] Guid Agent,
    [property: Field("True: it may be used.")] bool Allowed,
    [property: Field("Why it may not, as a code that does not change, such as call_not_live; absent: it may.")] string? Code,
    [property: Field("Template that is sent; absent for video, and when it may not be used.")] MessageTemplate? Template,
    [property: Field("Why, in the order in which it was looked at.")] IReadOnlyList<CallReason> Reasons);

/// <summary>Whether an agent may put a disposition on a call, on the wire.</summary>
public sealed record CallDispositionView(
    [property: Field("Id of the user who wants to put it on the call.")] Guid Agent,
    [property: Field("True: it may be put on the call.")] bool Allowed,
    [property: Field("Why it may not, as a code that does not change, such as call_not_live; absent: it may.")] string? Code,
    [property: Field("Disposition that is meant; absent when it may not be put on the call.")] Disposition? Disposition,
    [property: Field("Why, in the order in which it was looked at.")] IReadOnlyList<CallReason> Reasons);

/// <summary><c>POST /api/calls/interactions</c> and <c>/api/calls/dispositions</c>: what an agent may do in a call (S038-S042). They write nothing, so they may be asked again.</summary>
public sealed class DecideInteraction(CallAgents agents, Facts facts)
{
    private const int MaxName = 100;

    /// <summary>200 with the decision and its reasons; 400; 404.</summary>
    [Function("DecideInteraction")]
    [Operation("Decide whether an interaction is allowed", "Says whether an agent may use video, WhatsApp or SMS in a call, with the template that is sent.", IsRepeatable = true)]
    [Takes(typeof(InteractionBody))]
    [Answers(200, typeof(InteractionView))]
    public Task<IResult> Interaction([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "calls/interactions")] HttpRequest request, CancellationToken cancellationToken) =>
        request.Decided(Interact, cancellationToken);

    /// <summary>200 with the decision and its reasons; 400; 404.</summary>
    [Function("DecideDisposition")]
    [Operation("Decide whether a disposition is allowed", "Says whether an agent may put a result on a call, which takes a live one.", IsRepeatable = true)]
    [Takes(typeof(CallDispositionBody))]
    [Answers(200, typeof(CallDispositionView))]
    public Task<IResult> Disposition([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "calls/dispositions")] HttpRequest request, CancellationToken cancellationToken) =>
        request.Decided(Dispose, cancellationToken);

    private async Task<Result<InteractionView>> Interact(string tenant, JsonElement body, CancellationToken cancellationToken)
    {
        var fields = new FieldReader(body, "interaction");
        var named = CallAgents.Named(fields);
        var kind = fields.Choice<InteractionKind>("interaction").Value;
        if (kind is null)
            fields.Missing("interaction", $"use one of {string.Join(", ", Enum.GetNames<InteractionKind>())}");
        var state = State(fields);
        var template = fields.Text("template", MaxName).Value;
        if (kind is InteractionKind.WhatsApp or InteractionKind.SMS && template is null)
            fields.Missing("template", "give the id or name of one of the tenant's templates");
        if (kind is InteractionKind.Video && template is not null)
            fields.Add("template", "invalid", "Video has no template: leave template out.");
        if (fields.Finish() is { } invalid)
            return invalid;
        var settings = TenantSettings.Of(await facts.Now(tenant, cancellationToken));
        return (await agents.Find(tenant, named!, cancellationToken)).Map(agent =>
        {
            var (sent, reasons) = LiveCall.Interact(agent, kind!.Value, state, template, settings.Templates);
            return new InteractionView(agent.Id, reasons.Code is null, reasons.Code, sent, reasons.All);
        });
    }

    private async Task<Result<CallDispositionView>> Dispose(string tenant, JsonElement body, CancellationToken cancellationToken)
    {
        var fields = new FieldReader(body, "disposition of a call");
        var named = CallAgents.Named(fields);
        var state = State(fields);
        var disposition = fields.Text("disposition", MaxName).Value;
        if (disposition is null)
            fields.Missing("disposition", "give the id or name of one of the tenant's dispositions");
        if (fields.Finish() is { } invalid)
            return invalid;
        var settings = TenantSettings.Of(await facts.Now(tenant, cancellationToken));
        return (await agents.Find(tenant, named!, cancellationToken)).Map(agent =>
        {
            var (put, reasons) = LiveCall.Dispose(agent, state, disposition!, settings.Dispositions);
            return new CallDispositionView(agent.Id, reasons.Code is null, reasons.Code, put, reasons.All);
        });
    }

    private static CallState State(FieldReader fields)
    {
        var state = fields.Choice<CallState>("callState").Value;
        if (state is null)
            fields.Missing("callState", $"use one of {string.Join(", ", Enum.GetNames<CallState>())}");
        return state ?? CallState.Ended;
    }
}
