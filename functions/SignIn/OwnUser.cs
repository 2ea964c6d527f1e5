using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.SignIn;

/// <summary>What a person does about oneself takes no permission, but a person.</summary>
internal static class OwnUser
{
    /// <summary>The caller and the user that it is or acts for; 401 without a credential, 403 <c>user.none</c> for a key that is nobody's.</summary>
    public static Result<(Caller Caller, Guid User)> KnownUser(this HttpRequest request)
    {
        if (!request.Known().Try(out var caller, out var error))
            return error;
        return caller.UserId is { } user ? (caller, user)
            : new Error(ErrorKind.Forbidden, "user.none", "This is about the user who asks, and your key acts for nobody: send the access token of a session, or ask for a user's with /api/users/{id}/sessions.");
    }
}
