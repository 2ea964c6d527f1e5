using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary><c>PATCH /api/users/{id}</c>: a JSON merge (RFC 7396) of the fields given.</summary>
public sealed class ChangeUser(UserWriter users, Names names)
{
    /// <summary>Kind of the change.</summary>
    public const string Kind = "user.changed";

    /// <summary>200 with the user as it is now (the same version when nothing differed); 400, 404, 409, 412.</summary>
    [Function("ChangeUser")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "users/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.UsersWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!(await request.ReadObject(cancellationToken)).Try(out var body, out error))
            return Answer.Problem(error);
        if (!(await Handle(caller, id, request.IfMatch(), body.Root, cancellationToken)).Try(out var user, out error))
            return Answer.Problem(error);
        return Answer.Ok(UserView.Of(user, await names.ForReading(caller.Tenant, user.NamedIds, cancellationToken))).Tagged(user.Version);
    }

    /// <summary>Changes the user in one batch.</summary>
    public Task<Result<User>> Handle(Caller caller, Guid id, string? ifMatch, JsonElement body, CancellationToken cancellationToken) =>
        users.Change(caller, id, ifMatch, Kind, (user, known, now) => new UserFields(body).Change(user, known, now), cancellationToken);
}
