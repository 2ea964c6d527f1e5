using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Roles;

namespace UserFunctions.Imports;

/// <summary>Makes of the rights that a run was given the caller that its users are written by.</summary>
internal static class RightsOfRun
{
    /// <summary>The rights of whoever asked for the run, as they are now: a role that is gone allows nothing.</summary>
    public static Caller CallerOf(this ImportRights rights, Import import, string actor, TenantFacts known)
    {
        var role = RoleList.Of(known).Find(rights.RoleId);
        return new(import.Tenant, actor, role?.Name ?? "(deleted)", role?.Allowed ?? new HashSet<string>(), import.Id.ToString()) { RoleId = rights.RoleId, UserId = rights.UserId };
    }
}
