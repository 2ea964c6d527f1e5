using System.Collections.Frozen;
using System.Text.Json.Serialization;
using UserFunctions.Platform.Http;

namespace UserFunctions.Roles;

/// <summary>A role: what a user is (S043, S071) and what a key may do.</summary>
/// <param name="Name">Shown and stored as written here; compared without regard to case.</param>
/// <param name="Permissions">What it allows.</param>
public sealed record Role(string Name, IReadOnlyList<string> Permissions)
{
    /// <summary>Given to a user when nobody says which.</summary>
    public const string Default = "Agent";

    /// <summary>The same as a set, made once.</summary>
    [JsonIgnore]
    public IReadOnlySet<string> Allowed { get; } = Permissions.ToFrozenSet(StringComparer.Ordinal);

    private static readonly string[] Reading =
    [
        Permission.UsersRead, Permission.GroupsRead, Permission.DepartmentsRead, Permission.ExtensionsRead, Permission.RolesRead,
    ];

    /// <summary>The roles that every tenant has, from the systems this app serves (S043, S068-S071).</summary>
    public static IReadOnlyList<Role> BuiltIn { get; } =
    [
        new("Agent", [.. Reading, Permission.PresenceWrite]),
        new("Supervisor", [.. Reading, Permission.PresenceWrite, Permission.ImportsRead]),
        new("Account Administrator", Permission.All),
        new("Administrator", Permission.All),
        new("Super Admin", Permission.All),
    ];

    /// <summary>The role of that name; null when there is none.</summary>
    public static Role? Find(string name) => BuiltIn.FirstOrDefault(r => r.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>All names, for messages.</summary>
    public static string Names => string.Join(", ", BuiltIn.Select(r => r.Name));
}
