using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary><c>DELETE /api/time-groups/{id}</c>: with <c>force=true</c> also one that users have; they can be reached at any time from then on.</summary>
public sealed class DeleteTimeGroup(ITables tables, ChangeLog log, Facts facts, ReadUses readUses, TakeAway takeAway)
{
    /// <summary>Kind of the change.</summary>
    public const string Kind = "time-group.deleted";

    /// <summary>200 with <c>changes</c>, empty unless it was taken from users; 404; 409 while users have it; 412.</summary>
    [Function("DeleteTimeGroup")]
    [Operation("Delete a time group", "Deletes a time group that no user has; the answer says from whom it was taken, if from any.", IsVersioned = true)]
    [Query(typeof(TakeAwayQuery))]
    [Answers(200, typeof(TakenReport))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "time-groups/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.TenantWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadFlag("force").Try(out var isForced, out error))
            return Answer.Problem(error);
        var deleted = await log.Write<TakenReport>(caller, token => Decide(caller.Tenant, id, request.IfMatch(), isForced, token), cancellationToken);
        if (!deleted.Try(out var report, out error))
            return Answer.Problem(error);
        if (report.Changes.Count > 0)
            await takeAway(caller, new Change(Kind, [id]), cancellationToken);
        return Answer.Ok(report);
    }

    private async Task<Result<Draft<TakenReport>>> Decide(string tenant, Guid id, string? ifMatch, bool isForced, CancellationToken cancellationToken)
    {
        if (await tables.FindTimeGroup(tenant, id, cancellationToken) is not { } row)
            return Error.NotFound("time_group", id.ToString());
        var before = TimeGroupTable.Read(row);
        if (Versions.Check(ifMatch, before.Version) is { } stale)
            return stale;
        var uses = await readUses(tenant, await facts.ForWriting(tenant, cancellationToken), cancellationToken);
        var taken = Uses.Report("timeGroup", before.Name, uses.OfTimeGroup(id));
        if (taken is not null && !isForced)
            return Uses.InUse("id", "time_group.in_use", "time group", taken);
        return new Draft<TakenReport>(TakenReport.Of(taken), new Change(Kind, [id], Json.Write(before))).With([Step.Delete(row)]);
    }
}
