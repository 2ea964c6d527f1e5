using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary><c>PATCH /api/users/{id}</c>: a JSON merge (RFC 7396) of the fields given.</summary>
public sealed class ChangeUser(UserWriter users, Facts facts, TimeProvider time)
{
    /// <summary>Kind of the change.</summary>
    public const string Kind = "user.changed";

    /// <summary>200 with the user as it is now (the same version when nothing differed); 400, 403, 404, 409, 412.</summary>
    /// <remarks>
    /// <c>createMissing=true</c> makes departments and groups that are named and not there. Switching <c>autoGeneratePassword</c> on makes a password
    /// that is in this answer only (S046); off and on again makes another one. <c>changes</c> says what went with what was taken away: a channel's
    /// place at clients and its limit (S086).
    /// </remarks>
    [Function("ChangeUser")]
    [Operation("Change a user", "Changes the fields of a user that the request names; all others stay as they are, and null clears a field.", Visibility = Visibility.Important, IsVersioned = true)]
    [Takes(typeof(UserChanges))]
    [Query(typeof(CreateMissingQuery))]
    [Answers(200, typeof(UserView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "users/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.UsersWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!(await request.ReadObject(cancellationToken)).Try(out var body, out error))
            return Answer.Problem(error);
        if (!request.ReadFlag("createMissing").Try(out var createsMissing, out error))
            return Answer.Problem(error);
        var wanted = await UserRequest.Read(caller, body.Root, createsMissing, users, time, cancellationToken);
        if (!(await users.Change(caller, id, request.IfMatch(), Kind, wanted.Change, wanted.Extras, cancellationToken)).Try(out var user, out error))
            return Answer.Problem(error);
        var view = UserView.Of(user, await facts.ForReading(caller.Tenant, user.NamedIds, cancellationToken)) with
        {
            GeneratedPassword = wanted.GeneratedFor(user),
            Changes = wanted.Cascades,
        };
        return Answer.Ok(view.At(request)).Tagged(user.Version);
    }

    /// <summary>Changes the user in one batch.</summary>
    public async Task<Result<User>> Handle(Caller caller, Guid id, string? ifMatch, JsonElement body, CancellationToken cancellationToken)
    {
        var wanted = await UserRequest.Read(caller, body, createsMissing: false, users, time, cancellationToken);
        return await users.Change(caller, id, ifMatch, Kind, wanted.Change, wanted.Extras, cancellationToken);
    }
}
