using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Presence;

/// <summary><c>PATCH /api/statuses/{id}</c>: a JSON merge. The class stays, because who has the status was given work by it.</summary>
public sealed class ChangeStatus(ITables tables, ChangeLog log, Facts facts, WatchLists lists, TimeProvider time)
{
    /// <summary>Kind of the change.</summary>
    public const string Kind = "status.changed";

    /// <summary>200 with the status as it is now; 400, 404, 409, 412.</summary>
    [Function("ChangeStatus")]
    [Operation("Change a status", "Changes the name or the idle time of a status; of those that every tenant has only the idle time.", Visibility = Visibility.Advanced, IsVersioned = true)]
    [Takes(typeof(TenantStatusChanges))]
    [Answers(200, typeof(StatusView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "statuses/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.TenantWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!(await request.ReadObject(cancellationToken)).Try(out var body, out error))
            return Answer.Problem(error);
        var changed = await log.Write<TenantStatus>(caller, token => Decide(caller.Tenant, id, request.IfMatch(), body.Root, token), cancellationToken);
        if (!changed.Try(out var status, out error))
            return Answer.Problem(error);
        if (status.IdleMinutes is not null)
            await lists.Put(PresenceLists.Idle, caller.Tenant, cancellationToken);
        return Answer.Ok(StatusView.Of(status, StatusList.Of(await facts.ForReading(caller.Tenant, [], cancellationToken)))).Tagged(status.Version);
    }

    private async Task<Result<Draft<TenantStatus>>> Decide(string tenant, string id, string? ifMatch, JsonElement body, CancellationToken cancellationToken)
    {
        var all = StatusList.Of(await facts.ForWriting(tenant, cancellationToken));
        if (all.Find(id) is not { } before)
            return Error.NotFound("status", FieldReader.Shown(id));
        if (Versions.Check(ifMatch, before.Version) is { } stale)
            return stale;
        if (!before.Change(body, all, time.GetUtcNow()).Try(out var after, out var error))
            return error;
        if (after == before)
            return Draft<TenantStatus>.Unchanged(before);
        // One that every tenant has gets a row when it is changed for the first time.
        var row = await tables.Get(ChangeLog.Table, tenant, StatusTable.Key(before.Id), cancellationToken);
        var next = StatusTable.Write(tenant, after, row?.ETag);
        return new Draft<TenantStatus>(after, new Change(Kind, [], Json.Write(before)) { Name = before.Id }).With([row is null ? Step.Insert(next) : Step.Replace(next)]);
    }
}
