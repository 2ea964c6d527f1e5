using System.Net;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.SignIn;

/// <summary>Somebody who came with a token of an identity provider.</summary>
/// <param name="User">Who it is, let in for the first time if it was that; as if the invitation were accepted while something else stands in the way.</param>
/// <param name="Settings">Of the tenant.</param>
/// <param name="Reasons">What stands in the way; empty: nothing does.</param>
internal sealed record SsoArrival(User User, TenantSettings Settings, IReadOnlyList<SignInReason> Reasons);

/// <summary>The way in by single sign-on, the same for a session and for the API: verify the token, find the user, ask the one decision, and only then bind the account and accept the invitation (S059, S122).</summary>
public sealed class SsoEntry(SsoTokens tokens, SsoPeople people, TenantRegistry tenants, Facts facts, AddressFailures addresses, SignInLog log, TimeProvider time)
{
    /// <summary>Who comes; 401, 403, 410 or 503 as token, account and invitation have it; 429 in place of a 401 when the address has failed too often.</summary>
    internal async Task<Result<SsoArrival>> Enter(string tenant, string token, Application application, IPAddress address, string correlationId, CancellationToken cancellationToken)
    {
        var entered = await Verify(tenant, token, application, address, correlationId, cancellationToken);
        if (entered.Try(out _, out var error))
            return entered;
        log.NoteRefused(tenant, null, address, Means.SingleSignOn, error.Code);
        // One that has ended is no guess: who goes on with it, as a flow may, does not shut out its whole office.
        var isGuess = error.Kind is ErrorKind.Unauthenticated && error != TokenRefusal.Expired && error != TokenRefusal.NotYet;
        return isGuess && await addresses.Count(address, cancellationToken) is { } tooMany ? tooMany : error;
    }

    private async Task<Result<SsoArrival>> Verify(string tenant, string token, Application application, IPAddress address, string correlationId, CancellationToken cancellationToken)
    {
        // A tenant that is not there has no issuers: from outside it looks the same.
        if (!await tenants.Exists(tenant, cancellationToken))
            return TokenRefusal.Issuer;
        var settings = TenantSettings.Of(await facts.ForReading(tenant, [], cancellationToken));
        if (!(await tokens.Read(settings.Sso, token, cancellationToken)).Try(out var identity, out var error))
            return error;
        if (!(await people.Find(tenant, identity, cancellationToken)).Try(out var person, out error))
            return error;
        var coming = person.User.Lifecycle is Lifecycle.Pending ? person.User with { Lifecycle = Lifecycle.Active } : person.User;
        var reasons = SignInDecision.Decide(SignInState.Of(coming, null, false), new(application, address, Means.SingleSignOn), time.GetUtcNow());
        if (reasons.Count > 0)
            return new SsoArrival(coming, settings, reasons);
        var caller = Caller.System(tenant, $"user:{coming.Id}", correlationId);
        return (await people.Admit(caller, person, identity, cancellationToken)).Map(user => new SsoArrival(user, settings, []));
    }
}
