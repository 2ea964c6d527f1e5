using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.SignIn;

/// <summary>Says why an invited user may not come in by single sign-on now: the invitation ended. Null: it did not.</summary>
public delegate Task<Error?> CheckInvitation(string tenant, User user, CancellationToken cancellationToken);

/// <summary>A user as a token leads to them.</summary>
/// <param name="User">The user.</param>
/// <param name="IsLinked">By the account itself; false: by a verified address, for the first time.</param>
/// <param name="Stale">The account's row when it leads to a user who is gone.</param>
internal sealed record SsoPerson(User User, bool IsLinked, Row? Stale = null);

/// <summary>Whom of a tenant's users an account of an identity provider is: by the account once it is known, before that by a verified address.</summary>
public sealed class SsoPeople(UserWriter users, ITables tables, ChangeLog log, CheckInvitation checkInvitation, TimeProvider time)
{
    private static readonly Error Unknown = new(
        ErrorKind.Unauthenticated,
        "sso.unknown_user",
        "No user of this tenant has this account or an address that the identity provider has verified: an administrator adds the user, or has the provider send email with email_verified (Entra: the optional claims email and xms_edov).",
        "token");

    /// <summary>The user; 401 when there is none, 403 <c>sso.bound</c> when the address belongs to a user with another account.</summary>
    internal async Task<Result<SsoPerson>> Find(string tenant, SsoIdentity identity, CancellationToken cancellationToken)
    {
        var link = await tables.Get(ChangeLog.Table, tenant, SsoLink.KeyOf(identity), cancellationToken);
        if (link?.Id("userId") is { } id && await users.Find(tenant, id, cancellationToken) is { } known)
            return new SsoPerson(known, true);
        foreach (var email in identity.Emails)
        {
            if (await users.FindByEmail(tenant, email, cancellationToken) is { } user)
            {
                // Bound meanwhile, by the same sign-in of another request, it is the same person.
                var bound = await tables.Get(ChangeLog.Table, tenant, SsoLink.KeyOf(user.Id), cancellationToken);
                return bound is null ? new SsoPerson(user, false, link) : bound.Text("account") == SsoLink.KeyOf(identity) ? new SsoPerson(user, true) : SsoLink.Bound;
            }
        }

        return Unknown;
    }

    /// <summary>Lets the person in for the first time: binds the account, and accepts the invitation (S120, S122). It is to be asked when nothing else stands in the way.</summary>
    /// <returns>The user, Active; 403 when the account or the user was bound to another meanwhile; 410 when the invitation has ended.</returns>
    internal async Task<Result<User>> Admit(Caller caller, SsoPerson person, SsoIdentity identity, CancellationToken cancellationToken)
    {
        var id = person.User.Id;
        if (person.User.Lifecycle is Lifecycle.Pending)
        {
            if (await checkInvitation(caller.Tenant, person.User, cancellationToken) is { } ended)
                return ended;
            var accepted = await users.Change(caller, id, null, Activation.Kind, (user, context) => Activation.Of(user, context.Now), user => Extras(person, user), cancellationToken);
            // Where another account was first the user is Active already and nothing was written: then the link is asked for by itself, which refuses.
            if (!accepted.Ok)
                return accepted;
        }

        return person.IsLinked ? person.User : await log.Write<User>(caller, Link, cancellationToken);

        UserExtras Extras(SsoPerson of, User user) => of.IsLinked ? UserExtras.None : new([.. SsoLink.Add(caller.Tenant, identity, user.Id, of.Stale, time.GetUtcNow())], [new(SsoLink.Kind, [user.Id])]);

        async Task<Result<Draft<User>>> Link(CancellationToken token) => await users.Find(caller.Tenant, id, token) is not { } user ? Unknown
            : await IsSame(token) ? Draft<User>.Unchanged(user)
            : new Draft<User>(user, new Change(SsoLink.Kind, [id])).With(SsoLink.Add(caller.Tenant, identity, id, person.Stale, time.GetUtcNow()));

        // The same sign-in was made by another request at the same time.
        async Task<bool> IsSame(CancellationToken token) => (await tables.Get(ChangeLog.Table, caller.Tenant, SsoLink.KeyOf(identity), token))?.Id("userId") == id;
    }
}
