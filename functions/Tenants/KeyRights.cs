using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Roles;

namespace UserFunctions.Tenants;

/// <summary>Whose keys a caller may have: none that may do more, or act for one who may do more, than the caller.</summary>
internal static class KeyRights
{
    /// <summary>The 403 or 409 for a key, or the secret of a hook, with this role; null when the caller may give it.</summary>
    public static Error? Giving(Role role, Caller caller) =>
        caller.Lacking(role.Permissions) is { Count: > 0 } lacking
            ? new Error(ErrorKind.Forbidden, "key.forbidden", $"You cannot give the role '{role.Name}': your key lacks {string.Join(", ", lacking)}.", "role")
            : role.Id == Role.Owner.Id
                ? Error.Conflict("role", "owner.unique", "The role Owner is the one person's who owns the tenant, not a key's: use Super Admin or Administrator.")
                : null;

    /// <summary>The 403 for a key that acts for this user; null when the caller may have it.</summary>
    public static Error? ActingFor(KnownUser user, Caller caller, TenantFacts facts)
    {
        if (caller.IsPlatform || caller.UserId == user.Id)
            return null;
        // All that the owner may do others may do too, but for what only the owner does to oneself (S070).
        if (user.Id == TenantSettings.Of(facts).OwnerId)
            return Forbidden("for the tenant's owner: only the platform and the owner's own keys do");
        return caller.Lacking(RoleList.Of(facts).Rights(user.RoleId, user.AccessRole)) is { Count: > 0 } lacking
            ? Forbidden($"for user {user.Id}: your key lacks {string.Join(", ", lacking)}")
            : null;
    }

    private static Error Forbidden(string why) => new(ErrorKind.Forbidden, "user.forbidden", $"You cannot have a key that acts {why}.", "userId");
}
