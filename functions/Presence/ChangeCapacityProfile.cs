using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.Presence;

/// <summary><c>PATCH /api/capacity-profiles/{id}</c>: a JSON merge. A lower limit takes nothing away from anybody; it only keeps new work off.</summary>
public sealed class ChangeCapacityProfile(ITables tables, ChangeLog log, Facts facts, TimeProvider time)
{
    /// <summary>Kind of the change.</summary>
    public const string Kind = "capacity-profile.changed";

    /// <summary>200 with the profile as it is now; 400, 404, 409, 412.</summary>
    [Function("ChangeCapacityProfile")]
    [Operation("Change a capacity profile", "Changes what the request names of a capacity profile, for all users who have it; what they have in hand stays with them.", IsVersioned = true)]
    [Takes(typeof(CapacityProfileChanges))]
    [Answers(200, typeof(CapacityProfile))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "capacity-profiles/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.TenantWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!(await request.ReadObject(cancellationToken)).Try(out var body, out error))
            return Answer.Problem(error);
        var changed = await log.Write<CapacityProfile>(caller, token => Decide(caller.Tenant, id, request.IfMatch(), body.Root, token), cancellationToken);
        return changed.Try(out var profile, out error) ? Answer.Ok(profile).Tagged(profile.Version) : Answer.Problem(error);
    }

    private async Task<Result<Draft<CapacityProfile>>> Decide(string tenant, Guid id, string? ifMatch, JsonElement body, CancellationToken cancellationToken)
    {
        if (await tables.FindCapacityProfile(tenant, id, cancellationToken) is not { } row)
            return Error.NotFound("capacity_profile", id.ToString());
        var before = CapacityProfileTable.Read(row);
        if (Versions.Check(ifMatch, before.Version) is { } stale)
            return stale;
        var known = await facts.ForWriting(tenant, cancellationToken);
        if (!before.Change(body, CapacityProfileList.Of(known), TenantSettings.Of(known), time.GetUtcNow()).Try(out var after, out var error))
            return error;
        return ReferenceEquals(after, before)
            ? Draft<CapacityProfile>.Unchanged(before)
            : new Draft<CapacityProfile>(after, new Change(Kind, [id], Json.Write(before))).With([Step.Replace(CapacityProfileTable.Write(tenant, after, row.ETag))]);
    }
}
