using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Roles;

/// <summary><c>GET /api/roles</c>: the roles a user or key can have, the built-in ones first, with how many have them (S073).</summary>
public sealed class ListRoles(Facts facts, CountRoleUses count)
{
    // Whoever gives roles, or asks for those who have one, has to be able to choose one.
    private static readonly string[] Seeing =
    [
        Permission.RolesRead, Permission.RolesWrite, Permission.UsersRead, Permission.UsersWrite, Permission.KeysRead, Permission.KeysWrite, Permission.ImportsWrite, Permission.ImportsRead, Permission.GroupsRead, Permission.WebhooksWrite,
    ];

    /// <summary>200 with <c>value</c> and, while there is more, <c>nextLink</c>.</summary>
    [Function("ListRoles")]
    [Operation("List roles", "Lists the roles that a user or key can have, the built-in ones first.")]
    [Answers(200, typeof(RoleView), IsPage = true)]
    [Lookup("roles", "name", "name")]
    [Lookup("role-ids", "id", "name")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "roles")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.DemandAny(Seeing).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadPage().Try(out var page, out error))
            return Answer.Problem(error);
        var roles = RoleList.Of(await facts.Now(caller.Tenant, cancellationToken));
        var uses = await count(caller.Tenant, isDecision: false, cancellationToken);
        var (shown, last) = page.Part(roles.All, role => role.Id.ToString("D"));
        return request.Page([.. shown.Select(role => RoleView.Of(role, uses))], page, last);
    }
}
