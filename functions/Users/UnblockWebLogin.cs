using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Users;

/// <summary><c>POST /api/users/{id}/unblock-web-login</c> and <c>POST /api/users/unblock-web-login</c> (S049): the user may sign in to the portal again.</summary>
public sealed class UnblockWebLogin(UserActions actions)
{
    /// <summary>Kind of the change.</summary>
    public const string Kind = "user.web_login_unblocked";

    /// <summary>200 with the user as it is now; 404; 412.</summary>
    [Function("UnblockWebLogin")]
    [Operation("Unblock the web login of a user", "Lets a user sign in to the portal again.", IsVersioned = true)]
    [Answers(200, typeof(UserView))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "users/{id:guid}/unblock-web-login")] HttpRequest request, Guid id, CancellationToken cancellationToken) =>
        actions.One(request, id, Handle, cancellationToken);

    /// <summary>200 with one outcome per user; 400.</summary>
    [Function("UnblockWebLogins")]
    [Operation("Unblock the web login of users", "Lets up to 200 users sign in to the portal again, with one outcome for each.")]
    [Takes(typeof(BulkBody))]
    [Answers(200, typeof(ActionOutcome), IsList = true)]
    public Task<IResult> RunMany([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "users/unblock-web-login")] HttpRequest request, CancellationToken cancellationToken) =>
        actions.Many(request, Handle, cancellationToken);

    /// <summary>Lets the user sign in to the portal.</summary>
    internal Task<Result<ActedUser>> Handle(Caller caller, Guid id, string? ifMatch, CancellationToken cancellationToken) =>
        actions.Change(caller, id, ifMatch, Kind, Unblock, cancellationToken);

    private static Result<User> Unblock(User user, UserContext context) => user.Login.WebLoginBlocked
        ? user with { Login = user.Login with { WebLoginBlocked = false }, Version = user.Version + 1, UpdatedAt = context.Now }
        : user;
}
