using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Presence;

/// <summary>The row <c>sessions</c> of a user's partition of the table <c>presence</c>, with all devices in one column.</summary>
public sealed class SessionTable(ITables tables)
{
    private const string Key = "sessions";
    private const int MaxAttempts = 20;

    /// <summary>The user's devices.</summary>
    public async Task<PresenceSessions> Of(string tenant, Guid user, CancellationToken cancellationToken) =>
        Read(await tables.Get(PresenceTable.Table, PresenceTable.Partition(tenant, user), Key, cancellationToken));

    /// <summary>Writes what <paramref name="decide"/> makes of them, asked again when another device's word came in between.</summary>
    internal async Task<Result<PresenceSessions>> Write(string tenant, Guid user, Func<PresenceSessions, Result<PresenceSessions>> decide, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var row = await tables.Get(PresenceTable.Table, PresenceTable.Partition(tenant, user), Key, cancellationToken);
            var before = Read(row);
            if (!decide(before).Try(out var after, out var error))
                return error;
            if (ReferenceEquals(after, before))
                return after;
            var next = new Row(PresenceTable.Partition(tenant, user), Key) { ETag = row?.ETag, ["devices"] = Json.Write(after.All) };
            if ((await tables.Submit(PresenceTable.Table, [row is null ? RowOperation.Insert(next) : RowOperation.Replace(next)], cancellationToken)).Written)
                return after;
        }

        return new Error(ErrorKind.Busy, "sessions.busy", "Too many devices of the user at once said that they are there: send the request again.");
    }

    private static PresenceSessions Read(Row? row) => row is null ? PresenceSessions.None : new(Json.Read<PresenceSession[]>(row.Text("devices")) ?? []);
}
