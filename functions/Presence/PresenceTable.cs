using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Presence;

/// <summary>Hot state of users: table <c>presence</c>, partition = <c>tenant|user</c>, so that a change of one user waits for nobody else's.</summary>
public sealed class PresenceTable(ITables tables)
{
    /// <summary>The table's name.</summary>
    public const string Table = "presence";

    private const string StatusKey = "status";
    private const int MaxAttempts = 20;

    /// <summary>The user's status; Inactive when it was never set.</summary>
    public async Task<UserStatus> Status(string tenant, Guid user, CancellationToken cancellationToken)
    {
        var row = await tables.Get(Table, Partition(tenant, user), StatusKey, cancellationToken);
        return row is null
            ? new(user, PresenceClass.Inactive, null, null, null, null)
            : new(user, Enum.Parse<PresenceClass>(row.Text("status")!), row.Text("reason"), row.Time("changedAt"), row.Text("changedBy"), row.Id("changeId"));
    }

    /// <summary>Sets the status unless a newer change stands; false then.</summary>
    public Task<bool> Set(string tenant, UserStatus status, CancellationToken cancellationToken) =>
        Set(Stamp(new Row(Partition(tenant, status.UserId), StatusKey) { ["status"] = status.Status.ToString(), ["reason"] = status.Reason }, status.ChangedAt, status.ChangedBy, status.ChangeId), cancellationToken);

    // The change that stands is read under its ETag: of two that arrive together the newer one wins, whichever writes first.
    private async Task<bool> Set(Row row, CancellationToken cancellationToken)
    {
        var order = new ChangeOrder(row.Time("changedAt") ?? default, row.Id("changeId") ?? default);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var current = await tables.Get(Table, row.Partition, row.Key, cancellationToken);
            if (current?.Id("changeId") == order.Id)
                return true;
            if (!order.IsAfter(current?.Time("changedAt"), current?.Id("changeId")))
                return false;
            var operation = current is null ? RowOperation.Insert(row) : RowOperation.Replace(row with { ETag = current.ETag });
            if ((await tables.Submit(Table, [operation], cancellationToken)).Written)
                return true;
        }

        throw new InvalidOperationException($"The {row.Key} of {row.Partition} changed under {MaxAttempts} attempts to set it.");
    }

    private static Row Stamp(Row row, DateTimeOffset? at, string? by, Guid? id)
    {
        row["changedAt"] = at;
        row["changedBy"] = by;
        row["changeId"] = id;
        return row;
    }

    private static string Partition(string tenant, Guid user) => $"{tenant}|{user:D}";
}
