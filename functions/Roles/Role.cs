using System.Collections.Frozen;
using System.Text.Json.Serialization;
using UserFunctions.Platform.Http;

namespace UserFunctions.Roles;

/// <summary>A role: what a user is (S043, S071) and what a key may do.</summary>
/// <param name="Id">Fixed for built-in roles, GUID v7 for a tenant's own.</param>
/// <param name="Name">1-100 characters, shown as written; unique without regard to case, also against the built-in ones.</param>
/// <param name="Permissions">What it allows, in the order of <see cref="Permission.All"/>.</param>
/// <param name="IsAgent">Users with it answer calls unless it is said otherwise (S018).</param>
/// <param name="IsBuiltIn">True: every tenant has it and nobody changes it.</param>
public sealed record Role(Guid Id, string Name, IReadOnlyList<string> Permissions, bool IsAgent, bool IsBuiltIn)
{
    /// <summary>Roles of its own that a tenant may have.</summary>
    public const int MaxOwn = 100;

    private static readonly string[] Reading =
    [
        Permission.UsersRead, Permission.GroupsRead, Permission.DepartmentsRead, Permission.ClientsRead, Permission.ExtensionsRead, Permission.RolesRead, Permission.TenantRead,
    ];

    // All but provisioning: where another system owns the users, administrators leave them to it (S013).
    private static readonly string[] Administering = [.. Permission.All.Where(p => p != Permission.UsersProvision)];

    // S068.
    private static readonly string[] Desk =
    [
        Permission.ConversationsOwn, Permission.ConversationsForward, Permission.ContactsRead, Permission.SettingsPersonal,
    ];

    /// <summary>What it is for, at most 500 characters; null: not said.</summary>
    public string? Description { get; init; }

    /// <summary>The ETag; 1 for ever on a built-in role.</summary>
    public int Version { get; init; } = 1;

    /// <summary>UTC; null on a built-in role.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>UTC; null on a built-in role.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>The table's own ETag; null on a role that was not read from it.</summary>
    [JsonIgnore]
    public string? RowETag { get; init; }

    /// <summary>The permissions as a set, made once.</summary>
    [JsonIgnore]
    public IReadOnlySet<string> Allowed { get; } = Permissions.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Given to a user when nobody says which.</summary>
    public static Role Agent { get; } = BuiltInRole(1, "Agent", [.. Reading, Permission.PresenceOwn, .. Desk], isAgent: true);

    /// <summary>The one user with every right, made with the tenant (S070).</summary>
    public static Role Owner { get; } = BuiltInRole(6, "Owner", Administering);

    /// <summary>What an owner becomes who hands the tenant over.</summary>
    public static Role SuperAdmin { get; } = BuiltInRole(5, "Super Admin", Administering);

    /// <summary>Everything but provisioning users for another system. The bootstrap key goes by this name, and may provision too.</summary>
    public static Role Administrator { get; } = BuiltInRole(4, "Administrator", Administering);

    /// <summary>What the system is that owns a tenant's users (S013): it makes administrators too, and nobody gives what they lack, so it has all that they have.</summary>
    public static Role Provisioner { get; } = BuiltInRole(7, "Provisioner", Permission.All);

    /// <summary>The roles that every tenant has, from the systems this app serves (S043, S068-S071).</summary>
    public static IReadOnlyList<Role> BuiltIn { get; } =
    [
        Agent,
        BuiltInRole(2, "Supervisor", [.. Reading, Permission.PresenceWrite, Permission.PresenceOwn, Permission.ImportsRead, .. Desk, Permission.ConversationsAll, Permission.AnalyticsRead]),
        BuiltInRole(3, "Account Administrator", Administering),
        Administrator,
        SuperAdmin,
        Owner,
        Provisioner,
        BuiltInRole(8, "Telephony", [Permission.ExtensionsRead, Permission.ExtensionsRegister, Permission.CallsDecide]),
    ];

    private static Role BuiltInRole(int number, string name, IReadOnlyList<string> permissions, bool isAgent = false) =>
        new(new Guid($"00000000-0000-7000-8000-{number:D12}"), name, permissions, isAgent, IsBuiltIn: true);
}
