using UserFunctions.Platform.Storage;

namespace UserFunctions.Presence;

/// <summary>
/// What the sweep of statuses looks at, in the table <c>presence</c>: <c>~online</c> a row <c>tenant|user</c> for everybody who has or had a device, <c>~next</c> one for everybody with a next
/// status, <c>~idle</c> a row for each tenant with a status that has an idle time. So nobody asks tenant by tenant, most of which have none.
/// </summary>
public sealed class WatchLists(ITables tables)
{
    internal const string Online = "~online";

    internal const string Next = "~next";

    internal const string Idle = "~idle";

    private const int RowsAtOnce = 1000;

    /// <summary>Puts a user on a list. It is done behind the write that it is for, so that none who is taken off meanwhile is missed.</summary>
    internal Task Put(string list, string tenant, Guid user, CancellationToken cancellationToken) => Put(list, $"{tenant}|{user:D}", cancellationToken);

    /// <summary>Puts a tenant on a list.</summary>
    internal Task Put(string list, string tenant, CancellationToken cancellationToken) =>
        tables.Submit(PresenceTable.Table, [RowOperation.Replace(new Row(list, tenant))], cancellationToken);

    /// <summary>All that is on a list.</summary>
    internal IAsyncEnumerable<Row> On(string list, CancellationToken cancellationToken) => tables.Rows(PresenceTable.Table, list, KeyRange.Ids, RowsAtOnce, cancellationToken);

    /// <summary>Takes a row off its list, unless it was put there again since it was read.</summary>
    internal Task Remove(Row listed, CancellationToken cancellationToken) => tables.Submit(PresenceTable.Table, [RowOperation.Delete(listed)], cancellationToken);

    /// <summary>Whom a row is for.</summary>
    internal static (string Tenant, Guid User) WhoIs(Row listed) =>
        listed.Key.Split('|') is [var tenant, var user] ? (tenant, Guid.Parse(user)) : throw new InvalidOperationException($"{listed.Key} names nobody.");
}
