using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.SignIn;

/// <summary>A token of an identity provider opens the API as the user whom it names. Several tenants may name one issuer and audience, so the header <c>x-tenant</c> says which is meant.</summary>
public sealed class ReadSsoToken(SsoEntry entry, Facts facts, RequestBudgets budgets, SignInLog log)
{
    /// <summary>Its place among the readers of bearer tokens: behind the app's own.</summary>
    public const int Order = 200;

    /// <summary>For the app's list of readers.</summary>
    public BearerReader Reader => new(Order, SsoTokens.IsFor, Read);

    /// <summary>The user; 401 <c>sso.…</c> for what is wrong with the token, or what keeps the user from signing in by now; 429.</summary>
    public async Task<Result<Caller>> Read(BearerToken sent, CancellationToken cancellationToken)
    {
        if (sent.Tenant is not { } tenant)
            return new Error(ErrorKind.Unauthenticated, "sso.tenant", $"A token of an identity provider does not say which tenant is meant: name it in the header {BearerToken.TenantHeader}.", BearerToken.TenantHeader);
        if (!(await entry.Enter(tenant, sent.Text, Application.Portal, sent.Address, sent.CorrelationId, cancellationToken)).Try(out var arrival, out var error))
            return error;
        if (arrival.Reasons.Count > 0)
        {
            log.NoteRefused(tenant, arrival.User, sent.Address, Means.SingleSignOn, string.Join(' ', arrival.Reasons.Select(reason => reason.Code)));
            return SignInReason.Refused(arrival.Reasons) with { Kind = ErrorKind.Unauthenticated };
        }

        return budgets.Take(tenant, arrival.User.Id, null) is { } tooMany ? tooMany
            : UserCaller.Of(tenant, arrival.User, await facts.ForReading(tenant, [], cancellationToken), sent.CorrelationId, null);
    }
}
