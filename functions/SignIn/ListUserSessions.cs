using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Users;

namespace UserFunctions.SignIn;

/// <summary><c>GET /api/sessions</c>: one's own; <c>GET /api/users/{id}/sessions</c>: a user's.</summary>
public sealed class ListUserSessions(Sessions sessions, UserWriter users)
{
    /// <summary>200 with the live sessions, the newest first, at most 20; 403 for a key that acts for nobody.</summary>
    [Function("ListOwnSessions")]
    [Operation("List the own sessions", "Lists where the user who asks is signed in, the newest session first.", IsHidden = true)]
    [Answers(200, typeof(SessionView), IsList = true)]
    public async Task<IResult> Own([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "sessions")] HttpRequest request, CancellationToken cancellationToken) =>
        request.KnownUser().Try(out var own, out var error) ? await List(own.Caller, own.User, cancellationToken) : Answer.Problem(error);

    /// <summary>200 with the live sessions, the newest first, at most 20; 404.</summary>
    [Function("ListUserSessions")]
    [Operation("List the sessions of a user", "Lists where a user is signed in, the newest session first.")]
    [Answers(200, typeof(SessionView), IsList = true)]
    [Lookup("user-sessions", "id", "startedAt")]
    public async Task<IResult> OfUser([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "users/{id:guid}/sessions")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.UsersWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        return await users.Find(caller.Tenant, id, cancellationToken) is null ? Answer.Problem(Error.NotFound("user", id.ToString())) : await List(caller, id, cancellationToken);
    }

    private async Task<IResult> List(Caller caller, Guid user, CancellationToken cancellationToken) =>
        Answer.Ok(new { Value = (await sessions.Live(caller.Tenant, user, cancellationToken)).Select(s => SessionView.Of(s, caller.SessionId)).ToList() });
}
