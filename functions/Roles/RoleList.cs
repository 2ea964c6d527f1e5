using System.Diagnostics.CodeAnalysis;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Roles;

/// <summary>The roles of a tenant: the built-in ones and its own (rows <c>s|role|id</c>, S072).</summary>
public sealed class RoleList
{
    private readonly Dictionary<Guid, Role> byId;

    private RoleList(IEnumerable<Role> roles)
    {
        All = [.. Role.BuiltIn, .. roles];
        byId = All.ToDictionary(r => r.Id);
    }

    /// <summary>All of them, the built-in ones first.</summary>
    public IReadOnlyList<Role> All { get; }

    /// <summary>All names, for messages.</summary>
    public string Names => string.Join(", ", All.Select(r => r.Name));

    /// <summary>The roles as of these facts.</summary>
    public static RoleList Of(TenantFacts facts) => facts.Of(known => new RoleList(known.SettingsUnder(RoleTable.Prefix).Select(RoleTable.Read)));

    /// <summary>The role of this name or, failing that, this id.</summary>
    public bool TryFind(string nameOrId, [MaybeNullWhen(false)] out Role role)
    {
        role = All.FirstOrDefault(r => r.Name.Equals(nameOrId, StringComparison.OrdinalIgnoreCase));
        return role is not null || (Guid.TryParse(nameOrId, out var id) && byId.TryGetValue(id, out role));
    }

    /// <summary>The role of this id; null when there is none (any more).</summary>
    public Role? Find(Guid id) => byId.GetValueOrDefault(id);

    /// <summary>All that a user with this role, which allows nothing when it is gone, and this access role may do.</summary>
    public IEnumerable<string> Rights(Guid roleId, AccessRole accessRole)
    {
        var allowed = Find(roleId)?.Permissions ?? [];
        return accessRole is AccessRole.Admin ? allowed.Union(AppAccess.PermissionsOfAdmin) : allowed;
    }
}
