using UserFunctions.Tenants;

namespace UserFunctions.Routing;

/// <summary>When the agents of a time group can be reached; asked for many of them at the same moment, so the last answer is kept for its minute.</summary>
internal sealed class Hours(TimeGroup group)
{
    private volatile Asked? last;

    /// <summary>True inside the group's windows.</summary>
    public bool IsOpen(DateTimeOffset at)
    {
        var minute = at.UtcTicks / TimeSpan.TicksPerMinute;
        if (last is { } known && known.Minute == minute)
            return known.IsOpen;
        var asked = new Asked(minute, group.IsOpen(at));
        last = asked;
        return asked.IsOpen;
    }

    private sealed record Asked(long Minute, bool IsOpen);
}
