using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Groups;

/// <summary><c>GET /api/groups/{id}</c>.</summary>
public sealed class ReadGroup(ITables tables, GroupViews views)
{
    /// <summary>200 with the group and its ETag; 404.</summary>
    [Function("ReadGroup")]
    [Operation("Get a group", "Gets one group, with how many users are in it and which departments it answers for.", Visibility = Visibility.Important, IsVersioned = true)]
    [PathValue("groups/{id:guid}", "Group Id", "Id of the group.", Lookup = "groups")]
    [Answers(200, typeof(GroupView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "groups/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.GroupsRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (await tables.Find(caller.Tenant, id, cancellationToken) is not { } row)
            return Answer.Problem(Error.NotFound("group", id.ToString()));
        var group = GroupTable.Read(row);
        return Answer.Ok(await views.Of(caller.Tenant, group, cancellationToken)).Tagged(group.Version);
    }
}
