using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Presence;

/// <summary><c>GET /api/capacity-profiles</c> and <c>/api/capacity-profiles/{id}</c>.</summary>
public sealed class ReadCapacityProfiles(ITables tables)
{
    // Whoever gives users a profile has to be able to choose one.
    private static readonly string[] Seeing = [Permission.TenantRead, Permission.TenantWrite, Permission.PresenceWrite];

    /// <summary>200 with <c>value</c> and, while there is more, <c>nextLink</c>.</summary>
    [Function("ListCapacityProfiles")]
    [Operation("List capacity profiles", "Lists the capacity profiles in the order in which they were created.")]
    [Answers(200, typeof(CapacityProfile), IsPage = true)]
    [Lookup("capacity-profiles", "name", "name")]
    [Lookup("capacity-profile-ids", "id", "name")]
    public async Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "capacity-profiles")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.DemandAny(Seeing).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadPage().Try(out var page, out error))
            return Answer.Problem(error);
        var (rows, last) = await tables.List(ChangeLog.Table, caller.Tenant, CapacityProfile.Prefix, page, _ => true, cancellationToken);
        return request.Page([.. rows.Select(CapacityProfileTable.Read)], page, last);
    }

    /// <summary>200 with the profile and its ETag; 404.</summary>
    [Function("ReadCapacityProfile")]
    [Operation("Get a capacity profile", "Gets one capacity profile: how much at once the users take who have it.", IsVersioned = true)]
    [PathValue("capacity-profiles/{id:guid}", "Capacity Profile Id", "Id of the capacity profile.", Lookup = "capacity-profile-ids")]
    [Answers(200, typeof(CapacityProfile))]
    public async Task<IResult> Read([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "capacity-profiles/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.DemandAny(Seeing).Try(out var caller, out var error))
            return Answer.Problem(error);
        return await tables.FindCapacityProfile(caller.Tenant, id, cancellationToken) is { } row && CapacityProfileTable.Read(row) is var profile
            ? Answer.Ok(profile).Tagged(profile.Version)
            : Answer.Problem(Error.NotFound("capacity_profile", id.ToString()));
    }
}
