using UserFunctions.Platform.Connector;

namespace UserFunctions.Tenants;

#pragma warning disable CS1591 // Each property is described by its sentence, or where the time group shows it.

/// <summary>A time group to be created, as a body says it; what <see cref="TimeGroupFields"/> reads.</summary>
public sealed record TimeGroupBody
{
    [Field("Name of the time group, at most 100 characters; no two time groups have the same one, whatever its case.", IsRequired = true)]
    public string? Name { get; init; }

    [Field("IANA name of the time zone that the windows are in, such as Asia/Kolkata.", IsRequired = true)]
    public string? TimeZone { get; init; }

    [Field("Weekly windows in which calls come through, 1 to 50; none overlaps another.", IsRequired = true)]
    public IReadOnlyList<TimeWindow>? Windows { get; init; }

    [Field("Where a direct call goes outside of the windows; it ends unless this is given.")]
    public FailoverBody? Failover { get; init; }
}

/// <summary>What a body changes of a time group: what it does not name stays.</summary>
[DescribedBy(typeof(TimeGroupView))]
public sealed record TimeGroupChanges
{
    public string? Name { get; init; }

    public string? TimeZone { get; init; }

    [Field("All weekly windows in which calls come through from then on, 1 to 50; none overlaps another.")]
    public IReadOnlyList<TimeWindow>? Windows { get; init; }

    [Field("Where a direct call goes outside of the windows; null: it ends.")]
    public FailoverBody? Failover { get; init; }
}
