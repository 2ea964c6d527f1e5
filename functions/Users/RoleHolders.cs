using UserFunctions.Roles;
using UserFunctions.Tenants;

namespace UserFunctions.Users;

/// <summary>Who has which role: users from memory, keys from their table (S073).</summary>
public sealed class RoleHolders(UserIndexes indexes, ApiKeyTable keys)
{
    /// <summary>The counts of every role that somebody has.</summary>
    public async Task<IReadOnlyDictionary<Guid, RoleUse>> Count(string tenant, bool isDecision, CancellationToken cancellationToken)
    {
        var index = isDecision ? await indexes.ForWriting(tenant, cancellationToken) : await indexes.Now(tenant, cancellationToken);
        var (ofUsers, ofKeys) = (index.CountByRole(), await keys.CountByRole(tenant, cancellationToken));
        return ofUsers.Keys.Union(ofKeys.Keys).ToDictionary(role => role, role => new RoleUse(ofUsers.GetValueOrDefault(role), ofKeys.GetValueOrDefault(role)));
    }
}
