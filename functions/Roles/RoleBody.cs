using UserFunctions.Platform.Connector;

namespace UserFunctions.Roles;

/// <summary>A role to be created, as a body says it; what <see cref="RoleFields"/> reads.</summary>
[DescribedBy(typeof(RoleView))]
public sealed record RoleBody
{
#pragma warning disable CS1591 // Each property is described where the role shows it.
    [Field("Name of the role, at most 100 characters; no two roles have the same one, whatever its case.", IsRequired = true)]
    public string? Name { get; init; }

    public string? Description { get; init; }

    [Field("Names of what the role allows; an empty list allows nothing, and nobody gives what their own key lacks.", IsRequired = true, Lookup = "permissions")]
    public IReadOnlyList<string>? Permissions { get; init; }

    public bool? IsAgent { get; init; }
#pragma warning restore CS1591
}

/// <summary>What a body changes of a role: what it does not name stays.</summary>
[DescribedBy(typeof(RoleView))]
public sealed record RoleChanges
{
#pragma warning disable CS1591 // As above.
    public string? Name { get; init; }
    public string? Description { get; init; }

    [Field("Names of all that the role allows from then on; nobody gives what their own key lacks.", Lookup = "permissions")]
    public IReadOnlyList<string>? Permissions { get; init; }

    public bool? IsAgent { get; init; }
#pragma warning restore CS1591
}
