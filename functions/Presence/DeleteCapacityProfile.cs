using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Presence;

/// <summary><c>DELETE /api/capacity-profiles/{id}</c>: with <c>force=true</c> also one that users have; they have none then.</summary>
public sealed class DeleteCapacityProfile(ITables tables, ChangeLog log, UserIndexes indexes)
{
    /// <summary>Kind of the change.</summary>
    public const string Kind = "capacity-profile.deleted";

    /// <summary>204; 404; 409 while users have it; 412.</summary>
    [Function("DeleteCapacityProfile")]
    [Operation("Delete a capacity profile", "Deletes a capacity profile; the default one then holds for the users who had it, if there is one.", IsVersioned = true)]
    [Query(typeof(DeleteCapacityProfileQuery))]
    [Answers(204)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "capacity-profiles/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.TenantWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadFlag("force").Try(out var isForced, out error))
            return Answer.Problem(error);
        var deleted = await log.Write<CapacityProfile>(caller, token => Decide(caller.Tenant, id, request.IfMatch(), isForced, token), cancellationToken);
        return deleted.Try(out _, out error) ? Answer.NoContent() : Answer.Problem(error);
    }

    private async Task<Result<Draft<CapacityProfile>>> Decide(string tenant, Guid id, string? ifMatch, bool isForced, CancellationToken cancellationToken)
    {
        if (await tables.FindCapacityProfile(tenant, id, cancellationToken) is not { } row)
            return Error.NotFound("capacity_profile", id.ToString());
        var before = CapacityProfileTable.Read(row);
        if (Versions.Check(ifMatch, before.Version) is { } stale)
            return stale;
        var holders = (await indexes.ForWriting(tenant, cancellationToken)).WithCapacityProfile(id).Count;
        if (holders > 0 && !isForced)
            return Error.Conflict("id", "capacity_profile.in_use", $"{holders} users have the capacity profile '{before.Name}': give them another, or repeat with force=true.");
        return new Draft<CapacityProfile>(before, new Change(Kind, [id], Json.Write(before))).With([Step.Delete(row)]);
    }
}
