using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary>Where calls go, on the wire.</summary>
/// <param name="Kind">What it goes to.</param>
/// <param name="To">The number, or the id of the user or department; null for the other kinds.</param>
/// <param name="Department">The department's name; null for the other kinds, and when it was deleted since.</param>
public sealed record FailoverView(
    [property: Field("HangUp: the call ends; Number: it goes to a phone number; User: to another user; Department: to a department; Voicemail: to the mailbox.")] FailoverKind Kind,
    [property: Field("The phone number, or the id of the user or department; absent for the other kinds.")] string? To,
    [property: Field("Name of the department; absent for the other kinds, and when it was deleted since.")] string? Department)
{
    /// <summary>The view as of these facts.</summary>
    public static FailoverView Of(Failover failover, TenantFacts facts) =>
        new(failover.Kind, failover.To, failover.ToDepartment is { } department ? facts.Departments.NameOf(department) : null);
}

/// <summary>A time group on the wire.</summary>
public sealed record TimeGroupView(
    [property: Field("Id of the time group.", Title = "Time Group Id")] Guid Id,
    [property: Field("Counts the changes of the time group; the same number stands in the ETag.")] int Version,
    [property: Field("Name of the time group, at most 100 characters; no two time groups have the same one, whatever its case.")] string Name,
    [property: Field("IANA name of the time zone that the windows are in, such as Asia/Kolkata.")] string TimeZone,
    [property: Field("Weekly windows in which calls come through, 1 to 50; none overlaps another.")] IReadOnlyList<TimeWindow> Windows,
    [property: Field("Where a direct call goes outside of the windows.")] FailoverView Failover,
    [property: Field("When the time group was created, in UTC.")] DateTimeOffset CreatedAt,
    [property: Field("When the time group was changed last, in UTC.")] DateTimeOffset UpdatedAt)
{
    /// <summary>The view as of these facts.</summary>
    public static TimeGroupView Of(TimeGroup timeGroup, TenantFacts facts) => new(
        timeGroup.Id, timeGroup.Version, timeGroup.Name, timeGroup.TimeZone, timeGroup.Windows, FailoverView.Of(timeGroup.Failover, facts), timeGroup.CreatedAt, timeGroup.UpdatedAt);
}
