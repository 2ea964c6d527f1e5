using UserFunctions.Platform.Connector;
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
/// <param name="RatePerMinute">Requests a minute; null: the app's default.</param>
public sealed record KeyView(
    [property: Field("Id of the key.", Title = "Key Id")] Guid Id,
    [property: Field("What people call the key.")] string Name,
    [property: Field("Name of its role, which says what it may do; absent: the role is gone, and the key opens nothing.")] string? Role,
    [property: Field("Id of its role.")] Guid RoleId,
    [property: Field("Id of the user that the key acts for; absent: nobody.")] Guid? UserId,
    [property: Field("Grows with each rotation.")] int Version,
    [property: Field("When the key was created, in UTC.")] DateTimeOffset CreatedAt,
    [property: Field("When it was rotated last, in UTC; absent: never.")] DateTimeOffset? RotatedAt,
    [property: Field("Until when the secret before still works, in UTC; absent: it does not.")] DateTimeOffset? PreviousUntil,
    [property: Field("How many requests a minute the key may make; absent: the system's usual number.")] int? RatePerMinute)
{
    /// <summary>The view as of these facts.</summary>
    public static KeyView Of(ApiKey key, TenantFacts facts) => new(
        key.Id, key.Name, RoleList.Of(facts).Find(key.RoleId)?.Name, key.RoleId, key.UserId, key.Version, key.CreatedAt, key.RotatedAt, key.PreviousUntil, key.RatePerMinute);
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
/// <param name="RatePerMinute">Requests a minute; null: the app's default.</param>
public sealed record ShownKey(
    [property: Field("Id of the key.", Title = "Key Id")] Guid Id,
    [property: Field("Name of the tenant that the key is for.")] string Tenant,
    [property: Field("What people call the key.")] string Name,
    [property: Field("Name of its role, which says what it may do.")] string Role,
    [property: Field("Id of its role.")] Guid RoleId,
    [property: Field("Id of the user that the key acts for; absent: nobody.")] Guid? UserId,
    [property: Field("The key itself, to be sent in the header x-functions-key; it is shown this once.", Format = "password")] string Key,
    [property: Field("Until when the secret before still works, in UTC; absent: there is none that does.")] DateTimeOffset? PreviousUntil,
    [property: Field("How many requests a minute the key may make; absent: the system's usual number.")] int? RatePerMinute)
{
    /// <summary>The key with this secret.</summary>
    public static ShownKey Of(string tenant, ApiKey key, Role role, string secret) =>
        new(key.Id, tenant, key.Name, role.Name, role.Id, key.UserId, ApiKey.Text(tenant, key.Id, secret), key.PreviousUntil, key.RatePerMinute);
}
