using UserFunctions.Platform.Http;
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
    public async Task<UserStatus> Status(string tenant, Guid user, CancellationToken cancellationToken) =>
        Read(user, await tables.Get(Table, Partition(tenant, user), StatusKey, cancellationToken));

    /// <summary>Sets the status unless a newer change stands; false then.</summary>
    public async Task<bool> Set(string tenant, UserStatus status, CancellationToken cancellationToken)
    {
        var order = new ChangeOrder(status.ChangedAt ?? default, status.ChangeId ?? default);
        // The change that stands is read under its ETag: of two that arrive together the newer one wins, whichever writes first.
        var stands = await Write(tenant, status.UserId, before => before.ChangeId == order.Id || !before.IsBefore(order) ? null : status with { Version = before.Version + 1 }, cancellationToken);
        return stands.ChangeId == order.Id;
    }

    /// <summary>Writes what <paramref name="decide"/> makes of the status, asked again when another change came in between; null: it stays.</summary>
    /// <returns>The status as it is then.</returns>
    internal async Task<UserStatus> Write(string tenant, Guid user, Func<UserStatus, UserStatus?> decide, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var row = await tables.Get(Table, Partition(tenant, user), StatusKey, cancellationToken);
            var before = Read(user, row);
            if (decide(before) is not { } after)
                return before;
            var next = Write(tenant, after) with { ETag = row?.ETag };
            if ((await tables.Submit(Table, [row is null ? RowOperation.Insert(next) : RowOperation.Replace(next)], cancellationToken)).Written)
                return after;
        }

        throw new InvalidOperationException($"The status of {user} in {tenant} changed under {MaxAttempts} attempts to set it.");
    }

    /// <summary>The partition of a user's hot rows.</summary>
    internal static string Partition(string tenant, Guid user) => $"{tenant}|{user:D}";

    private static Row Write(string tenant, UserStatus status) => new(Partition(tenant, status.UserId), StatusKey)
    {
        ["status"] = status.Status.ToString(),
        ["statusId"] = status.StatusId,
        ["reason"] = status.Reason,
        ["source"] = status.Source?.ToString(),
        ["version"] = status.Version,
        ["next"] = status.Next is null ? null : Json.Write(status.Next),
        ["drained"] = status.IsDrained ? true : null,
        ["changedAt"] = status.ChangedAt,
        ["changedBy"] = status.ChangedBy,
        ["changeId"] = status.ChangeId,
    };

    private static UserStatus Read(Guid user, Row? row) => row is null
        ? new(user, PresenceClass.Inactive, null, null, null, null)
        : new(user, Enum.Parse<PresenceClass>(row.Text("status")!), row.Text("reason"), row.Time("changedAt"), row.Text("changedBy"), row.Id("changeId"))
        {
            StatusId = row.Text("statusId"),
            Source = row.Text("source") is { } source ? Enum.Parse<StatusSource>(source) : null,
            Version = (int)(row.Number("version") ?? 1),
            Next = Json.Read<NextStatus>(row.Text("next")),
            IsDrained = row.Flag("drained"),
        };
}
