using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Roles;
using UserFunctions.Tenants;

namespace UserFunctions.Users;

/// <summary>Why a user has a licence or not (S066, S067).</summary>
public enum LicenceSource
{
    /// <summary>It was given to or taken from this user by hand.</summary>
    Override,

    /// <summary>The tenant's default decides.</summary>
    TenantDefault,

    /// <summary>The tenant has no licence for the app.</summary>
    NotLicensed,
}

/// <summary>The rule that decided.</summary>
/// <param name="Code">Dotted and stable, such as <c>matrix.allows</c>.</param>
/// <param name="Message">In one sentence.</param>
public sealed record AppliedRule(
    [property: Field("Code that does not change, such as matrix.allows.")] string Code,
    [property: Field("The rule in one sentence.")] string Message);

/// <summary>What a user is in one app.</summary>
/// <param name="App">Which.</param>
/// <param name="Licensed">True when the user has its licence.</param>
/// <param name="Source">Why.</param>
/// <param name="Role">What the user is there.</param>
/// <param name="Rule">The rule that decided on the role.</param>
public sealed record UserApp(
    [property: Field("Name of the app.")] string App,
    [property: Field("True: the user has a licence for it.")] bool Licensed,
    [property: Field("Override: the licence was given or taken by hand; TenantDefault: the default of the tenant decides; NotLicensed: the tenant has none.")] LicenceSource Source,
    [property: Field("What the user is in the app.")] AppRole Role,
    [property: Field("The rule that decided on the role.")] AppliedRule Rule);

/// <summary>Whether a user has a permission.</summary>
/// <param name="Permission">Which.</param>
/// <param name="Allowed">True when they have it.</param>
/// <param name="Rule">The rule that gave or denied it.</param>
public sealed record UserPermission(
    [property: Field("Name of the permission.")] string Permission,
    [property: Field("True: the user has it.")] bool Allowed,
    [property: Field("The rule that gave or denied it.")] AppliedRule Rule);

