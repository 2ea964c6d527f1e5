using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary>A weekly window of a time group.</summary>
/// <param name="Days">Days of the week it holds on, at least one.</param>
/// <param name="From">Local time it opens, <c>HH:mm</c>.</param>
/// <param name="To">Local time it closes, <c>HH:mm</c>; before <paramref name="From"/> it ends on the next day.</param>
public sealed record TimeWindow(IReadOnlyList<DayOfWeek> Days, string From, string To);

/// <summary>Where a call goes outside a time group (S033).</summary>
/// <param name="Kind"><c>Number</c>, <c>User</c>, <c>Department</c>, <c>Voicemail</c> or <c>HangUp</c>.</param>
/// <param name="To">The number, or the id of the user or department; null for the other kinds.</param>
public sealed record Failover(string Kind, string? To);

/// <summary>When somebody can be reached (S031): the row <c>s|time-group|id</c>.</summary>
public sealed record TimeGroup(Guid Id, int Version, string Name, string TimeZone, IReadOnlyList<TimeWindow> Windows, Failover Failover, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>Begins the keys.</summary>
    public const string Prefix = Facts.SettingsPrefix + "time-group|";

    internal static string Key(Guid id) => Prefix + id.ToString("D");

    internal static TimeGroup Read(Row row) => Json.Read<TimeGroup>(row.LongTextOf("timeGroup"))!;

    internal static Row Write(string tenant, TimeGroup timeGroup, string? etag)
    {
        var row = new Row(tenant, Key(timeGroup.Id)) { ETag = etag, ["name"] = timeGroup.Name };
        row.Set("timeGroup", Json.Write(timeGroup));
        return row;
    }

    /// <summary>The tenant's time groups by name as of these facts.</summary>
    public static NameList Names(TenantFacts facts) => facts.Of(known => new TimeGroupNames(known)).Names;

    private sealed class TimeGroupNames(TenantFacts facts)
    {
        public NameList Names { get; } = new(facts.SettingsUnder(Prefix).Select(row => new NamedThing(Guid.Parse(row.Key.AsSpan(Prefix.Length)), row.Text("name") ?? "")));
    }
}
