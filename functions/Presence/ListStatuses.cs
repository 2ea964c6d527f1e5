using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Presence;

/// <summary><c>GET /api/statuses</c> and <c>/api/statuses/{id}</c>: what a user's status can be set to (S095). Every tenant has three, and may have more of the same classes.</summary>
public sealed class ListStatuses(Facts facts)
{
    private static readonly string[] Seeing = [Permission.UsersRead, Permission.PresenceWrite, Permission.PresenceOwn, Permission.TenantRead, Permission.TenantWrite];

    /// <summary>200 with <c>value</c> and, while there is more, <c>nextLink</c>, for whoever reads users or sets their status.</summary>
    [Function("ListStatuses")]
    [Operation("List statuses", "Lists the statuses that a user can have, for a dropdown.", Visibility = Visibility.Internal)]
    [Answers(200, typeof(StatusView), IsPage = true)]
    [Lookup("statuses", "name", "name")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "statuses")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.DemandAny(Seeing).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadPage().Try(out var page, out error))
            return Answer.Problem(error);
        var statuses = StatusList.Of(await facts.ForReading(caller.Tenant, [], cancellationToken));
        var (shown, last) = page.Part(statuses.All, status => status.Id);
        return request.Page([.. shown.Select(status => StatusView.Of(status, statuses))], page, last);
    }

    /// <summary>200 with the status and its ETag, by its id or name; 404.</summary>
    [Function("ReadStatusDefinition")]
    [Operation("Get a status", "Gets one of the statuses that a user can have.", Visibility = Visibility.Advanced, IsVersioned = true)]
    [PathValue("statuses/{id}", "Status Id", "Id or name of the status.", Lookup = "statuses")]
    [Answers(200, typeof(StatusView))]
    public async Task<IResult> Read([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "statuses/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (!request.DemandAny(Seeing).Try(out var caller, out var error))
            return Answer.Problem(error);
        var statuses = StatusList.Of(await facts.Now(caller.Tenant, cancellationToken));
        return statuses.Find(id) is { } status ? Answer.Ok(StatusView.Of(status, statuses)).Tagged(status.Version) : Answer.Problem(Error.NotFound("status", FieldReader.Shown(id)));
    }
}
