namespace UserFunctions.Platform.Http;

/// <summary>The names of what a caller may do. A role is a set of these; every function that is not open to all demands one.</summary>
public static class Permission
{
    /// <summary>Read users, their status, capacity and invitation.</summary>
    public const string UsersRead = "users.read";

    /// <summary>Create, change and delete users; send invitations.</summary>
    public const string UsersWrite = "users.write";

    /// <summary>Read groups and their members.</summary>
    public const string GroupsRead = "groups.read";

    /// <summary>Create, change and delete groups; change members.</summary>
    public const string GroupsWrite = "groups.write";

    /// <summary>Read departments.</summary>
    public const string DepartmentsRead = "departments.read";

    /// <summary>Create, change and delete departments.</summary>
    public const string DepartmentsWrite = "departments.write";

    /// <summary>Read clients and their channels.</summary>
    public const string ClientsRead = "clients.read";

    /// <summary>Create, change and delete clients.</summary>
    public const string ClientsWrite = "clients.write";

    /// <summary>Read phone extensions.</summary>
    public const string ExtensionsRead = "extensions.read";

    /// <summary>Create, assign, release, change and delete phone extensions.</summary>
    public const string ExtensionsWrite = "extensions.write";

    /// <summary>Read imports and their reports.</summary>
    public const string ImportsRead = "imports.read";

    /// <summary>Upload files to import.</summary>
    public const string ImportsWrite = "imports.write";

    /// <summary>Read the roles and what they allow.</summary>
    public const string RolesRead = "roles.read";

    /// <summary>Set status and capacity.</summary>
    public const string PresenceWrite = "presence.write";

    /// <summary>List API keys (never their secrets).</summary>
    public const string KeysRead = "keys.read";

    /// <summary>Create, rotate and delete API keys.</summary>
    public const string KeysWrite = "keys.write";

    /// <summary>Read the tenant's settings, caller IDs and time groups.</summary>
    public const string TenantRead = "tenant.read";

    /// <summary>Change the tenant's settings, caller IDs and time groups.</summary>
    public const string TenantWrite = "tenant.write";

    /// <summary>Create, change and delete users where they come from another system (S013, S124). No administrator has it: it is for that system's key.</summary>
    public const string UsersProvision = "users.provision";

    /// <summary>Every permission there is.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        UsersRead, UsersWrite, GroupsRead, GroupsWrite, DepartmentsRead, DepartmentsWrite, ClientsRead, ClientsWrite,
        ExtensionsRead, ExtensionsWrite,
        ImportsRead, ImportsWrite, RolesRead, PresenceWrite, KeysRead, KeysWrite, TenantRead, TenantWrite, UsersProvision,
    ];
}
