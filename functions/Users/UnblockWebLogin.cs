using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Users;

/// <summary>Ends the lock that failed attempts to sign in left at a user; true when there was one or some were counted. Doing it twice does no harm.</summary>
public delegate Task<bool> EndLock(string tenant, Guid user, CancellationToken cancellationToken);

/// <summary><c>POST /api/users/{id}/unblock-web-login</c> and <c>POST /api/users/unblock-web-login</c> (S049): the user may sign in to the portal again, also after too many failed attempts.</summary>
public sealed class UnblockWebLogin(UserActions actions, EndLock endLock)
{
    /// <summary>Kind of the change.</summary>
    public const string Kind = "user.web_login_unblocked";

    /// <summary>200 with the user as it is now; 403 for a user who may do more than the caller; 404; 412.</summary>
    [Function("UnblockWebLogin")]
    [Operation("Unblock the web login of a user", "Lets a user sign in to the portal again, and ends the lock that failed attempts left.", IsVersioned = true)]
    [Answers(200, typeof(UserView))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "users/{id:guid}/unblock-web-login")] HttpRequest request, Guid id, CancellationToken cancellationToken) =>
        actions.One(request, id, Handle, cancellationToken);

    /// <summary>200 with one outcome per user; 400.</summary>
    [Function("UnblockWebLogins")]
    [Operation("Unblock the web login of users", "Lets up to 200 users sign in to the portal again and ends the locks that failed attempts left, with one outcome for each.")]
    [Takes(typeof(BulkBody))]
    [Answers(200, typeof(ActionOutcome), IsList = true)]
    public Task<IResult> RunMany([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "users/unblock-web-login")] HttpRequest request, CancellationToken cancellationToken) =>
        actions.Many(request, Handle, cancellationToken);

    /// <summary>Lets the user sign in to the portal.</summary>
    internal async Task<Result<ActedUser>> Handle(Caller caller, Guid id, string? ifMatch, CancellationToken cancellationToken)
    {
        if (!(await actions.Change(caller, id, ifMatch, Kind, Unblock, cancellationToken)).Try(out var acted, out var error))
            return error;
        return await endLock(caller.Tenant, id, cancellationToken) ? acted with { IsChanged = true } : acted;
    }

    // The lock ends with it also when the flag is off already, and so the guard is asked here: a user who stays as they are is not asked about again.
    private static Result<User> Unblock(User user, UserContext context)
    {
        if (UserGuard.Above(user, context) is { } refused)
            return refused;
        return user.Login.WebLoginBlocked ? user with { Login = user.Login with { WebLoginBlocked = false }, Version = user.Version + 1, UpdatedAt = context.Now } : user;
    }
}
