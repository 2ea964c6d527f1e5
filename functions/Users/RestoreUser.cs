using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Users;

/// <summary>
/// <c>POST /api/users/{id}/restore</c> and <c>POST /api/users/restore</c> (S104): a deleted user is what it was, for <see cref="User.RestorableFor"/>. Groups and a
/// number that are gone or taken do not come back, which <c>changes</c> says; who had not accepted is Pending and is invited again on request only.
/// </summary>
public sealed class RestoreUser(UserActions actions, UserWriter users)
{
    /// <summary>Kind of the change.</summary>
    public const string Kind = "user.restored";

    /// <summary>200 with the user as it is now; 404; 409 names the values that others have taken since; 410 <c>user.purged</c>; 412.</summary>
    [Function("RestoreUser")]
    [Operation("Restore a deleted user", "Brings back a user who was deleted in the last 30 days, as they were; changes says what others have taken since.", IsVersioned = true)]
    [Answers(200, typeof(UserView))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "users/{id:guid}/restore")] HttpRequest request, Guid id, CancellationToken cancellationToken) =>
        actions.One(request, id, Handle, cancellationToken);

    /// <summary>200 with one outcome per user; of two who were deleted with one e-mail address the later one is restored; 400.</summary>
    [Function("RestoreUsers")]
    [Operation("Restore deleted users", "Brings back up to 200 users who were deleted in the last 30 days, with one outcome for each.")]
    [Takes(typeof(BulkBody))]
    [Answers(200, typeof(ActionOutcome), IsList = true)]
    public Task<IResult> RunMany([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "users/restore")] HttpRequest request, CancellationToken cancellationToken) =>
        actions.Many(request, Handle, cancellationToken);

    /// <summary>Brings the user back in one batch with its address, login, number and memberships.</summary>
    internal async Task<Result<ActedUser>> Handle(Caller caller, Guid id, string? ifMatch, CancellationToken cancellationToken)
    {
        var before = (await users.FindKept(caller.Tenant, id, cancellationToken))?.Version;
        var restored = await users.Restore(caller, id, ifMatch, Kind, cancellationToken);
        return restored.Map(done => new ActedUser(done.User, done.User.Version != before, done.Changes));
    }
}
