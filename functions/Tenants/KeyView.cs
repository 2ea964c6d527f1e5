using UserFunctions.Platform.Storage;
using UserFunctions.Roles;

namespace UserFunctions.Tenants;

/// <summary>A key on the wire, without its secret.</summary>
/// <param name="Id">The key's id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Role">What it may do; null when the role is gone: nothing.</param>
/// <param name="RoleId">The role's id.</param>
/// <param name="UserId">The user that it acts for; null: nobody.</param>
/// <param name="Version">Grows with each rotation.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="RotatedAt">When it last got a new secret; null: never.</param>
/// <param name="PreviousUntil">Until when the secret before still works; null: it does not.</param>
public sealed record KeyView(
    Guid Id, string Name, string? Role, Guid RoleId, Guid? UserId, int Version, DateTimeOffset CreatedAt, DateTimeOffset? RotatedAt, DateTimeOffset? PreviousUntil)
{
    /// <summary>The view as of these facts.</summary>
    public static KeyView Of(ApiKey key, TenantFacts facts) => new(
        key.Id, key.Name, RoleList.Of(facts).Find(key.RoleId)?.Name, key.RoleId, key.UserId, key.Version, key.CreatedAt, key.RotatedAt, key.PreviousUntil);
}

/// <summary>A key with its secret, shown this once.</summary>
/// <param name="Id">The key's id.</param>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Role">What it may do.</param>
/// <param name="RoleId">The role's id.</param>
/// <param name="UserId">The user that it acts for; null: nobody.</param>
/// <param name="Key">What to send as <c>x-functions-key</c>.</param>
/// <param name="PreviousUntil">Until when the secret before still works; null: there is none.</param>
public sealed record ShownKey(Guid Id, string Tenant, string Name, string Role, Guid RoleId, Guid? UserId, string Key, DateTimeOffset? PreviousUntil)
{
    /// <summary>The key with this secret.</summary>
    public static ShownKey Of(string tenant, ApiKey key, Role role, string secret) =>
        new(key.Id, tenant, key.Name, role.Name, role.Id, key.UserId, ApiKey.Text(tenant, key.Id, secret), key.PreviousUntil);
}
