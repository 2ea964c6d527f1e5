using System.Globalization;

namespace UserFunctions.Tenants;

/// <summary>The windows of a week on one line of minutes, from Sunday 00:00.</summary>
internal static class WeeklyWindows
{
    private const int Day = 24 * 60;
    private const int Week = 7 * Day;

    /// <summary>Two windows that hold at the same time, in words; null when there are none.</summary>
    public static (string First, string Second)? Overlap(IReadOnlyList<TimeWindow> windows)
    {
        var spans = windows.SelectMany((window, i) => window.Days.Select(day => Of(window, day, i))).OrderBy(s => s.From).ToList();
        for (var i = 1; i < spans.Count; i++)
        {
            if (spans[i].From < spans[i - 1].To)
                return (spans[i - 1].Name, spans[i].Name);
        }

        // The last night of the week may run into its first morning.
        return spans.Count > 1 && spans.Max(s => s.To) - Week > spans[0].From ? (spans.MaxBy(s => s.To).Name, spans[0].Name) : null;
    }

    /// <summary>True when one of the windows is open at this local time: from the minute it opens to the one before it closes.</summary>
    public static bool IsOpen(IReadOnlyList<TimeWindow> windows, DateTime local)
    {
        var minute = ((int)local.DayOfWeek * Day) + (int)local.TimeOfDay.TotalMinutes;
        // The last night of the week may run into its first morning.
        return windows.SelectMany((window, i) => window.Days.Select(day => Of(window, day, i)))
            .Any(span => (minute >= span.From && minute < span.To) || (minute + Week >= span.From && minute + Week < span.To));
    }

    private static (int From, int To, string Name) Of(TimeWindow window, DayOfWeek day, int index)
    {
        var (from, to) = (Minutes(window.From), Minutes(window.To));
        var start = (int)day * Day;
        return (start + from, start + to + (to < from ? Day : 0), $"windows[{index}] on {day} {window.From}-{window.To}");
    }

    private static int Minutes(string time) =>
        (int.Parse(time.AsSpan(0, 2), CultureInfo.InvariantCulture) * 60) + int.Parse(time.AsSpan(3), CultureInfo.InvariantCulture);
}
