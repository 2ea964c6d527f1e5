namespace UserFunctions.Roles;

/// <summary>Who has a role.</summary>
/// <param name="Users">Users that are not deleted.</param>
/// <param name="Keys">API keys.</param>
public sealed record RoleUse(int Users, int Keys)
{
    /// <summary>Nobody.</summary>
    public static RoleUse None { get; } = new(0, 0);
}

/// <summary>
/// Counts who has which role in a tenant, inside a decision or for an answer; a role that nobody has is absent. Users and keys are kept in rooms that know
/// this one, so they hand it in.
/// </summary>
public delegate Task<IReadOnlyDictionary<Guid, RoleUse>> CountRoleUses(string tenant, bool isDecision, CancellationToken cancellationToken);

/// <summary>A role on the wire (S073).</summary>
public sealed record RoleView(
    Guid Id, int Version, string Name, string? Description, IReadOnlyList<string> Permissions, bool IsAgent, bool IsBuiltIn, int Users, int Keys, DateTimeOffset? CreatedAt, DateTimeOffset? UpdatedAt)
{
    /// <summary>The view with these counts.</summary>
    public static RoleView Of(Role role, IReadOnlyDictionary<Guid, RoleUse> uses)
    {
        var use = uses.GetValueOrDefault(role.Id, RoleUse.None);
        return new(role.Id, role.Version, role.Name, role.Description, role.Permissions, role.IsAgent, role.IsBuiltIn, use.Users, use.Keys, role.CreatedAt, role.UpdatedAt);
    }
}
