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
    private const string MinuteFormat = "yyyyMMddHHmm";

    private readonly ConcurrentDictionary<string, string> noted = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> seen = new(StringComparer.Ordinal);

    /// <summary>Notes that a tenant's log is about to be written.</summary>
    internal async ValueTask Note(string tenant, CancellationToken cancellationToken)
    {
        var minute = MinuteOf(time.GetUtcNow());
        if (noted.TryGetValue(tenant, out var last) && last == minute)
            return;
        await Put(tenant, minute, cancellationToken);
        noted[tenant] = minute;
    }

    /// <summary>Has the sweep look at a tenant's log, written or not.</summary>
    public Task Put(string tenant, CancellationToken cancellationToken) => Put(tenant, MinuteOf(time.GetUtcNow()), cancellationToken);

    /// <summary>What was noted in the minutes that had ended at a time and is to be looked at, by tenant: once soon, and once more when a write that took long has come to its end.</summary>
    public async Task<ILookup<string, Row>> EndedBy(DateTimeOffset at, CancellationToken cancellationToken)
    {
        var rows = new List<Row>();
        await foreach (var row in lists.On(List, ("0", MinuteOf(at)), cancellationToken))
            rows.Add(row);
        // Another process may have swept meanwhile, and taken them off.
        foreach (var gone in seen.Keys.Except(rows.Select(row => row.Key)))
            seen.TryRemove(gone, out _);
        return rows.Where(row => IsOver(row) || !seen.ContainsKey(row.Key)).ToLookup(row => row.Key[(row.Key.IndexOf('|', StringComparison.Ordinal) + 1)..], StringComparer.Ordinal);
    }

    /// <summary>These have been looked at; each leaves the list when nobody can be about to write any more what it is for.</summary>
    public async Task Looked(IEnumerable<Row> rows, CancellationToken cancellationToken)
    {
        foreach (var row in rows)
        {
            if (IsOver(row))
                await lists.Remove(row, cancellationToken);
            else
                seen[row.Key] = true;
        }
    }

    private Task Put(string tenant, string minute, CancellationToken cancellationToken) => lists.Put(List, $"{minute}|{tenant}", cancellationToken);

    private bool IsOver(Row row) =>
        DateTimeOffset.ParseExact(row.Key[..MinuteFormat.Length], MinuteFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) + Span + WatchLists.Stays <= time.GetUtcNow();

    private static string MinuteOf(DateTimeOffset at) => at.UtcDateTime.ToString(MinuteFormat, CultureInfo.InvariantCulture);
}
