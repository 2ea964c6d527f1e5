using System.Text.Json;
using System.Text.RegularExpressions;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary>What a body says about a time group. All of its errors are found at once.</summary>
internal sealed partial class TimeGroupFields
{
    private const int MaxName = 100;
    private const int MaxWindows = 50;
    private const int DaysAWeek = 7;

    private readonly FieldReader reader;
    private readonly Field<string> name;
    private readonly Field<string> timeZone;
    private readonly Field<IReadOnlyList<FieldReader>> windows;
    private readonly FailoverFields failover;

    public TimeGroupFields(JsonElement body)
    {
        reader = new FieldReader(body, "time group");
        name = reader.Text("name", MaxName);
        timeZone = reader.Text("timeZone", MaxName);
        windows = reader.Parts("windows", MaxWindows, "window");
        failover = new(reader);
    }

    /// <summary>The text that names the user calls go to, to be looked up before the decision; null: none.</summary>
    public string? NamedUser => failover.NamedUser;

    public Result<TimeGroup> Create(Guid id, TenantFacts facts, Guid? user, DateTimeOffset now)
    {
        if (name.Value is null)
            reader.Missing("name", "give the time group a name");
        if (timeZone.Value is null)
            reader.Missing("timeZone", "give an IANA time zone such as Asia/Kolkata");
        if (windows.Value is null or { Count: 0 })
            reader.Missing("windows", """give at least one, such as {"days":["Monday"],"from":"09:00","to":"18:00"}""");
        return Apply(new TimeGroup(id, 1, "", "", [], Failover.HangUp, now, now), null, facts, user);
    }

    public Result<TimeGroup> Change(TimeGroup before, TenantFacts facts, Guid? user, DateTimeOffset now)
    {
        if (!Apply(before, TimeGroupView.Of(before, facts), facts, user).Try(out var after, out var error))
            return error;
        return Json.Write(after) == Json.Write(before) ? before : after with { Version = before.Version + 1, UpdatedAt = now };
    }

    private Result<TimeGroup> Apply(TimeGroup current, TimeGroupView? shown, TenantFacts facts, Guid? user)
    {
        reader.ReadOnly("id", shown?.Id);
        reader.ReadOnly("version", shown?.Version);
        reader.ReadOnly("createdAt", shown?.CreatedAt);
        reader.ReadOnly("updatedAt", shown?.UpdatedAt);
        if (shown is not null && name is { IsSet: true, Value: null })
            reader.Missing("name", "give the time group a name");
        if (shown is not null && timeZone is { IsSet: true, Value: null })
            reader.Missing("timeZone", "give an IANA time zone such as Asia/Kolkata");
        if (shown is not null && windows is { IsSet: true, Value: null or { Count: 0 } })
            reader.Missing("windows", """give at least one, such as {"days":["Monday"],"from":"09:00","to":"18:00"}""");
        var after = current with
        {
            Name = name.Value ?? current.Name,
            TimeZone = timeZone.Value is { } zone ? Zone(zone) : current.TimeZone,
            Windows = windows.IsSet ? Windows() : current.Windows,
            Failover = failover.After(current.Failover, facts, user),
        };
        if (reader.Finish() is { } error)
            return error;
        return TimeGroup.Names(facts).TryFind(after.Name, out var other) && other.Id != current.Id ? Error.Taken("name", after.Name) : after;
    }

    private string Zone(string zone)
    {
        // Windows names are known too, but mean nothing to other systems.
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) || !found.HasIanaId)
            reader.Add("timeZone", "unknown", $"timeZone '{FieldReader.Shown(zone)}' is no IANA time zone: give one such as Asia/Kolkata or Europe/Berlin.");
        return found?.Id ?? zone;
    }

    private List<TimeWindow> Windows()
    {
        var read = (windows.Value ?? []).Select(Window).ToList();
        if (read.TrueForAll(window => window is not null) && WeeklyWindows.Overlap(read!) is { } overlap)
            reader.Add("windows", "overlap", $"{overlap.First} and {overlap.Second} overlap: make one window of them, or part them.");
        return [.. read.OfType<TimeWindow>()];
    }

    private static TimeWindow? Window(FieldReader part)
    {
        var days = part.Texts("days", DaysAWeek, MaxName);
        var from = part.Text("from", 5, Opening(), "give a local time from 00:00 to 23:59").Value;
        var to = part.Text("to", 5, Closing(), "give a local time from 00:00 to 24:00").Value;
        if (days.Value is null or { Count: 0 })
            part.Missing("days", "give at least one of Monday to Sunday");
        if (from is null)
            part.Missing("from", "give a local time such as 09:00");
        if (to is null)
            part.Missing("to", "give a local time such as 18:00");
        if (from is not null && from == to)
            part.Add("to", "invalid", $"to '{to}' is from as well: a whole day is 00:00 to 24:00.");
        var known = (days.Value ?? []).Select(day => Day(part, day)).ToList();
        return known.Contains(null) || known.Count == 0 || from is null || to is null || from == to ? null : new([.. known.Select(day => day!.Value)], from, to);
    }

    private static DayOfWeek? Day(FieldReader part, string text)
    {
        var names = Enum.GetNames<DayOfWeek>();
        if (names.FirstOrDefault(n => n.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } found)
            return Enum.Parse<DayOfWeek>(found);
        part.Add("days", "invalid", $"day '{FieldReader.Shown(text)}' is not valid: use {string.Join(", ", names)}.");
        return null;
    }

    [GeneratedRegex(@"^([01][0-9]|2[0-3]):[0-5][0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Opening();

    [GeneratedRegex(@"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Closing();
}
