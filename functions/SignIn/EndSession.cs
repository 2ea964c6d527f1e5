using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Users;

namespace UserFunctions.SignIn;

/// <summary>Ends sessions: one's own by <c>POST /api/sign-out</c> and <c>DELETE /api/sessions/{id}</c>, a user's by <c>DELETE /api/users/{id}/sessions</c>. Their tokens open nothing from then on, on every instance.</summary>
public sealed class EndSession(Sessions sessions, UserWriter users)
{
    /// <summary>204, also when it was over; 409 for a key, which has no session.</summary>
    [Function("SignOut")]
    [Operation("Sign out", "Ends the session that the request is sent with.", IsHidden = true, IsRepeatable = true)]
    [Answers(204)]
    public async Task<IResult> SignOut([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "sign-out")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.KnownUser().Try(out var own, out var error))
            return Answer.Problem(error);
        if (own.Caller.SessionId is not { } current)
            return Answer.Problem(Error.Conflict("Authorization", "session.none", "An API key has no session to sign out of: send the access token of a session."));
        await sessions.End(own.Caller.Tenant, own.User, s => s.Id == current, Sessions.SignedOutReason, cancellationToken);
        return Answer.NoContent();
    }

    /// <summary>204; 404 when the user who asks has no such session any more.</summary>
    [Function("EndOwnSession")]
    [Operation("End an own session", "Ends a session of the user who asks, on whatever device it is.", IsHidden = true)]
    [PathValue("sessions/{id:guid}", "Session Id", "Id of the session.")]
    [Answers(204)]
    public async Task<IResult> Own([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "sessions/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.KnownUser().Try(out var own, out var error))
            return Answer.Problem(error);
        return await sessions.End(own.Caller.Tenant, own.User, s => s.Id == id, Sessions.SignedOutReason, cancellationToken) > 0
            ? Answer.NoContent()
            : Answer.Problem(Error.NotFound("session", id.ToString()));
    }

    /// <summary>200 with how many; 404.</summary>
    [Function("EndSessions")]
    [Operation("End the sessions of a user", "Signs a user out everywhere at once; the user may sign in again.")]
    [Answers(200, typeof(EndedSessions))]
    public Task<IResult> All([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "users/{id:guid}/sessions")] HttpRequest request, Guid id, CancellationToken cancellationToken) =>
        OfUser(request, id, _ => true, ended => Answer.Ok(new EndedSessions(ended)), cancellationToken);

    /// <summary>204; 404.</summary>
    [Function("EndUserSession")]
    [Operation("End a session of a user", "Ends one session of a user, and leaves the others.")]
    [PathValue("users/{id:guid}/sessions/{session:guid}", "Session Id", "Id of the session.", Lookup = "user-sessions")]
    [Answers(204)]
    public Task<IResult> One([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "users/{id:guid}/sessions/{session:guid}")] HttpRequest request, Guid id, Guid session, CancellationToken cancellationToken) =>
        OfUser(request, id, s => s.Id == session, ended => ended > 0 ? Answer.NoContent() : Answer.Problem(Error.NotFound("session", session.ToString())), cancellationToken);

    private async Task<IResult> OfUser(HttpRequest request, Guid id, Func<Session, bool> which, Func<int, Answer> answer, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.UsersWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (await users.Find(caller.Tenant, id, cancellationToken) is null)
            return Answer.Problem(Error.NotFound("user", id.ToString()));
        return answer(await sessions.End(caller.Tenant, id, which, Sessions.RevokedReason, cancellationToken));
    }
}
