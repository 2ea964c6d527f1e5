using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Hooks;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary><c>POST /api/users</c>: a new user, Pending, whose invitation goes out (S118, S120).</summary>
public sealed class CreateUser(UserWriter users, UpsertUser upsert, HookDoor door, Facts facts, TimeProvider time)
{
    /// <summary>Kind of the change; invitations follow it.</summary>
    public const string Kind = "user.created";

    /// <summary>Kind of the change that creates users in bulk; its ids are the created ones.</summary>
    public const string BulkKind = "users.imported";

    /// <summary>Kind of the change that creates users of an import that writes all or none: nothing follows from it until the import has ended.</summary>
    public const string AtomicKind = "users.importing";

    /// <summary>Kind of the change that ends what created users and wrote all or none; its ids are theirs, and invitations follow it.</summary>
    public const string CommittedKind = "import.committed";

    /// <summary>Kind of a part of that change; its ids are the users who were there before and were changed.</summary>
    public const string CommittedChangesKind = "import.committed_changes";

    /// <summary>Kind of a part of the changes that take back what was not committed: nobody was told of it, so nobody is told that it is gone.</summary>
    public const string TakenBackKind = "import.taken_back";

    /// <summary>201 with the user; 400 names every wrong field; 403 a role above one's own; 409 a value in use.</summary>
    /// <remarks>With <c>onConflict=upsert</c> the user of this externalId or address is changed instead, and answered likewise, so that whoever reads the document meets one status: see <see cref="UpsertUser"/>. <c>createMissing=true</c> makes departments and groups that are named and not there. A password that the app made is in the first answer only.</remarks>
    [Function("CreateUser")]
    [Operation("Create a user", "Creates a user, who is Pending until they accept the invitation that goes out to their e-mail address. With onConflict upsert a user who is there already is changed instead; version 1 tells a new one.", Visibility = Visibility.Important)]
    [Takes(typeof(UserBody))]
    [Query(typeof(CreateUserQuery))]
    [Answers(201, typeof(UserView))]
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
        return await Shown(request, read.Caller.Tenant, wanted, done, cancellationToken);
    }

    /// <summary>201 with the user, or 200 when there was one of this externalId or address, who is changed; 400; 401; 403; 409.</summary>
    [Function("ReceiveUser")]
    [Operation("Receive a user", "For other systems that know the users: creates the user, or changes the one of the same externalId or e-mail address. Signed with the secret of the hook as Standard Webhooks says, or by API key; sent again under the same webhook-id it does nothing twice.", Visibility = Visibility.Internal)]
    [Takes(typeof(UserBody))]
    [Query(typeof(HookQuery))]
    [Query(typeof(CreateMissingQuery))]
    [Answers(201, typeof(UserView))]
    public async Task<IResult> Receive([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "hooks/users")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await door.Read(request, Hook.Users, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        if (!request.ReadFlag("createMissing").Try(out var createsMissing, out error))
            return Answer.Problem(error);
        var wanted = await UserRequest.Read(read.Caller, read.Body, createsMissing, users, time, cancellationToken);
        return await Shown(request, read.Caller.Tenant, wanted, await upsert.Handle(read.Caller, wanted, cancellationToken), cancellationToken);
    }

    private async Task<IResult> Shown(HttpRequest request, string tenant, UserRequest wanted, Result<Upserted> done, CancellationToken cancellationToken)
    {
        if (!done.Try(out var upserted, out var error))
            return Answer.Problem(error);
        var user = upserted.User;
        var view = UserView.Of(user, await facts.ForReading(tenant, user.NamedIds, cancellationToken)) with
        {
            GeneratedPassword = wanted.GeneratedFor(user),
            Changes = upserted.IsNew ? null : wanted.Cascades,
        };
        return Answer.Created(request.Link($"users/{user.Id}"), view.At(request)).Tagged(user.Version);
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
