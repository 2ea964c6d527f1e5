using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Users;

/// <summary>
/// <c>DELETE /api/users/{id}</c> and <c>POST /api/users/delete</c> (S104): address, login id and external id are free at once, memberships end, the extension number
/// loses its credentials and is kept in quarantine.
/// What the user was is kept for <see cref="User.RestorableFor"/>.
/// </summary>
public sealed class DeleteUser(UserActions actions, UserWriter users)
{
    /// <summary>Kind of the change.</summary>
    public const string Kind = "user.deleted";

    /// <summary>204; 404 when there is no such user (any more); 409 for the owner and oneself; 412.</summary>
    [Function("DeleteUser")]
    [Operation("Delete a user", "Removes a user from every list; the e-mail address is free at once, and for 30 days the user can be restored.", Visibility = Visibility.Important, IsVersioned = true)]
    [Answers(204)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "users/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.UsersWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        var deleted = await Handle(caller, id, request.IfMatch(), cancellationToken);
        return deleted.Ok ? Answer.NoContent() : Answer.Problem(deleted.Error!);
    }

    /// <summary>200 with one outcome per user, Unchanged for one who is deleted already; 400.</summary>
    [Function("DeleteUsers")]
    [Operation("Delete users", "Removes up to 200 users from every list, with one outcome for each; for 30 days they can be restored.")]
    [Takes(typeof(BulkBody))]
    [Answers(200, typeof(ActionOutcome), IsList = true)]
    public Task<IResult> RunMany([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "users/delete")] HttpRequest request, CancellationToken cancellationToken) =>
        actions.Many(request, HandleAgain, cancellationToken);

    /// <summary>Leaves a tombstone.</summary>
    internal Task<Result<ActedUser>> Handle(Caller caller, Guid id, string? ifMatch, CancellationToken cancellationToken) =>
        actions.Change(caller, id, ifMatch, Kind, (user, context) => Delete(user, context.Now), cancellationToken);

    private async Task<Result<ActedUser>> HandleAgain(Caller caller, Guid id, string? ifMatch, CancellationToken cancellationToken) =>
        await users.FindKept(caller.Tenant, id, cancellationToken) is { Lifecycle: Lifecycle.Deleted } deleted
            ? new ActedUser(deleted, false, [])
            : await Handle(caller, id, ifMatch, cancellationToken);

    /// <summary>The tombstone.</summary>
    internal static Result<User> Delete(User user, DateTimeOffset now) => user with
    {
        Lifecycle = Lifecycle.Deleted,
        DeletedFrom = user.Lifecycle,
        DeletedAt = now,
        UpdatedAt = now,
        Version = user.Version + 1,
    };
}
