using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary><c>GET /api/users/{id}</c>.</summary>
public sealed class ReadUser(UserWriter users, Facts facts)
{
    /// <summary>200 with the user and its ETag; 404 when there is none or it was deleted.</summary>
    [Function("ReadUser")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "users/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.UsersRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (await users.Find(caller.Tenant, id, cancellationToken) is not { } user)
            return Answer.Problem(Error.NotFound("user", id.ToString()));
        return Answer.Ok(UserView.Of(user, await facts.ForReading(caller.Tenant, user.NamedIds, cancellationToken))).Tagged(user.Version);
    }
}
