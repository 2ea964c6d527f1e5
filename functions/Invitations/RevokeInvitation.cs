using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Users;

namespace UserFunctions.Invitations;

/// <summary><c>DELETE /api/users/{id}/invitation</c>: the user is Staged, takes no seat, and the link says so (410 <c>invite_revoked</c>).</summary>
public sealed class RevokeInvitation(UserWriter users)
{
    /// <summary>Kind of the change.</summary>
    public const string Kind = "invitation.revoked";

    /// <summary>204, also when it was revoked before; 404; 409 for one who has accepted, and for the owner.</summary>
    [Function("RevokeInvitation")]
    [Operation("Revoke the invitation of a user", "Takes the invitation of a Pending user back: the link stops working, and the user is Staged until an invitation is sent again.", IsVersioned = true)]
    [Answers(204)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "users/{id:guid}/invitation")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.UsersWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        var revoked = await Handle(caller, id, request.IfMatch(), cancellationToken);
        return revoked.Ok ? Answer.NoContent() : Answer.Problem(revoked.Error!);
    }

    /// <summary>Makes the user Staged. The invitation itself stays as it was: what counts is the user's lifecycle.</summary>
    public Task<Result<User>> Handle(Caller caller, Guid id, string? ifMatch, CancellationToken cancellationToken)
    {
        return users.Change(caller, id, ifMatch, Kind, Decide, cancellationToken);

        static Result<User> Decide(User user, UserContext context) => user.Id == context.Settings.OwnerId && user.Lifecycle is Lifecycle.Pending
            ? Error.Conflict("id", "owner.protected", "The tenant's owner has to be able to come in: transfer ownership first.")
            : Activation.Undo(user, context.Now);
    }
}
