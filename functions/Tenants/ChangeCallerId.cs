using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary><c>PATCH /api/caller-ids/{number}</c>: its name.</summary>
public sealed class ChangeCallerId(ITables tables, ChangeLog log, Facts facts, TimeProvider time)
{
    /// <summary>Kind of the change.</summary>
    public const string Kind = "caller-id.changed";

    /// <summary>200 with the caller ID as it is now; 400, 404, 409, 412.</summary>
    [Function("ChangeCallerId")]
    [Operation("Rename a caller ID", "Changes what people call a phone number of the tenant; the number itself stays.", IsVersioned = true)]
    [Takes(typeof(CallerIdChanges))]
    [Answers(200, typeof(CallerId))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "caller-ids/{number}")] HttpRequest request, string number, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.TenantWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!(await request.ReadObject(cancellationToken)).Try(out var body, out error))
            return Answer.Problem(error);
        var changed = await log.Write<CallerId>(caller, token => Decide(caller.Tenant, number, request.IfMatch(), body.Root, token), cancellationToken);
        return changed.Try(out var callerId, out error) ? Answer.Ok(callerId).Tagged(callerId.Version) : Answer.Problem(error);
    }

    private async Task<Result<Draft<CallerId>>> Decide(string tenant, string number, string? ifMatch, JsonElement body, CancellationToken cancellationToken)
    {
        if (await tables.FindCallerId(tenant, number, cancellationToken) is not { } row)
            return Error.NotFound("caller_id", FieldReader.Shown(number));
        var before = CallerIdTable.Read(row);
        if (Versions.Check(ifMatch, before.Version) is { } stale)
            return stale;
        if (!before.Change(body, CallerIdList.Of(await facts.ForWriting(tenant, cancellationToken)), time.GetUtcNow()).Try(out var after, out var error))
            return error;
        return ReferenceEquals(after, before)
            ? Draft<CallerId>.Unchanged(before)
            : new Draft<CallerId>(after, new Change(Kind, [], Json.Write(before)) { Name = before.Number }).With([Step.Replace(CallerIdTable.Write(tenant, after, row.ETag))]);
    }
}
