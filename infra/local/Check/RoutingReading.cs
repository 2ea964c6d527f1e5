using UserFunctions.Platform.Storage;
using UserFunctions.Presence;
using UserFunctions.Routing;
using UserFunctions.Users;

namespace UserFunctions.Local.Check;

/// <summary>Reads what <see cref="RoutingCheck"/> looks at.</summary>
internal static class RoutingReading
{
    private const int RowsAtOnce = 1000;
    private const int AgentsAtOnce = 16;
    private const int MaxReadings = 5;

    // Keys of this app begin with a letter.
    private static readonly (string From, string To) AllKeys = ("A", "~");

    /// <summary>Reads and checks a tenant's conversations. What was only under way from one row to the next is not wrong any more at another look, so nothing counts that is not found at each.</summary>
    /// <returns>How many there are, and what is wrong with them and the agents' places.</returns>
    public static async Task<(int Conversations, IReadOnlyList<Finding> Findings)> Of(ITables tables, string tenant, IReadOnlyList<Row> directory, CancellationToken cancellationToken)
    {
        var users = directory.Where(row => row.Key.StartsWith(UserTable.Prefix, StringComparison.Ordinal)).Select(row => Guid.Parse(row.Key.AsSpan(UserTable.Prefix.Length))).ToList();
        IReadOnlyList<Finding>? findings = null;
        var count = 0;
        for (var reading = 1; reading <= MaxReadings && findings is not { Count: 0 }; reading++)
        {
            var conversations = await Rows(tables, ConversationTable.Table, tenant, AllKeys, cancellationToken);
            var found = RoutingCheck.Of(conversations, await Agents(tables, tenant, users, cancellationToken));
            findings = findings is null ? found : [.. findings.Intersect(found)];
            count = conversations.Count(row => row.Key.StartsWith(ConversationTable.Prefix, StringComparison.Ordinal));
        }

        return (count, findings!);
    }

    private static async Task<IReadOnlyList<Row>> Agents(ITables tables, string tenant, List<Guid> users, CancellationToken cancellationToken)
    {
        var found = new IReadOnlyList<Row>[users.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, users.Count), new ParallelOptions { MaxDegreeOfParallelism = AgentsAtOnce, CancellationToken = cancellationToken },
            async (i, token) => found[i] = await Rows(tables, PresenceTable.Table, ReservationTable.Partition(tenant, users[i]), RoutingRows.OfAgents, token));
        return [.. found.SelectMany(rows => rows)];
    }

    private static async Task<IReadOnlyList<Row>> Rows(ITables tables, string table, string partition, (string From, string To) range, CancellationToken cancellationToken)
    {
        var rows = new List<Row>();
        await foreach (var row in tables.Rows(table, partition, range, RowsAtOnce, cancellationToken))
            rows.Add(row);
        return rows;
    }
}
