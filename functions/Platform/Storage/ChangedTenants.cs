using System.Collections.Concurrent;
using System.Globalization;

namespace UserFunctions.Platform.Storage;

/// <summary>
/// Which logs the sweep has yet to look at: on a watch list a row <c>minute|tenant</c> for every minute in which a tenant's log was written. It is there before the change is, so no change
/// is missed that a process left behind when it died.
/// </summary>
public sealed class ChangedTenants(WatchLists lists, TimeProvider time)
{
    /// <summary>How long after a change its minute may end.</summary>
    public static readonly TimeSpan Span = TimeSpan.FromMinutes(1);

    private const string List = "changes";

    private readonly ConcurrentDictionary<string, string> noted = new(StringComparer.Ordinal);

    /// <summary>Notes that a tenant's log is about to be written.</summary>
    internal async ValueTask Note(string tenant, CancellationToken cancellationToken)
    {
        var minute = MinuteOf(time.GetUtcNow());
        if (noted.TryGetValue(tenant, out var last) && last == minute)
            return;
        await lists.Put(List, $"{minute}|{tenant}", cancellationToken);
        noted[tenant] = minute;
    }

    /// <summary>What was noted in the minutes that had ended at a time, by tenant.</summary>
    public async Task<ILookup<string, Row>> EndedBy(DateTimeOffset at, CancellationToken cancellationToken)
    {
        var rows = new List<Row>();
        await foreach (var row in lists.On(List, ("0", MinuteOf(at)), cancellationToken))
            rows.Add(row);
        return rows.ToLookup(row => row.Key[(row.Key.IndexOf('|', StringComparison.Ordinal) + 1)..], StringComparer.Ordinal);
    }

    /// <summary>These have been looked at.</summary>
    public async Task Forget(IEnumerable<Row> rows, CancellationToken cancellationToken)
    {
        foreach (var row in rows)
            await lists.Remove(row, cancellationToken);
    }

    private static string MinuteOf(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture);
}
