using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary><c>GET /api/users/{id}/permissions</c>: every app and permission there is, each with the rule that gave or denied it (S060-S063, S068, S069).</summary>
public sealed class ReadPermissions(UserWriter users, Facts facts)
{
    /// <summary>200; 404 when there is no such user or it was deleted.</summary>
    [Function("ReadPermissions")]
    [Operation("Get the permissions of a user", "Gets every app and permission there is, each with the rule that gave it to the user or denied it.")]
    [Answers(200, typeof(EffectivePermissions))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "users/{id:guid}/permissions")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.UsersRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (await users.Find(caller.Tenant, id, cancellationToken) is not { } user)
            return Answer.Problem(Error.NotFound("user", id.ToString()));
        return Answer.Ok(EffectivePermissions.Of(user, await facts.Now(caller.Tenant, cancellationToken)));
    }
}
