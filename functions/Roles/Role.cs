using System.Collections.Frozen;
using System.Text.Json.Serialization;
using UserFunctions.Platform.Http;

namespace UserFunctions.Roles;

/// <summary>A role: what a user is (S043, S071) and what a key may do.</summary>
/// <param name="Id">Fixed for built-in roles, GUID v7 for a tenant's own.</param>
/// <param name="Name">Shown as written; compared without regard to case.</param>
/// <param name="Permissions">What it allows.</param>
/// <param name="IsAgent">Users with it answer calls unless it is said otherwise (S018).</param>
/// <param name="IsBuiltIn">True: every tenant has it and nobody changes it.</param>
public sealed record Role(Guid Id, string Name, IReadOnlyList<string> Permissions, bool IsAgent, bool IsBuiltIn)
{
    private static readonly string[] Reading =
    [
        Permission.UsersRead, Permission.GroupsRead, Permission.DepartmentsRead, Permission.ClientsRead, Permission.ExtensionsRead, Permission.RolesRead, Permission.TenantRead,
    ];

    // All but provisioning: where another system owns the users, administrators leave them to it (S013).
    private static readonly string[] Administering = [.. Permission.All.Where(p => p != Permission.UsersProvision)];

    private static readonly string[] Provisioning =
    [
        Permission.UsersRead, Permission.UsersWrite, Permission.UsersProvision, Permission.GroupsRead, Permission.GroupsWrite,
        Permission.DepartmentsRead, Permission.DepartmentsWrite, Permission.RolesRead,
    ];

    /// <summary>The same as a set, made once.</summary>
    [JsonIgnore]
    public IReadOnlySet<string> Allowed { get; } = Permissions.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Given to a user when nobody says which.</summary>
    public static Role Agent { get; } = BuiltInRole(1, "Agent", [.. Reading, Permission.PresenceWrite], isAgent: true);

    /// <summary>The one user with every right, made with the tenant (S070).</summary>
    public static Role Owner { get; } = BuiltInRole(6, "Owner", Administering);

    /// <summary>What an owner becomes who hands the tenant over.</summary>
    public static Role SuperAdmin { get; } = BuiltInRole(5, "Super Admin", Administering);

    /// <summary>What the bootstrap key is, and more: it may also provision.</summary>
    public static Role Administrator { get; } = BuiltInRole(4, "Administrator", Administering);

    /// <summary>The roles that every tenant has, from the systems this app serves (S043, S068-S071).</summary>
    public static IReadOnlyList<Role> BuiltIn { get; } =
    [
        Agent,
        BuiltInRole(2, "Supervisor", [.. Reading, Permission.PresenceWrite, Permission.ImportsRead]),
        BuiltInRole(3, "Account Administrator", Administering),
        Administrator,
        SuperAdmin,
        Owner,
        BuiltInRole(7, "Provisioner", Provisioning),
    ];

    private static Role BuiltInRole(int number, string name, IReadOnlyList<string> permissions, bool isAgent = false) =>
        new(new Guid($"00000000-0000-7000-8000-{number:D12}"), name, permissions, isAgent, IsBuiltIn: true);
}
