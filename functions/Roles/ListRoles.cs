using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Roles;

/// <summary><c>GET /api/roles</c>: the roles a user or key can have.</summary>
public sealed class ListRoles(Facts facts)
{
    /// <summary>All roles with their permissions.</summary>
    [Function("ListRoles")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "roles")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.RolesRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        return Answer.Ok(new PageAnswer<Role>(RoleList.Of(await facts.Now(caller.Tenant, cancellationToken)).All, null));
    }
}
