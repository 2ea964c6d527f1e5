using System.Security.Cryptography;
using System.Text;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.SignIn;

/// <summary>
/// Which account of an identity provider is which user: <c>w|s|account</c> leads to the user and <c>w|u|user</c> to the account, so neither has two of the other. Whoever it is for good is
/// decided by these rows: an address moves on to other people, an object id does not.
/// </summary>
internal static class SsoLink
{
    /// <summary>Kind of the change, beside an invitation's acceptance or alone.</summary>
    public const string Kind = "user.sso_linked";

    /// <summary>Kind of the change that ends a link.</summary>
    public const string EndKind = "user.sso_unlinked";

    /// <summary>Somebody linked the account, or the user, at this very moment or before.</summary>
    public static Error Bound { get; } = new(
        ErrorKind.Forbidden,
        "sso.bound",
        "The address of the token belongs to a user who signs in with another account of the identity provider. An administrator ends that link with DELETE /api/users/{id}/sso when the person has a new account.",
        "token");

    public static string KeyOf(SsoIdentity identity) => "w|s|" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{identity.Issuer}\n{identity.Subject}")));

    public static string KeyOf(Guid user) => "w|u|" + user.ToString("D");

    /// <summary>Binds them; <paramref name="stale"/> is the account's row when it led to a user who is gone.</summary>
    public static IEnumerable<Step> Add(string tenant, SsoIdentity identity, Guid user, Row? stale, DateTimeOffset now)
    {
        var account = new Row(tenant, KeyOf(identity)) { ETag = stale?.ETag, ["userId"] = user };
        yield return stale is null ? Step.Insert(account, Bound) : Step.Replace(account) with { WhenRefused = Bound };
        yield return Step.Insert(new Row(tenant, KeyOf(user)) { ["account"] = KeyOf(identity), ["issuer"] = identity.Issuer, ["subject"] = identity.Subject, ["linkedAt"] = now }, Bound);
    }

    /// <summary>Ends the bond; the account's row stays where it leads to somebody else by now.</summary>
    public static IEnumerable<Step> End(Row ofUser, Row? ofAccount)
    {
        yield return Step.Delete(ofUser);
        if (ofAccount is not null && $"w|u|{ofAccount.Id("userId"):D}" == ofUser.Key)
            yield return Step.Delete(ofAccount);
    }

    /// <summary>Users are purged → what binds their accounts, which names them at the provider, is removed too.</summary>
    public static ChangeReaction Forget(ITables tables)
    {
        return new(new HashSet<string> { PurgeUsers.Kind }, React);

        async Task React(ChangeToReact change, CancellationToken cancellationToken)
        {
            foreach (var user in change.What.Ids)
            {
                if (await tables.Get(ChangeLog.Table, change.Tenant, KeyOf(user), cancellationToken) is not { } link)
                    continue;
                var account = await tables.Get(ChangeLog.Table, change.Tenant, link.Text("account")!, cancellationToken);
                await tables.Submit(ChangeLog.Table, [.. End(link, account).Select(step => step.Operation)], cancellationToken);
            }
        }
    }
}
