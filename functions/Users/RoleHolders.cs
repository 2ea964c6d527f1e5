using UserFunctions.Hooks;
using UserFunctions.Platform.Storage;
using UserFunctions.Roles;
using UserFunctions.Tenants;

namespace UserFunctions.Users;

/// <summary>Who has which role: users and secrets of hooks from memory, keys from their table (S073).</summary>
public sealed class RoleHolders(UserIndexes indexes, ApiKeyTable keys, HookSecretTable secrets, Facts facts)
{
    /// <summary>The counts of every role that somebody has.</summary>
    public async Task<IReadOnlyDictionary<Guid, RoleUse>> Count(string tenant, bool isDecision, CancellationToken cancellationToken)
    {
        var index = isDecision ? await indexes.ForWriting(tenant, cancellationToken) : await indexes.Now(tenant, cancellationToken);
        var (ofUsers, ofKeys) = (index.CountByRole(), await keys.CountByRole(tenant, cancellationToken));
        // The log was looked at for the users: these are the facts of then.
        var ofHooks = secrets.Of(await facts.ForWriting(tenant, cancellationToken)).All.CountBy(secret => secret.RoleId).ToDictionary();
        return ofUsers.Keys.Union(ofKeys.Keys).Union(ofHooks.Keys).ToDictionary(role => role, role => new RoleUse(ofUsers.GetValueOrDefault(role), ofKeys.GetValueOrDefault(role), ofHooks.GetValueOrDefault(role)));
    }
}
