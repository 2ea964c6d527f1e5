namespace UserFunctions.Local.Pumps;

/// <summary>A schedule of six fields: second, minute, hour, day of month, month, day of week (0 is Sunday). UTC.</summary>
/// <remarks>A day must fit both day fields, as on the real host.</remarks>
internal sealed class CronSchedule
{
    // 29 February can be eight years away (1896-1904); what is not found within that never comes.
    private const int YearsToSearch = 9;

    private readonly CronField seconds, minutes, hours, days, months, weekdays;

    private CronSchedule(string[] fields)
    {
        seconds = CronField.Parse(fields[0], "second", 0, 59);
        minutes = CronField.Parse(fields[1], "minute", 0, 59);
        hours = CronField.Parse(fields[2], "hour", 0, 23);
        days = CronField.Parse(fields[3], "day", 1, 31);
        months = CronField.Parse(fields[4], "month", 1, 12);
        weekdays = CronField.Parse(fields[5], "weekday", 0, 6);
    }

    /// <summary>Reads a schedule.</summary>
    /// <exception cref="FormatException">Not six fields, or one of them is wrong; the message says which.</exception>
    public static CronSchedule Parse(string text)
    {
        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length == 6
            ? new CronSchedule(fields)
            : throw new FormatException($"'{text}' has {fields.Length} fields; a schedule has six: second minute hour day month weekday.");
    }

    /// <summary>The first time after the one given, to the second; null when there is none (30 February).</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        var utc = after.ToUniversalTime();
        var at = new DateTimeOffset(utc.Year, utc.Month, utc.Day, utc.Hour, utc.Minute, utc.Second, TimeSpan.Zero).AddSeconds(1);
        var end = at.AddYears(YearsToSearch);
        while (at < end)
        {
            if (Later(at) is not { } later) return at;
            at = later;
        }

        return null;
    }

    /// <summary>Where to look next when this time does not fit; null when it fits.</summary>
    private DateTimeOffset? Later(DateTimeOffset at)
    {
        if (!months.Has(at.Month)) return new DateTimeOffset(at.Year, at.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1);
        if (!days.Has(at.Day) || !weekdays.Has((int)at.DayOfWeek)) return new DateTimeOffset(at.Date, TimeSpan.Zero).AddDays(1);
        if (!hours.Has(at.Hour)) return new DateTimeOffset(at.Date, TimeSpan.Zero).AddHours(at.Hour + 1);
        if (!minutes.Has(at.Minute)) return at.AddSeconds(60 - at.Second);
        return seconds.Has(at.Second) ? null : at.AddSeconds(1);
    }
}
