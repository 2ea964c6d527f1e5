using UserFunctions.Platform.Connector;

namespace UserFunctions.Tenants;

#pragma warning disable CS1591 // Each property is described by its sentence.

/// <summary>A key to be created, as a body says it; what <see cref="CreateKey"/> reads.</summary>
public sealed record KeyBody
{
    [Field("What the key is for, at most 100 characters.", IsRequired = true)]
    public string? Name { get; init; }

    [Field("Role of the key by its name or id: it says what the key may do. Not Owner, and no role that may do more than your own key.", IsRequired = true, Lookup = "roles")]
    public string? Role { get; init; }

    [Field("Id of the user that the key acts for; nobody unless given.", Visibility = Visibility.Advanced, Lookup = "users")]
    public Guid? UserId { get; init; }

    [Field("Name of the tenant that the key is for; your own unless given, and only the operator of the platform gives another.", Visibility = Visibility.Advanced)]
    public string? Tenant { get; init; }

    [Field("How many requests a minute the key may make, 1 to 1000000; the system's usual number unless given, and only the operator of the platform gives more than that.", Visibility = Visibility.Advanced)]
    public int? RatePerMinute { get; init; }
}

/// <summary>How a key is rotated, as a body says it; what <see cref="RotateKey"/> reads.</summary>
public sealed record KeyRotation
{
    [Field("For how many hours the secret before goes on working, 0 to 168; 24 unless given.")]
    public int? OverlapHours { get; init; }
}
