using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.SignIn;

/// <summary>An access token of a session opens the API as its user.</summary>
public sealed class ReadSessionToken(Sessions sessions, Facts facts, RequestBudgets budgets)
{
    /// <summary>Its place among the readers of bearer tokens.</summary>
    public const int Order = 100;

    /// <summary>For the app's list of readers.</summary>
    public BearerReader Reader => new(Order, SignInToken.IsAccess, Read);

    /// <summary>The user of the session; 401 <c>token.unknown</c>, <c>token.expired</c>, <c>session.ended</c>, or what keeps the user from signing in by now; 429.</summary>
    public async Task<Result<Caller>> Read(BearerToken sent, CancellationToken cancellationToken)
    {
        if (SignInToken.Parse(sent.Text, SignInToken.Access) is not { } token)
            return BearerToken.NotKnown();
        if (!(await sessions.Open(token, cancellationToken)).Try(out var open, out var error))
            return error;
        if (budgets.Take(token.Tenant, open.Session.Id, null) is { } tooMany)
            return tooMany;
        return UserCaller.Of(token.Tenant, open.User, await facts.ForReading(token.Tenant, [], cancellationToken), sent.CorrelationId, open.Session.Id);
    }
}
