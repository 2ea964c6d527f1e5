using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Storage;
using UserFunctions.Roles;

namespace UserFunctions.Hooks;

/// <summary>A hook on the wire.</summary>
public sealed record HookView
{
    /// <summary>Name.</summary>
    [Field("Name of the hook: status, capacity or users.")]
    public required string Name { get; init; }

    /// <summary>Where.</summary>
    [Field("The URL that another system sends signed requests to by POST.", Format = "uri")]
    public required string Url { get; init; }

    /// <summary>Permission.</summary>
    [Field("The permission that an API key needs to send to it, and that the role of its secret must have.")]
    public required string Permission { get; init; }

    /// <summary>Whether requests may be signed.</summary>
    [Field("True when the hook has a secret; without one it is open to API keys only.")]
    public required bool HasSecret { get; init; }

    /// <summary>Role.</summary>
    [Field("Name of the role that signed requests have; absent: there is no secret, or the role is gone and they may do nothing.")]
    public string? Role { get; init; }

    /// <summary>UTC.</summary>
    [Field("Since when there is a secret, in UTC; absent: there is none.")]
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>UTC.</summary>
    [Field("When the secret was rotated last, in UTC; absent: never.")]
    public DateTimeOffset? RotatedAt { get; init; }

    /// <summary>UTC.</summary>
    [Field("Until when the secret before is taken too, in UTC; absent: it is not.")]
    public DateTimeOffset? PreviousUntil { get; init; }

    /// <summary>Shown once.</summary>
    [Field("What requests are signed with, whsec_ and base64; shown only when it is made and when it is rotated.", Format = "password")]
    public string? Secret { get; init; }

    /// <summary>The view of a hook.</summary>
    internal static HookView Of(Hook hook, HookSecret? secret, TenantFacts facts, string url) => new()
    {
        Name = hook.Name,
        Url = url,
        Permission = hook.Permission,
        HasSecret = secret is not null,
        Role = secret is null ? null : RoleList.Of(facts).Find(secret.RoleId)?.Name,
        CreatedAt = secret?.CreatedAt,
        RotatedAt = secret?.RotatedAt,
        PreviousUntil = secret?.PreviousUntil,
    };
}

/// <summary>How a secret is made or rotated.</summary>
[DescribedBy(typeof(HookView))]
public sealed record HookSecretBody
{
    /// <summary>Role.</summary>
    [Field("Role that signed requests have, by its name or id: at first that of your own key unless given, later the one they have. No role that may do more than your own key.", Lookup = "roles")]
    public string? Role { get; init; }

    /// <summary>Hours.</summary>
    [Field("For how many hours the secret before is taken too, 0 to 168; 24 unless given.")]
    public int? OverlapHours { get; init; }
}

/// <summary>Query words of the hooks.</summary>
public sealed record HookQuery
{
    /// <summary>Tenant.</summary>
    [Field("Name of the tenant that a signed request is for; with an API key it goes without saying.")]
    public string? Tenant { get; init; }
}
