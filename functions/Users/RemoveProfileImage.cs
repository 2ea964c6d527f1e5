using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Users;

/// <summary><c>DELETE /api/users/{id}/profile-image</c> (S007).</summary>
public sealed class RemoveProfileImage(UserWriter users, ProfileImageBlobs blobs)
{
    /// <summary>204, also when there was no picture; 404 when there is no such user; 412.</summary>
    [Function("RemoveProfileImage")]
    [Operation("Remove the picture of a user", "Removes the picture of a user; when there is none nothing happens.", IsVersioned = true)]
    [Answers(204)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "users/{id:guid}/profile-image")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.UsersWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        var removed = await Handle(caller, id, request.IfMatch(), cancellationToken);
        return removed.Ok ? Answer.NoContent() : Answer.Problem(removed.Error!);
    }

    /// <summary>Takes the name out of the user's row, then removes the picture.</summary>
    internal async Task<Result<User>> Handle(Caller caller, Guid id, string? ifMatch, CancellationToken cancellationToken)
    {
        var before = (string?)null;
        var changed = await users.Change(caller, id, ifMatch, ChangeUser.Kind, Decide, cancellationToken);
        if (changed.Ok && before is not null)
            await blobs.Remove(caller.Tenant, id, before, cancellationToken);
        return changed;

        Result<User> Decide(User current, UserContext context)
        {
            before = current.ProfileImage;
            return before is null ? current : current with { ProfileImage = null, Version = current.Version + 1, UpdatedAt = context.Now };
        }
    }
}
