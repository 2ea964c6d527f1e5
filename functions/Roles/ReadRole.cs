using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Roles;

/// <summary><c>GET /api/roles/{id}</c>.</summary>
public sealed class ReadRole(Facts facts, CountRoleUses count)
{
    /// <summary>200 with the role and its ETag; 404.</summary>
    [Function("ReadRole")]
    [Operation("Get a role", "Gets one role, with what it allows and how many users and keys have it.", IsVersioned = true)]
    [PathValue("roles/{id:guid}", "Role Id", "Id of the role.", Lookup = "role-ids")]
    [Answers(200, typeof(RoleView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "roles/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.RolesRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (RoleList.Of(await facts.Now(caller.Tenant, cancellationToken)).Find(id) is not { } role)
            return Answer.Problem(Error.NotFound("role", id.ToString()));
        return Answer.Ok(RoleView.Of(role, await count(caller.Tenant, isDecision: false, cancellationToken))).Tagged(role.Version);
    }
}
