using System.Globalization;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Routing;

/// <summary>
/// Rows of conversations: table <c>conversations</c>, partition = tenant. <c>v|id</c> is the conversation; <c>o|id</c> stands as long as somebody, or the sweep, has to do with it;
/// <c>q|…|id</c> is its place in the queue; <c>x|id|n</c> are the decisions about it. They are written in one batch.
/// </summary>
internal static class ConversationTable
{
    public const string Table = "conversations";

    public const string Prefix = "v|";

    public const string QueuePrefix = "q|";

    public const string OpenPrefix = "o|";

    private const int MaxPriority = 999;

    public static string Key(Guid id) => Prefix + id.ToString("D");

    public static string DecisionsOf(Guid id) => $"x|{id:D}|";

    public static string DecisionKey(Guid id, int number) => DecisionsOf(id) + number.ToString("D5", CultureInfo.InvariantCulture);

    /// <summary>Orders as the queue does: the greater priority, then who came first.</summary>
    public static string QueueKey(Conversation conversation) =>
        string.Create(CultureInfo.InvariantCulture, $"{QueuePrefix}{MaxPriority - conversation.Priority:D3}|{conversation.EnqueuedAt.UtcTicks:D19}|{conversation.Id:D}");

    /// <summary>All that changes from one state of the conversation to the next.</summary>
    public static IEnumerable<RowOperation> Steps(string tenant, Conversation? before, Conversation after, Decision? decision)
    {
        var row = Write(tenant, after);
        yield return before is null ? RowOperation.Insert(row) : RowOperation.Replace(row with { ETag = before.RowETag });
        if (after.IsOpen)
            yield return RowOperation.Replace(OpenWork.Write(tenant, after));
        else if (before is { IsOpen: true })
            yield return RowOperation.Delete(new(tenant, OpenPrefix + after.Id.ToString("D")));
        var (was, isNow) = (before?.State is ConversationState.Queued, after.State is ConversationState.Queued);
        if (isNow && (!was || QueuePlace.Of(before!) != QueuePlace.Of(after)))
            yield return RowOperation.Replace(QueuePlace.Of(after).Write(tenant));
        if (was && !isNow)
            yield return RowOperation.Delete(new(tenant, QueueKey(after)));
        if (decision is not null)
            yield return RowOperation.Replace(Write(tenant, after.Id, decision));
    }

    public static Conversation Read(Row row) => Json.Read<Conversation>(row.LongTextOf("conversation"))! with { RowETag = row.ETag };

    public static Decision ReadDecision(Row row) => Json.Read<Decision>(row.LongTextOf("decision"))!;

    // A person who looks at the table sees the first columns; the app reads the last.
    private static Row Write(string tenant, Conversation conversation)
    {
        var row = new Row(tenant, Key(conversation.Id))
        {
            ["state"] = conversation.State.ToString(),
            ["channel"] = conversation.Channel,
            ["agent"] = conversation.Offer?.UserId,
            ["other"] = conversation.Transfer?.UserId,
            ["enqueuedAt"] = conversation.EnqueuedAt,
            ["endedAt"] = conversation.EndedAt,
        };
        row.Set("conversation", Json.Write(conversation));
        return row;
    }

    private static Row Write(string tenant, Guid id, Decision decision)
    {
        var row = new Row(tenant, DecisionKey(id, decision.Number)) { ["chosen"] = decision.ChosenId, ["at"] = decision.At };
        row.Set("decision", Json.Write(decision));
        return row;
    }
}

/// <summary>A place in the queue.</summary>
/// <param name="Key">The row's key: places are in its order.</param>
/// <param name="Id">The conversation.</param>
/// <param name="DepartmentId">Where it waits.</param>
/// <param name="GroupId">Or here.</param>
/// <param name="WaitsUntil">When its wait is over, UTC; null: never.</param>
internal sealed record QueuePlace(string Key, Guid Id, Guid? DepartmentId, Guid? GroupId, DateTimeOffset? WaitsUntil)
{
    /// <summary>Since when it waits, UTC.</summary>
    public DateTimeOffset EnqueuedAt => new(long.Parse(Key.Split('|')[2], CultureInfo.InvariantCulture), TimeSpan.Zero);

    public static QueuePlace Of(Conversation conversation) =>
        new(ConversationTable.QueueKey(conversation), conversation.Id, conversation.DepartmentId, conversation.GroupId, conversation.WaitsUntil);

    public Row Write(string tenant) => new(tenant, Key) { ["department"] = DepartmentId, ["group"] = GroupId, ["waitsUntil"] = WaitsUntil };

    public static QueuePlace Read(Row row) =>
        new(row.Key, Guid.Parse(row.Key.AsSpan(row.Key.LastIndexOf('|') + 1)), row.Id("department"), row.Id("group"), row.Time("waitsUntil"));
}

/// <summary>What the sweep sees of a conversation without reading it.</summary>
/// <param name="Id">Which.</param>
/// <param name="Agents">Who has it, or is offered it.</param>
/// <param name="DueAt">From when something is to be done although nobody said so, UTC; null: nothing is.</param>
/// <param name="IsVoice">A call: it is never taken from an agent.</param>
internal sealed record OpenWork(Guid Id, IReadOnlyList<Guid> Agents, DateTimeOffset? DueAt, bool IsVoice)
{
    /// <summary>True: nothing was said for long, so nobody misses an agent who is absent.</summary>
    public bool IsParked { get; init; }

    /// <summary>How long whoever claimed a conversation, or owes something, is left alone with it.</summary>
    public static readonly TimeSpan LeftAlone = TimeSpan.FromSeconds(30);

    public static Row Write(string tenant, Conversation conversation) => new(tenant, ConversationTable.OpenPrefix + conversation.Id.ToString("D"))
    {
        ["state"] = conversation.State.ToString(),
        ["agent"] = conversation.Offer?.UserId,
        ["other"] = conversation.Transfer?.UserId,
        ["dueAt"] = DueOf(conversation),
        ["voice"] = Presence.EffectiveCapacity.IsVoice(conversation.Channel),
        ["parked"] = conversation.ParkedAt is not null,
    };

    public static OpenWork Read(Row row) => new(
        Guid.Parse(row.Key.AsSpan(ConversationTable.OpenPrefix.Length)), [.. new[] { row.Id("agent"), row.Id("other") }.OfType<Guid>()], row.Time("dueAt"), row.Flag("voice"))
    {
        IsParked = row.Flag("parked"),
    };

    private static DateTimeOffset? DueOf(Conversation conversation)
    {
        DateTimeOffset?[] times =
        [
            conversation.Owed.Count > 0 || conversation.Pending.Any() ? conversation.UpdatedAt + LeftAlone : null,
            conversation.Pending.Select(offer => (DateTimeOffset?)offer.ExpiresAt).Min(),
            conversation.WrapUntil,
            conversation.WaitsUntil,
            conversation.ParksAt,
        ];
        return times.Min();
    }
}
