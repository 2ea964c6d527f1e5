using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Presence;

/// <summary><c>DELETE /api/statuses/{id}</c>: with <c>force=true</c> also one that users have; they count as having the one of its class that every tenant has.</summary>
public sealed class DeleteStatus(ITables tables, ChangeLog log, Facts facts, UserIndexes indexes)
{
    /// <summary>Kind of the change.</summary>
    public const string Kind = "status.deleted";

    /// <summary>204; 404; 409 for one that every tenant has, and while users have it; 412.</summary>
    [Function("DeleteStatus")]
    [Operation("Delete a status", "Deletes a status of the tenant; those that every tenant has stay.", Visibility = Visibility.Advanced, IsVersioned = true)]
    [Query(typeof(DeleteStatusQuery))]
    [Answers(204)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "statuses/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.TenantWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadFlag("force").Try(out var isForced, out error))
            return Answer.Problem(error);
        var deleted = await log.Write<TenantStatus>(caller, token => Decide(caller.Tenant, id, request.IfMatch(), isForced, token), cancellationToken);
        return deleted.Try(out _, out error) ? Answer.NoContent() : Answer.Problem(error);
    }

    private async Task<Result<Draft<TenantStatus>>> Decide(string tenant, string id, string? ifMatch, bool isForced, CancellationToken cancellationToken)
    {
        if (StatusList.Of(await facts.ForWriting(tenant, cancellationToken)).Find(id) is not { } before)
            return Error.NotFound("status", FieldReader.Shown(id));
        if (Versions.Check(ifMatch, before.Version) is { } stale)
            return stale;
        if (before.IsBuiltIn)
            return Error.Conflict("id", "status.built_in", $"Every tenant has the status '{before.Name}': it cannot be deleted.");
        var holders = (await indexes.ForWriting(tenant, cancellationToken)).InStatus((_, status) => status == before.Id).Count;
        if (holders > 0 && !isForced)
            return Error.Conflict("id", "status.in_use", $"{holders} users have the status '{before.Name}': set another one for them, or repeat with force=true.");
        if (await tables.Get(ChangeLog.Table, tenant, StatusTable.Key(before.Id), cancellationToken) is not { } row)
            return Error.NotFound("status", FieldReader.Shown(id));
        return new Draft<TenantStatus>(before, new Change(Kind, [], Json.Write(before)) { Name = before.Id }).With([Step.Delete(row)]);
    }
}
