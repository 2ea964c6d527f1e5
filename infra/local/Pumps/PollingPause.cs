namespace UserFunctions.Local.Pumps;

/// <summary>How long to pause after an empty poll: 100, 200, 300, 500, 900 ms and so on up to the cap.</summary>
internal sealed class PollingPause(TimeSpan cap)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    // 2^20 steps are more than a day: enough doublings for any cap, and no overflow.
    private const int MostDoublings = 20;

    private int empty;

    /// <summary>After a poll that found something.</summary>
    public void Reset() => empty = 0;

    /// <summary>After an empty poll.</summary>
    public TimeSpan Next()
    {
        var pause = empty == 0 ? Step : Step + (Step * (1 << Math.Min(empty - 1, MostDoublings)));
        empty++;
        return pause < cap ? pause : cap;
    }
}
