using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Roles;
using UserFunctions.Users;

namespace UserFunctions.SignIn;

/// <summary>A user as a caller: what a bearer token comes to, whoever issued it.</summary>
internal static class UserCaller
{
    /// <summary>The caller with all that the user may do by now.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="user">Who.</param>
    /// <param name="facts">Roles and licences.</param>
    /// <param name="correlationId">Of the request.</param>
    /// <param name="session">The session; null for tokens that others issue.</param>
    public static Caller Of(string tenant, User user, TenantFacts facts, string correlationId, Guid? session)
    {
        var allowed = EffectivePermissions.Of(user, facts).Permissions.Where(p => p.Allowed).Select(p => p.Permission).Intersect(Permission.All).ToHashSet();
        return new(tenant, $"user:{user.Id}", RoleList.Of(facts).Find(user.RoleId)?.Name ?? "(deleted)", allowed, correlationId) { RoleId = user.RoleId, UserId = user.Id, SessionId = session };
    }
}
