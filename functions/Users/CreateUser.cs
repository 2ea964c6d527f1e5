using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary><c>POST /api/users</c>: a new user, Pending, whose invitation goes out (S118, S120).</summary>
public sealed class CreateUser(UserWriter users, Facts facts, TimeProvider time)
{
    /// <summary>Kind of the change; invitations follow it.</summary>
    public const string Kind = "user.created";

    /// <summary>201 with the user; 400 names every wrong field; 403 a role above one's own; 409 a value in use.</summary>
    /// <remarks><c>createMissing=true</c> makes departments and groups that are named and not there. A password that the app made is in the first answer only.</remarks>
    [Function("CreateUser")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "users")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.UsersWrite, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        if (!request.ReadFlag("createMissing").Try(out var createsMissing, out error))
            return Answer.Problem(error);
        var wanted = await UserRequest.Read(read.Caller, read.Body, createsMissing, users, time, cancellationToken);
        if (!(await users.Create(read.Caller, Kind, wanted.Create, wanted.Extras, cancellationToken)).Try(out var user, out error))
            return Answer.Problem(error);
        var view = UserView.Of(user, await facts.ForReading(read.Caller.Tenant, user.NamedIds, cancellationToken)) with
        {
            GeneratedPassword = wanted.GeneratedFor(user),
        };
        return Answer.Created(request.Link($"users/{user.Id}"), view.At(request)).Tagged(user.Version);
    }

    /// <summary>Creates the user in one batch with its address, number, login and memberships.</summary>
    public async Task<Result<User>> Handle(Caller caller, JsonElement body, CancellationToken cancellationToken)
    {
        var wanted = await UserRequest.Read(caller, body, createsMissing: false, users, time, cancellationToken);
        return await users.Create(caller, Kind, wanted.Create, wanted.Extras, cancellationToken);
    }
}
