using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary><c>POST /api/users</c>: a new user, Pending, whose invitation goes out (S118, S120).</summary>
public sealed class CreateUser(UserWriter users, UpsertUser upsert, Facts facts, TimeProvider time)
{
    /// <summary>Kind of the change; invitations follow it.</summary>
    public const string Kind = "user.created";

    /// <summary>Kind of the change that creates users in bulk; its ids are the created ones.</summary>
    public const string BulkKind = "users.imported";

    /// <summary>Kind of the change that ends what created users and wrote all or none; its ids are theirs, and invitations follow it.</summary>
    public const string CommittedKind = "import.committed";

    /// <summary>201 with the user; 400 names every wrong field; 403 a role above one's own; 409 a value in use.</summary>
    /// <remarks>With <c>onConflict=upsert</c> the user of this externalId or address is changed instead (200): see <see cref="UpsertUser"/>. <c>createMissing=true</c> makes departments and groups that are named and not there. A password that the app made is in the first answer only.</remarks>
    [Function("CreateUser")]
    [Operation("Create a user", "Creates a user, who is Pending until they accept the invitation that goes out to their e-mail address. With onConflict upsert a user who is there already is changed instead.", Visibility = Visibility.Important)]
    [Takes(typeof(UserBody))]
    [Query(typeof(CreateUserQuery))]
    [Answers(201, typeof(UserView), Also = [200])]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "users")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.UsersWrite, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        if (!request.ReadFlag("createMissing").Try(out var createsMissing, out error))
            return Answer.Problem(error);
        if (!Upserts(request).Try(out var upserts, out error))
            return Answer.Problem(error);
        var wanted = await UserRequest.Read(read.Caller, read.Body, createsMissing, users, time, cancellationToken);
        var done = upserts
            ? await upsert.Handle(read.Caller, wanted, cancellationToken)
            : (await users.Create(read.Caller, Kind, wanted.Create, wanted.Extras, cancellationToken)).Map(user => new Upserted(user, true));
        if (!done.Try(out var upserted, out error))
            return Answer.Problem(error);
        var user = upserted.User;
        var view = UserView.Of(user, await facts.ForReading(read.Caller.Tenant, user.NamedIds, cancellationToken)) with
        {
            GeneratedPassword = wanted.GeneratedFor(user),
            Changes = upserted.IsNew ? null : wanted.Cascades,
        };
        var answer = upserted.IsNew ? Answer.Created(request.Link($"users/{user.Id}"), view.At(request)) : Answer.Ok(view.At(request));
        return answer.Tagged(user.Version);
    }

    private static Result<bool> Upserts(HttpRequest request) => request.Word("onConflict")?.ToLowerInvariant() switch
    {
        null or "create" => false,
        "upsert" => true,
        var other => Error.Invalid("onConflict", "onConflict.invalid", $"onConflict '{FieldReader.Shown(other)}' is not valid: use create (a value in use is refused) or upsert."),
    };

    /// <summary>Creates the user in one batch with its address, number, login and memberships.</summary>
    public async Task<Result<User>> Handle(Caller caller, JsonElement body, CancellationToken cancellationToken)
    {
        var wanted = await UserRequest.Read(caller, body, createsMissing: false, users, time, cancellationToken);
        return await users.Create(caller, Kind, wanted.Create, wanted.Extras, cancellationToken);
    }
}
