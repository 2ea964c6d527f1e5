using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Http;

namespace UserFunctions.Roles;

/// <summary><c>GET /api/roles</c>: the roles a user or key can have.</summary>
public sealed class ListRoles
{
    /// <summary>All roles with their permissions.</summary>
    [Function("ListRoles")]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "roles")] HttpRequest request)
    {
        var allowed = request.Demand(Permission.RolesRead);
        return Task.FromResult<IResult>(allowed.Ok
            ? Answer.Ok(new PageAnswer<Role>(Role.BuiltIn, null))
            : Answer.Problem(allowed.Error!));
    }
}
