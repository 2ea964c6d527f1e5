using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Users;

/// <summary><c>DELETE /api/users/{id}</c> (S104): the address and the extension number are free at once, memberships end.</summary>
public sealed class DeleteUser(UserWriter users)
{
    /// <summary>Kind of the change.</summary>
    public const string Kind = "user.deleted";

    /// <summary>204; 404 when there is no such user (any more); 412.</summary>
    [Function("DeleteUser")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "users/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.UsersWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        var deleted = await Handle(caller, id, request.IfMatch(), cancellationToken);
        return deleted.Ok ? Answer.NoContent() : Answer.Problem(deleted.Error!);
    }

    /// <summary>Leaves a tombstone; what the user was stands in the change row.</summary>
    public Task<Result<User>> Handle(Caller caller, Guid id, string? ifMatch, CancellationToken cancellationToken) =>
        users.Change(caller, id, ifMatch, Kind, (user, context) => Delete(user, context.Now), cancellationToken);

    private static Result<User> Delete(User user, DateTimeOffset now) => user with
    {
        Lifecycle = Lifecycle.Deleted,
        DeletedAt = now,
        UpdatedAt = now,
        Version = user.Version + 1,
        ExtensionNumber = null,
        GroupIds = [],
    };
}
