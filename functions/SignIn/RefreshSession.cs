using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;

namespace UserFunctions.SignIn;

/// <summary><c>POST /api/sessions/refresh</c>: the refresh token is the credential, and each is used once.</summary>
public sealed class RefreshSession(Sessions sessions)
{
    /// <summary>200 with the next pair of tokens; 400; 401 <c>session.unknown</c>, <c>session.ended</c>; 403 <c>ip_not_allowed</c>, and what keeps the user from signing in by now.</summary>
    /// <remarks>A token that was used before ends the session, because somebody else has it; within ten seconds it gets the same answer once more, for an answer that was lost.</remarks>
    [Function("RefreshSession")]
    [Operation("Refresh a session", "Gets the next pair of tokens of a session; a refresh token that was used before ends the session.", IsOpen = true, IsHidden = true, IsRepeatable = true)]
    [Takes(typeof(RefreshBody))]
    [Answers(200, typeof(SignInAnswer))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "sessions/refresh")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadObject(cancellationToken)).Try(out var body, out var error))
            return Answer.Problem(error);
        var fields = new FieldReader(body.Root, "refresh");
        var text = fields.Secret("refreshToken", 1, SignInToken.MaxLength).Value;
        if (text is null)
            fields.Missing("refreshToken", "give the newest one of the session");
        if (fields.Finish() is { } invalid)
            return Answer.Problem(invalid);
        var refreshed = SignInToken.Parse(text, SignInToken.Refresh) is { } token
            ? await sessions.Refresh(token, SourceAddress.Exact(request.HttpContext), cancellationToken)
            : new Platform.Errors.Error(Platform.Errors.ErrorKind.Unauthenticated, "session.unknown", "This refresh token is not known here: sign in again.");
        return refreshed.Try(out var answer, out error) ? Answer.Ok(answer) : Answer.Problem(error);
    }
}
