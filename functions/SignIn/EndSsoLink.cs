using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.SignIn;

/// <summary><c>DELETE /api/users/{id}/sso</c>: the account at the identity provider is the user's no more; the next sign-in binds the one that comes with the user's verified address. The user's sessions end: whoever has the old account may be in one.</summary>
public sealed class EndSsoLink(UserWriter users, ITables tables, ChangeLog log, Sessions sessions)
{
    /// <summary>204, also when there was no link; 403 for a user who may do more than the caller; 404.</summary>
    [Function("EndSsoLink")]
    [Operation("Forget the SSO account of a user", "Ends the bond between a user and an account at the identity provider, for a person who was given a new account there, and the sessions of the user.", Visibility = Visibility.Advanced)]
    [Answers(204)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "users/{id:guid}/sso")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.UsersWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!(await log.Write<bool>(caller, Decide, cancellationToken)).Try(out var isOfSso, out error))
            return Answer.Problem(error);
        // Said again it ends what a process that died in between left.
        if (isOfSso)
            await sessions.End(caller.Tenant, id, _ => true, Sessions.RevokedReason, cancellationToken);
        return Answer.NoContent();

        async Task<Result<Draft<bool>>> Decide(CancellationToken token)
        {
            if (await users.Find(caller.Tenant, id, token) is not { } user)
                return Error.NotFound("user", id.ToString());
            if (UserGuard.Above(user, await users.Context(caller, token)) is { } refused)
                return refused;
            if (await tables.Get(ChangeLog.Table, caller.Tenant, SsoLink.KeyOf(id), token) is not { } link)
                return Draft<bool>.Unchanged(user.Login.AuthenticationMethod is AuthenticationMethod.SSO);
            var account = await tables.Get(ChangeLog.Table, caller.Tenant, link.Text("account")!, token);
            return new Draft<bool>(true, new Change(SsoLink.EndKind, [id])).With(SsoLink.End(link, account));
        }
    }
}
