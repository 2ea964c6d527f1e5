using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Presence;

/// <summary>
/// Rows of an agent's work in the table <c>presence</c>, partition <c>tenant|user</c>: <c>load</c>, an open reservation <c>r|id</c>, one that is parked <c>p|id</c>, one that has ended <c>h|id</c>. What is open
/// can be read at once, however much has ended.
/// </summary>
internal static class ReservationTable
{
    public const string LoadKey = "load";

    public const string OpenPrefix = "r|";

    public const string ParkedPrefix = "p|";

    public const string EndedPrefix = "h|";

    public static string Partition(string tenant, Guid user) => $"{tenant}|{user:D}";

    public static string Key(Reservation reservation) => (reservation.IsOpen ? OpenPrefix : reservation.IsHeld ? ParkedPrefix : EndedPrefix) + reservation.Id.ToString("D");

    public static Row Write(string tenant, Reservation reservation, string? etag = null) => new(Partition(tenant, reservation.UserId), Key(reservation))
    {
        ETag = etag,
        ["conversation"] = reservation.ConversationId,
        ["channel"] = reservation.Channel,
        ["state"] = reservation.State.ToString(),
        ["createdAt"] = reservation.CreatedAt,
        ["expiresAt"] = reservation.ExpiresAt,
        ["changedAt"] = reservation.ChangedAt,
        ["overCapacity"] = reservation.OverCapacity,
        ["usedThen"] = reservation.UsedThen,
        ["limitThen"] = reservation.LimitThen,
        ["chatsThen"] = reservation.ChatsThen,
        ["chatLimitThen"] = reservation.ChatLimitThen,
        ["asOf"] = reservation.AsOf,
    };

    public static Reservation Read(Row row) => new(
        Guid.Parse(row.Key.AsSpan(OpenPrefix.Length)), row.Id("conversation") ?? default, Guid.Parse(row.Partition.AsSpan(row.Partition.IndexOf('|', StringComparison.Ordinal) + 1)),
        row.Text("channel") ?? "", Enum.Parse<ReservationState>(row.Text("state")!), row.Time("createdAt") ?? default, row.Time("expiresAt") ?? default)
    {
        ChangedAt = row.Time("changedAt") ?? default,
        OverCapacity = row.Flag("overCapacity"),
        UsedThen = (int)(row.Number("usedThen") ?? 0),
        LimitThen = (int)(row.Number("limitThen") ?? 0),
        ChatsThen = (int)(row.Number("chatsThen") ?? 0),
        ChatLimitThen = (int)(row.Number("chatLimitThen") ?? 0),
        AsOf = row.Number("asOf") ?? 0,
    };

    /// <summary>The step that writes a load over the one that it was made of.</summary>
    public static RowOperation Write(string tenant, AgentLoad before, AgentLoad after)
    {
        var row = new Row(Partition(tenant, after.UserId), LoadKey)
        {
            ETag = before.RowETag,
            ["used"] = Json.Write(after.Used),
            ["chats"] = after.Chats,
            ["misses"] = after.Misses,
            ["notRespondingSince"] = after.NotRespondingSince,
            ["lastWorkAt"] = after.LastWorkAt,
            ["offers"] = Json.Write(after.Offers.Select(at => at.UtcTicks)),
            ["asOf"] = after.AsOf,
        };
        return before.RowETag is null ? RowOperation.Insert(row) : RowOperation.Replace(row);
    }

    public static AgentLoad ReadLoad(Guid user, Row? row) => row is null ? new(user) : new(user)
    {
        Used = new Dictionary<string, int>(Json.Read<Dictionary<string, int>>(row.Text("used")) ?? [], StringComparer.OrdinalIgnoreCase),
        Chats = (int)(row.Number("chats") ?? 0),
        Misses = (int)(row.Number("misses") ?? 0),
        NotRespondingSince = row.Time("notRespondingSince"),
        LastWorkAt = row.Time("lastWorkAt"),
        Offers = [.. (Json.Read<long[]>(row.Text("offers")) ?? []).Select(ticks => new DateTimeOffset(ticks, TimeSpan.Zero))],
        AsOf = row.Number("asOf") ?? 0,
        RowETag = row.ETag,
    };
}
