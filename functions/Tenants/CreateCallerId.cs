using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary><c>POST /api/caller-ids</c> with <c>{"number","name"}</c>: registers a number that the tenant owns (S015).</summary>
public sealed class CreateCallerId(ChangeLog log, Facts facts, TimeProvider time)
{
    /// <summary>Kind of the change.</summary>
    public const string Kind = "caller-id.created";

    /// <summary>201 with the caller ID; 400; 409 when the number or the name is in use.</summary>
    [Function("CreateCallerId")]
    [Operation("Register a caller ID", "Registers a phone number that the tenant owns, so that calls can show it.")]
    [Takes(typeof(CallerIdBody))]
    [Answers(201, typeof(CallerId))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "caller-ids")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.TenantWrite, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        if (!(await Handle(read.Caller, read.Body, cancellationToken)).Try(out var callerId, out error))
            return Answer.Problem(error);
        return Answer.Created(request.Link($"caller-ids/{Uri.EscapeDataString(callerId.Number)}"), callerId).Tagged(callerId.Version);
    }

    /// <summary>Registers the number; its row's insert makes it unique.</summary>
    public Task<Result<CallerId>> Handle(Caller caller, JsonElement body, CancellationToken cancellationToken)
    {
        return log.Write<CallerId>(caller, Decide, cancellationToken);

        async Task<Result<Draft<CallerId>>> Decide(CancellationToken token)
        {
            var known = await facts.ForWriting(caller.Tenant, token);
            var owned = CallerIdList.Of(known);
            if (Quotas.Check("callerIds", "caller IDs", Quotas.Of(known).CallerIds, owned.All.Count) is { } full)
                return full;
            return CallerId.Create(body, owned, time.GetUtcNow()).Map(callerId =>
                new Draft<CallerId>(callerId, new Change(Kind, []) { Name = callerId.Number })
                    .With([Step.Insert(CallerIdTable.Write(caller.Tenant, callerId, null), Error.Taken("number", callerId.Number))]));
        }
    }
}
