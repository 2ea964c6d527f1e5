using System.Text.Json.Serialization;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary>A weekly window of a time group.</summary>
/// <param name="Days">Days of the week it begins on, at least one.</param>
/// <param name="From">Local time it opens, <c>HH:mm</c>.</param>
/// <param name="To">Local time it closes, <c>HH:mm</c> or <c>24:00</c>; before <paramref name="From"/> it ends on the next day.</param>
public sealed record TimeWindow(
    [property: Field("Days of the week on which the window opens.", IsRequired = true)] IReadOnlyList<DayOfWeek> Days,
    [property: Field("Local time at which it opens, such as 09:00.", IsRequired = true)] string From,
    [property: Field("Local time at which it closes, such as 18:00, up to 24:00; one that is earlier than from lies on the next day.", IsRequired = true)] string To);

/// <summary>Where a call goes outside a time group.</summary>
public enum FailoverKind
{
    /// <summary>The call ends.</summary>
    HangUp,

    /// <summary>A phone number.</summary>
    Number,

    /// <summary>Another user.</summary>
    User,

    /// <summary>A department.</summary>
    Department,

    /// <summary>The mailbox.</summary>
    Voicemail,
}

/// <summary>Where a call goes outside a time group (S033), or from a department that cannot take it (S035).</summary>
/// <param name="Kind">What it goes to.</param>
/// <param name="To">The number, or the id of the user or department; null for the other kinds.</param>
public sealed record Failover(FailoverKind Kind, string? To)
{
    /// <summary>What holds until something else is said.</summary>
    public static Failover HangUp { get; } = new(FailoverKind.HangUp, null);

    /// <summary>The department it goes to; null: it goes to none.</summary>
    [JsonIgnore]
    public Guid? ToDepartment => Kind is FailoverKind.Department && Guid.TryParse(To, out var id) ? id : null;
}

/// <summary>When somebody can be reached (S031): the row <c>s|time-group|id</c>.</summary>
/// <param name="Id">GUID v7.</param>
/// <param name="Version">The ETag.</param>
/// <param name="Name">1-100 characters, unique without regard to case.</param>
/// <param name="TimeZone">IANA name, such as <c>Asia/Kolkata</c>.</param>
/// <param name="Windows">At least one; no two of them overlap.</param>
/// <param name="Failover">Where a direct call goes outside of them.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
public sealed record TimeGroup(Guid Id, int Version, string Name, string TimeZone, IReadOnlyList<TimeWindow> Windows, Failover Failover, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>Begins the keys.</summary>
    public const string Prefix = Facts.SettingsPrefix + "time-group|";

    /// <summary>True when one of the windows is open at this moment, by the clock of the time zone.</summary>
    public bool IsOpen(DateTimeOffset at) => WeeklyWindows.IsOpen(Windows, TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(TimeZone)).DateTime);

    /// <summary>The tenant's time groups by name as of these facts.</summary>
    public static NameList Names(TenantFacts facts) => facts.Of(known => new TimeGroupNames(known)).Names;

    /// <summary>The time group of this id as of these facts; null when there is none (any more).</summary>
    public static TimeGroup? Find(TenantFacts facts, Guid id) =>
        facts.SettingsUnder(TimeGroupTable.Key(id)).Select(TimeGroupTable.Read).FirstOrDefault();

    /// <summary>The tenant's time groups as of these facts.</summary>
    public static IEnumerable<TimeGroup> All(TenantFacts facts) => facts.SettingsUnder(Prefix).Select(TimeGroupTable.Read);

    private sealed class TimeGroupNames(TenantFacts facts)
    {
        public NameList Names { get; } = new(facts.SettingsUnder(Prefix).Select(row => new NamedThing(Guid.Parse(row.Key.AsSpan(Prefix.Length)), row.Text("name") ?? "")));
    }
}
