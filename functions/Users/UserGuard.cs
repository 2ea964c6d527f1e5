using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Roles;

namespace UserFunctions.Users;

/// <summary>What holds for every write of a user, whichever door it comes in by: the owner and oneself are protected, and nobody gives what they lack.</summary>
internal static class UserGuard
{
    /// <summary>The refusal; null when the write may go on. <paramref name="before"/> is null for a new user.</summary>
    public static Error? Check(User? before, User after, UserContext context) => Upstream.CheckExistence(before, after, context) ?? Protection(before, after, context) ?? Grant(before, after, context) ?? Reach(before, after, context);

    // S070: exactly one owner; S104-S107: nobody locks themselves out.
    private static Error? Protection(User? before, User after, UserContext context)
    {
        var isOwner = before is not null && before.Id == context.Settings.OwnerId;
        if (after.RoleId == Role.Owner.Id && !isOwner)
            return Error.Conflict("role", "owner.unique", "A tenant has exactly one owner, whom the platform's operator names: choose another role, or have ownership transferred with POST /api/tenant/owner.");
        if (before is null || (!isOwner && before.Id != context.Caller.UserId))
            return null;
        var lost = Lost(before, after);
        return lost is null ? isOwner && SignIn(before, after) is { } field ? OwnersOwn(field, context.Caller, before) : null
            : isOwner ? Error.Conflict(lost, "owner.protected", "The tenant's owner cannot be deleted, demoted, disabled or blocked: transfer ownership first.")
            : Error.Conflict(lost, "self.protected", "You cannot delete, demote, disable or block yourself: ask another administrator.");
    }

    private static string? Lost(User before, User after) =>
        after.Lifecycle is Lifecycle.Deleted ? "id"
        : after.RoleId != before.RoleId ? "role"
        : after.AccessRole < before.AccessRole ? "accessRole"
        : !after.Login.AccountEnabled && before.Login.AccountEnabled ? "accountEnabled"
        : after.Login.WebLoginBlocked && !before.Login.WebLoginBlocked ? "webLoginBlocked"
        : after.AgentState > before.AgentState ? "agentState"
        : null;

    // What signing in hangs on: who sets it for the owner is the owner, or shuts the owner out.
    private static string? SignIn(User before, User after) =>
        after.Email != before.Email ? "email"
        : after.LoginId != before.LoginId ? "loginId"
        : after.Login.AuthenticationMethod != before.Login.AuthenticationMethod ? "authenticationMethod"
        : Json.Write(after.Login.AllowedIps) != Json.Write(before.Login.AllowedIps) ? "allowedIps"
        : after.Login.TwoFactorAuthentication != before.Login.TwoFactorAuthentication ? "twoFactorAuthentication"
        : after.Login.TwoFactorAuthentication && after.Phone != before.Phone ? "phone"
        : null;

    private static Error? OwnersOwn(string field, Caller caller, User owner) => caller.IsPlatform || caller.UserId == owner.Id ? null
        : Error.Conflict(field, "owner.protected", $"Only the tenant's owner changes {field} of the owner, whose signing in hangs on it: leave it as it is, or have ownership transferred first.");

    // Who is restored gets their rights back, so that is giving them too.
    private static Error? Grant(User? before, User after, UserContext context)
    {
        if (after.Lifecycle is Lifecycle.Deleted)
            return null;
        var had = before?.Lifecycle is Lifecycle.Deleted ? null : before;
        if (after.RoleId != had?.RoleId && RoleList.Of(context.Facts).Find(after.RoleId) is { } role && context.Caller.Lacking(role.Permissions) is { Count: > 0 } lacking)
            return new Error(ErrorKind.Forbidden, "role.forbidden", $"You cannot give the role '{role.Name}': you lack {string.Join(", ", lacking)} yourself.", "role");
        if (after.AccessRole is AccessRole.Admin && had?.AccessRole is not AccessRole.Admin && context.Caller.Lacking(AppAccess.PermissionsOfAdmin) is { Count: > 0 } missing)
            return new Error(ErrorKind.Forbidden, "accessRole.forbidden", $"You cannot give the access role Admin: you lack {string.Join(", ", missing)} yourself.", "accessRole");
        return null;
    }

    /// <summary>The refusal to one who would set the password of the owner, or of a user who may do more; null when it may go on.</summary>
    public static Error? Password(User user, UserContext context) =>
        (user.Id == context.Settings.OwnerId ? OwnersOwn("password", context.Caller, user) : null) ?? Above(user, context);

    /// <summary>
    /// The refusal to one who would act as a user who may do more, or be shown the secret of their extension; null when the caller may do all that the
    /// user may. A key that acts for the user may be weaker than the user.
    /// </summary>
    public static Error? Above(User user, UserContext context)
    {
        var roles = RoleList.Of(context.Facts);
        var lacking = context.Caller.Lacking(roles.Rights(user.RoleId, user.AccessRole));
        return lacking.Count == 0 ? null
            : new Error(ErrorKind.Forbidden, "user.forbidden", $"You cannot change how a user with the role '{roles.Find(user.RoleId)?.Name ?? "(deleted)"}' and the access role {user.AccessRole} signs in or works: you lack {string.Join(", ", lacking)} yourself.", "role");
    }

    // Who sets another's address or login, or is shown what their phone registers with, can act as that person, so it takes all that the person may do.
    private static Error? Reach(User? before, User after, UserContext context) =>
        before is null || (Access(before) == Access(after) && !ExtensionClaim.GainsCredentials(before, after)) ? null : Above(before, context);

    private static string Access(User user) => Json.Write(new
    {
        user.Email,
        user.LoginId,
        user.RoleId,
        user.AccessRole,
        user.AgentState,
        IsDeleted = user.Lifecycle is Lifecycle.Deleted,
        user.Login.AccountEnabled,
        user.Login.WebLoginBlocked,
        user.Login.AllowedIps,
        user.Login.AuthenticationMethod,
        TwoFactor = user.Login.TwoFactorAuthentication ? user.Phone : "",
    });
}
