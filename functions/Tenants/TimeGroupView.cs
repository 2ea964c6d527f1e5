using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary>Where calls go, on the wire.</summary>
/// <param name="Kind">What it goes to.</param>
/// <param name="To">The number, or the id of the user or department; null for the other kinds.</param>
/// <param name="Department">The department's name; null for the other kinds, and when it was deleted since.</param>
public sealed record FailoverView(FailoverKind Kind, string? To, string? Department);

/// <summary>A time group on the wire.</summary>
public sealed record TimeGroupView(
    Guid Id, int Version, string Name, string TimeZone, IReadOnlyList<TimeWindow> Windows, FailoverView Failover, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>The view as of these facts.</summary>
    public static TimeGroupView Of(TimeGroup timeGroup, TenantFacts facts)
    {
        var failover = timeGroup.Failover;
        var department = failover.Kind is FailoverKind.Department && Guid.TryParse(failover.To, out var id) ? facts.Departments.NameOf(id) : null;
        return new(
            timeGroup.Id, timeGroup.Version, timeGroup.Name, timeGroup.TimeZone, timeGroup.Windows, new(failover.Kind, failover.To, department), timeGroup.CreatedAt, timeGroup.UpdatedAt);
    }
}
