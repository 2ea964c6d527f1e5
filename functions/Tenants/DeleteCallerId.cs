using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary><c>DELETE /api/caller-ids/{number}</c>: with <c>force=true</c> also one that users have; they show it no longer.</summary>
public sealed class DeleteCallerId(ITables tables, ChangeLog log, Facts facts, ReadUses readUses, TakeAway takeAway)
{
    /// <summary>Kind of the change.</summary>
    public const string Kind = "caller-id.deleted";

    /// <summary>200 with <c>changes</c>, empty unless it was taken from users; 404; 409 while users have it; 412.</summary>
    [Function("DeleteCallerId")]
    [Operation("Delete a caller ID", "Gives up a phone number that no user has; the answer says from whom it was taken, if from any.", IsVersioned = true)]
    [Query(typeof(TakeAwayQuery))]
    [Answers(200, typeof(TakenReport))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "caller-ids/{number}")] HttpRequest request, string number, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.TenantWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadFlag("force").Try(out var isForced, out error))
            return Answer.Problem(error);
        var deleted = await log.Write<TakenReport>(caller, token => Decide(caller.Tenant, number, request.IfMatch(), isForced, token), cancellationToken);
        if (!deleted.Try(out var report, out error))
            return Answer.Problem(error);
        if (report.Changes.Count > 0)
            await takeAway(caller, new Change(Kind, []) { Name = number }, cancellationToken);
        return Answer.Ok(report);
    }

    private async Task<Result<Draft<TakenReport>>> Decide(string tenant, string number, string? ifMatch, bool isForced, CancellationToken cancellationToken)
    {
        if (await tables.FindCallerId(tenant, number, cancellationToken) is not { } row)
            return Error.NotFound("caller_id", FieldReader.Shown(number));
        var before = CallerIdTable.Read(row);
        if (Versions.Check(ifMatch, before.Version) is { } stale)
            return stale;
        var uses = await readUses(tenant, await facts.ForWriting(tenant, cancellationToken), cancellationToken);
        var taken = Uses.Report("callerId", before.Number, uses.OfCallerId(before.Number));
        if (taken is not null && !isForced)
            return Uses.InUse("number", "caller_id.in_use", "caller ID", taken);
        return new Draft<TakenReport>(TakenReport.Of(taken), new Change(Kind, [], Json.Write(before)) { Name = before.Number }).With([Step.Delete(row)]);
    }
}
