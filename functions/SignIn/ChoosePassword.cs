using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Users;

namespace UserFunctions.SignIn;

/// <summary><c>POST /api/sign-in/password</c> (S046): another password in place of one that must be changed; the ticket is the credential, and works once.</summary>
public sealed class ChoosePassword(SignInSteps steps, Passwords passwords)
{
    /// <summary>200 with a session; 400 by the policy; 401 <c>sign_in.over</c>; 403 and 409 with the reasons.</summary>
    /// <remarks>Whoever is cut off behind the change signs in with the new password.</remarks>
    [Function("ChoosePassword")]
    [Operation("Go on with another password", "Goes on with a sign-in whose password has to be changed: sets the password that the user chooses, and begins the session.", IsOpen = true, IsHidden = true, IsRepeatable = true)]
    [Takes(typeof(NewPasswordBody))]
    [Answers(200, typeof(SignInAnswer))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "sign-in/password")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadObject(cancellationToken)).Try(out var body, out var error))
            return Answer.Problem(error);
        var fields = new FieldReader(body.Root, "new password");
        var ticket = fields.Secret("ticket", 1, SignInToken.MaxLength).Value;
        var password = fields.Secret("newPassword", 1, PasswordPolicy.MostSent).Value;
        if (ticket is null)
            fields.Missing("ticket", "give what the sign-in answered");
        if (password is null)
            fields.Missing("newPassword", "give the password that the user chooses");
        if (fields.Finish() is { } invalid)
            return Answer.Problem(invalid);
        if (!(await Resume()).Try(out var attempt, out error))
            return Answer.Problem(error);
        return SignInWithPassword.Wire(await steps.InTurn(
            attempt, async () => (await Resume()).Try(out var current, out var over) ? await Handle(current, password!, cancellationToken) : over, cancellationToken));

        Task<Result<Attempt>> Resume() => steps.Resume(ticket!, SignInToken.Ticket, SourceAddress.Exact(request.HttpContext), Correlation.Of(request.HttpContext), cancellationToken);
    }

    private async Task<Result<SignInAnswer>> Handle(Attempt attempt, string password, CancellationToken cancellationToken)
    {
        var proven = attempt with { Code = Proof.Right, MustChangePassword = false };
        // Who may not sign in sets no password by this door either; the attempt is written down as every other is.
        if ((await steps.Reasons(proven, cancellationToken)).Count > 0)
            return await steps.Take(proven, cancellationToken);
        var user = attempt.User!;
        if ((await passwords.Verify(attempt.Tenant, user, password, cancellationToken)).IsRight)
            return Error.Invalid("newPassword", "newPassword.same", "newPassword is the password that has to be changed: choose another one.");
        var caller = Caller.System(attempt.Tenant, $"user:{user.Id}", attempt.CorrelationId) with { UserId = user.Id };
        var set = await passwords.Set(caller, user.Id, null, passwords.Chosen(attempt.Tenant, password), null, StillThat, cancellationToken);
        if (!set.Try(out var changed, out var error))
            return error;
        var version = await passwords.VersionOf(attempt.Tenant, user.Id, cancellationToken);
        return await steps.Take(proven with { User = changed, PasswordVersion = version }, cancellationToken);

        // Of two who use the ticket at once, on two instances, one sets the password.
        async Task<Error?> StillThat(User before, User after, CancellationToken token) =>
            await passwords.VersionOf(attempt.Tenant, user.Id, token) == attempt.PasswordVersion ? null : SignInSteps.NotWaiting;
    }
}
