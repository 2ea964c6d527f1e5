using UserFunctions.Platform.Connector;

namespace UserFunctions.Tenants;

#pragma warning disable CS1591 // Each property is described by its sentence.

/// <summary>Where calls go instead, as a body says it; what <see cref="FailoverFields"/> reads.</summary>
[DescribedBy(typeof(FailoverView))]
public sealed record FailoverBody
{
    public FailoverKind? Kind { get; init; }

    [Field("For the kind Number a phone number of 3 to 15 digits, with + in front if you like; for User an id or e-mail address; for Department a name or id; not given for the other kinds.")]
    public string? To { get; init; }
}
