using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Users;

namespace UserFunctions.SignIn;

/// <summary><c>POST /api/sign-in</c>: the password is the credential. What it takes beyond the password is answered as the next step.</summary>
public sealed class SignInWithPassword(SignInSteps steps)
{
    private const int MaxTenant = 100;

    /// <summary>200 with a session, 202 with the next step; 400; 401 <c>sign_in.refused</c> for whoever has not shown the password, whatever the reason; 403 and 409 with the reasons for whoever has; 429.</summary>
    [Function("SignInWithPassword")]
    [Operation("Sign in with a password", "Begins a session of a user, or answers the step that comes next: a one-time code, or another password.", IsOpen = true, IsHidden = true, IsRepeatable = true)]
    [Takes(typeof(CredentialsBody))]
    [Answers(200, typeof(SignInAnswer), Also = [202])]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "sign-in")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadObject(cancellationToken)).Try(out var body, out var error))
            return Answer.Problem(error);
        var fields = new FieldReader(body.Root, "sign-in");
        var tenant = Needed("tenant", fields.Text("tenant", MaxTenant).Value, "give the name of the tenant");
        var loginId = Needed("loginId", fields.Text("loginId", UserFields.MaxEmail).Value, "give the login id or e-mail address");
        var password = Needed("password", fields.Secret("password", 1, PasswordPolicy.MostSent).Value, "give the password");
        var application = fields.Choice<Application>("application").Value ?? Application.Portal;
        if (fields.Finish() is { } invalid)
            return Answer.Problem(invalid);
        return Wire(await steps.WithPassword(tenant!, loginId!, password!, application, SourceAddress.Exact(request.HttpContext), Correlation.Of(request.HttpContext), cancellationToken));

        string? Needed(string name, string? value, string hint)
        {
            if (value is null)
                fields.Missing(name, hint);
            return value;
        }
    }

    /// <summary>200 with a session, 202 with what comes next, or the error.</summary>
    internal static IResult Wire(Result<SignInAnswer> outcome) =>
        !outcome.Try(out var answer, out var error) ? Answer.Problem(error)
        : answer.State == SignInAnswer.SignedIn ? Answer.Ok(answer)
        : Answer.Taken(answer);
}
