using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary><c>POST /api/users</c>: a new user, Pending, whose invitation goes out (S118, S120).</summary>
public sealed class CreateUser(ITables tables, ChangeLog log, Names names, TimeProvider time)
{
    /// <summary>Kind of the change; invitations follow it.</summary>
    public const string Kind = "user.created";

    /// <summary>201 with the user; 400 names every wrong field; 409 an address or number in use.</summary>
    [Function("CreateUser")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "users")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.UsersWrite, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        if (!(await Handle(read.Caller, read.Body, cancellationToken)).Try(out var user, out error))
            return Answer.Problem(error);
        var view = UserView.Of(user, await names.ForReading(read.Caller.Tenant, user.NamedIds, cancellationToken));
        return Answer.Created(request.Link($"users/{user.Id}"), view).Tagged(user.Version);
    }

    /// <summary>Creates the user in one batch with its address, number and memberships.</summary>
    public Task<Result<User>> Handle(Caller caller, JsonElement body, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(time.GetUtcNow());
        return log.Write<User>(caller, token => Draft(caller.Tenant, id, body, token), cancellationToken);
    }

    private async Task<Result<Draft<User>>> Draft(string tenant, Guid id, JsonElement body, CancellationToken cancellationToken)
    {
        var known = await names.ForWriting(tenant, cancellationToken);
        if (!new UserFields(body).Create(known, id, time.GetUtcNow()).Try(out var user, out var error))
            return error;
        var number = user.ExtensionNumber is { } wanted ? await tables.Get(ChangeLog.Table, tenant, ExtensionClaim.Key(wanted), cancellationToken) : null;
        if (user.ExtensionNumber is not null && ExtensionClaim.Check(user.ExtensionNumber, number, id) is { } taken)
            return taken;
        return new Draft<User>(user, new Change(Kind, [id])).With(UserTable.Add(tenant, user, number));
    }
}
