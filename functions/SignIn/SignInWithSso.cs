using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;

namespace UserFunctions.SignIn;

/// <summary>A person who signed in at an identity provider.</summary>
public sealed record SsoSignInBody
{
    /// <summary>Which tenant.</summary>
    [Field("Name of the tenant.", IsRequired = true)]
    public string? Tenant { get; init; }

    /// <summary>Needed unless it stands in the header Authorization.</summary>
    [Field("ID token of the identity provider; it may stand in the header Authorization as Bearer instead.", IsRequired = true, Format = "password")]
    public string? Token { get; init; }

    /// <summary>Portal unless given.</summary>
    [Field("Portal, or DialerPanel for the panel that takes calls, which needs login-based calling. Portal unless given.", Visibility = Visibility.Advanced)]
    public Application? Application { get; init; }
}

/// <summary><c>POST /api/sign-in/sso</c> (S059): the token of an identity provider that the tenant has named is the credential.</summary>
public sealed class SignInWithSso(SsoEntry entry, SignInSteps steps)
{
    private const int MaxTenant = 40;

    /// <summary>200 with a session; 400; 401 <c>sso.…</c> for what is wrong with the token and when no user is meant; 403 and 409 with what stands in the way; 410 when the invitation ended; 503 <c>sso.unavailable</c>.</summary>
    /// <remarks>The first time the account is bound to the user, and a pending invitation is accepted.</remarks>
    [Function("SignInWithSso")]
    [Operation("Sign in with SSO", "Begins a session of the user whom the token of an identity provider names; the first time it accepts the user's invitation.", IsOpen = true, IsHidden = true, IsRepeatable = true)]
    [Takes(typeof(SsoSignInBody))]
    [Answers(200, typeof(SignInAnswer))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "sign-in/sso")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadObject(cancellationToken)).Try(out var body, out var error))
            return Answer.Problem(error);
        var fields = new FieldReader(body.Root, "sign-in");
        var tenant = fields.Text("tenant", MaxTenant).Value;
        var token = fields.Secret("token", 1, BearerToken.MaxLength).Value ?? BearerToken.Of(request.HttpContext)?.Text;
        var application = fields.Choice<Application>("application").Value ?? Application.Portal;
        if (tenant is null)
            fields.Missing("tenant", "give the name of the tenant");
        if (string.IsNullOrEmpty(token))
            fields.Missing("token", "give the ID token here, or as Authorization: Bearer");
        if (fields.Finish() is { } invalid)
            return Answer.Problem(invalid);
        var (address, correlationId) = (SourceAddress.Exact(request.HttpContext), Correlation.Of(request.HttpContext));
        if (!(await entry.Enter(tenant!, token!, application, address, correlationId, cancellationToken)).Try(out var arrival, out error))
            return Answer.Problem(error);
        var attempt = steps.Of(tenant!, arrival.User.LoginId, arrival.User, arrival.Settings.SignIn, application, address, correlationId) with { Means = Means.SingleSignOn };
        return SignInWithPassword.Wire(await steps.InTurn(attempt, () => steps.Take(attempt, cancellationToken), cancellationToken));
    }
}
