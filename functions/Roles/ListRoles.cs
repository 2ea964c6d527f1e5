using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Roles;

/// <summary><c>GET /api/roles</c>: the roles a user or key can have, the built-in ones first, with how many have them (S073).</summary>
public sealed class ListRoles(Facts facts, CountRoleUses count)
{
    /// <summary>200 with all roles; there are few, so it is one page.</summary>
    [Function("ListRoles")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "roles")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.RolesRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        var roles = RoleList.Of(await facts.Now(caller.Tenant, cancellationToken));
        var uses = await count(caller.Tenant, isDecision: false, cancellationToken);
        return Answer.Ok(new PageAnswer<RoleView>([.. roles.All.Select(role => RoleView.Of(role, uses))], null));
    }
}