/// <summary>What a user may do, and for each permission there is the rule that gave or denied it: the first that applies, in the order of the rules here.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Apps">Every app there is.</param>
/// <param name="Permissions">Those of the access matrix (S060), then those that roles give.</param>
public sealed record EffectivePermissions(
    [property: Field("Id of the user.")] Guid UserId,
    [property: Field("Every app there is, and what the user is in it.")] IReadOnlyList<UserApp> Apps,
    [property: Field("Every permission there is, and whether the user has it.")] IReadOnlyList<UserPermission> Permissions)
{
    /// <summary>As of these facts.</summary>
    public static EffectivePermissions Of(User user, TenantFacts facts)
    {
        var apps = TenantSettings.Apps.Select(app => AppOf(user, app, TenantSettings.Of(facts))).ToList();
        var role = RoleList.Of(facts).Find(user.RoleId);
        var ofMatrix = AccessMatrix.Rows.Select(row => OfMatrix(user, row, apps));
        return new(user.Id, apps, [.. ofMatrix, .. Permission.All.Select(permission => OfRole(user, permission, role, apps))]);
    }

    /// <summary>True when the user has a desk to answer chats at: the licence for it, and the access that it takes (S062, S064).</summary>
    public static bool HasDesk(User user, TenantSettings settings) => AppOf(user, AppAccess.Smartflows, settings).Role is not AppRole.None;

    private static bool IsOwner(User user) => user.RoleId == Role.Owner.Id;

    private static UserApp AppOf(User user, string app, TenantSettings settings)
    {
        var terms = settings.Licences.GetValueOrDefault(app);
        if (terms is not { Enabled: true })
            return new(app, false, LicenceSource.NotLicensed, AppRole.None, new("licence.not_in_tenant", $"The tenant has no licence for {app}."));
        var isOverride = user.Licences.TryGetValue(app, out var given);
        var isLicensed = isOverride ? given : terms.ByDefault;
        var role = AppAccess.EffectiveRole(user.AccessRole, app, isLicensed, IsOwner(user));
        return new(app, isLicensed, isOverride ? LicenceSource.Override : LicenceSource.TenantDefault, role, RuleOf(user, app, isLicensed, isOverride, role));
    }

    private static AppliedRule RuleOf(User user, string app, bool isLicensed, bool isOverride, AppRole role) =>
        !isLicensed ? new("licence.missing", isOverride ? $"The licence for {app} was taken from this user." : $"Users of this tenant have no licence for {app} unless it is given to them.")
        : IsOwner(user) ? new("owner", $"The tenant's owner is {role} in {app}.")
        : user.AccessRole is AccessRole.NoAccess ? new("access_role.no_access", "The access role NoAccess gives no app.")
        : role is AppRole.None ? new("app.not_visible", $"{app} is not visible to the access role {user.AccessRole}.")
        : new(user.AccessRole is AccessRole.Admin ? "access_role.admin" : "access_role.standard", $"With its licence the access role {user.AccessRole} is {role} in {app}.");

    // The first row needs nobody to sign in: who has no access is analysed all the same (S062).
    private static UserPermission OfMatrix(User user, AccessRule row, List<UserApp> apps)
    {
        if (row.Permission != AccessMatrix.OwnAnalysed && SignInDenied(user) is { } denied)
            return new(row.Permission, false, denied);
        if (row.Permission != AccessMatrix.UserManagement && LicenceDenied(AppAccess.VoiceAnalytics, apps) is { } unlicensed)
            return new(row.Permission, false, unlicensed);
        if (row.Permission == AccessMatrix.OwnAnalysed && user.AnalysisDisabled)
            return new(row.Permission, false, new("analysis.disabled", "An administrator switched the analysis of this user's recordings off."));
        if (IsOwner(user))
            return new(row.Permission, true, new("owner", "The tenant's owner may do everything."));
        return row.Allows(user.AccessRole)
            ? new(row.Permission, true, new("matrix.allows", $"The access role {user.AccessRole} gives it: {row.What}."))
            : new(row.Permission, false, new("matrix.denies", $"The access role {user.AccessRole} does not give it: {row.What}."));
    }

    private static UserPermission OfRole(User user, string permission, Role? role, List<UserApp> apps)
    {
        var isOfDesk = Permission.OfDesk.Contains(permission);
        if ((SignInDenied(user) ?? (isOfDesk ? LicenceDenied(AppAccess.Smartflows, apps) : null)) is { } denied)
            return new(permission, false, denied);
        if (role?.Allowed.Contains(permission) is true)
            return new(permission, true, new("role.allows", $"The role '{role.Name}' gives it."));
        var desk = apps.Find(app => app.App == AppAccess.Smartflows)!.Role;
        if (isOfDesk && AppAccess.PermissionsOf(desk).Contains(permission))
            return new(permission, true, new("app_role.allows", $"The access role {user.AccessRole} makes the user {desk} in {AppAccess.Smartflows}, which gives it."));
        if (permission is Permission.UsersRead or Permission.UsersWrite && user.AccessRole is AccessRole.Admin)
            return new(permission, true, new("matrix.allows", "The access role Admin gives it: manage users."));
        return new(permission, false, new("role.denies", role is null ? "The user's role does not exist any more." : $"Neither the role '{role.Name}' nor the access role {user.AccessRole} gives it."));
    }

    // In the order of the decision of signing in, and with its codes where it has them.
    private static AppliedRule? SignInDenied(User user) =>
        user.Lifecycle is not Lifecycle.Active ? new("lifecycle.not_active", $"The user is {user.Lifecycle} and cannot sign in before accepting an invitation.")
        : !user.Login.AccountEnabled ? new("account.disabled", "The account is disabled, so the user cannot sign in.")
        : user.AgentState is AgentState.Blocked ? new("agent.blocked", "The agent is blocked, so the user cannot sign in.")
        : user.AccessRole is AccessRole.NoAccess && !IsOwner(user) ? new("access_role.no_access", "The access role NoAccess cannot sign in.")
        : user.Login.WebLoginBlocked ? new("web_login.blocked", "Web login is blocked for the user.")
        : null;

    private static AppliedRule? LicenceDenied(string app, List<UserApp> apps) => apps.Find(a => a.App == app) is { Licensed: false } unlicensed ? unlicensed.Rule : null;
}
