using UserFunctions.Platform.Connector;

namespace UserFunctions.Roles;

/// <summary>Who has a role.</summary>
/// <param name="Users">Users that are not deleted.</param>
/// <param name="Keys">API keys.</param>
/// <param name="Secrets">Secrets of hooks.</param>
public sealed record RoleUse(int Users, int Keys, int Secrets)
{
    /// <summary>Nobody.</summary>
    public static RoleUse None { get; } = new(0, 0, 0);
}

/// <summary>
/// Counts who has which role in a tenant, inside a decision or for an answer; a role that nobody has is absent. Users, keys and hooks are kept in rooms that know
/// this one, so they hand it in.
/// </summary>
public delegate Task<IReadOnlyDictionary<Guid, RoleUse>> CountRoleUses(string tenant, bool isDecision, CancellationToken cancellationToken);

/// <summary>A role on the wire (S073).</summary>
public sealed record RoleView(
    [property: Field("Id of the role.", Title = "Role Id")] Guid Id,
    [property: Field("Counts the changes of the role; the same number stands in the ETag.")] int Version,
    [property: Field("Name of the role, at most 100 characters; no two roles have the same one, whatever its case.")] string Name,
    [property: Field("What the role is for, at most 500 characters.")] string? Description,
    [property: Field("Names of what the role allows.", Lookup = "permissions")] IReadOnlyList<string> Permissions,
    [property: Field("True: users with the role take and make calls unless it is said otherwise of them. False unless given.", Visibility = Visibility.Advanced)] bool IsAgent,
    [property: Field("True: every tenant has the role, and nobody can change it.")] bool IsBuiltIn,
    [property: Field("How many users have it.")] int Users,
    [property: Field("How many API keys have it.")] int Keys,
    [property: Field("How many secrets of hooks have it.", Visibility = Visibility.Advanced)] int Secrets,
    [property: Field("When it was created, in UTC; absent: it is built in.")] DateTimeOffset? CreatedAt,
    [property: Field("When it was changed last, in UTC; absent: it is built in.")] DateTimeOffset? UpdatedAt)
{
    /// <summary>The view with these counts.</summary>
    public static RoleView Of(Role role, IReadOnlyDictionary<Guid, RoleUse> uses)
    {
        var use = uses.GetValueOrDefault(role.Id, RoleUse.None);
        return new(role.Id, role.Version, role.Name, role.Description, role.Permissions, role.IsAgent, role.IsBuiltIn, use.Users, use.Keys, use.Secrets, role.CreatedAt, role.UpdatedAt);
    }
}
