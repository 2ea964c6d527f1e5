using System.Globalization;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Webhooks;

/// <summary>
/// Table <c>webhooks</c>, partition = <c>tenant|webhook</c>, so that one receiver waits for no other: <c>state</c>, <c>lease</c>, and one row <c>e|change|event</c> for
/// each event that waits or was given up. Events themselves are in the change log and are not stored again.
/// </summary>
public sealed class DeliveryTable(ITables tables)
{
    /// <summary>The table's name.</summary>
    public const string Table = "webhooks";

    private const string StateKey = "state";
    private const string EventPrefix = "e|";
    private const int RowsAtOnce = 1000;
    private const int RowsABatch = 99;

    /// <summary>How the deliveries stand. The receiver of a webhook that was changed since counts as one that answers.</summary>
    internal async Task<DeliveryState> State(string tenant, Webhook webhook, CancellationToken cancellationToken)
    {
        if (await tables.Get(Table, Partition(tenant, webhook.Id), StateKey, cancellationToken) is not { } row)
            return new(webhook.Since) { WebhookVersion = webhook.Version };
        var state = Read(row);
        return state.WebhookVersion == webhook.Version ? state : state with { DownUntil = null, DownTries = 0 };
    }

    /// <summary>All rows, as of this state.</summary>
    internal async Task<KeptDeliveries> All(string tenant, Guid webhook, DeliveryState state, CancellationToken cancellationToken)
    {
        var found = KeptDeliveries.None;
        await foreach (var row in tables.Rows(Table, Partition(tenant, webhook), KeyRange.Under(EventPrefix), RowsAtOnce, cancellationToken))
        {
            var delivery = ReadEvent(row);
            (state.IsPast(delivery) ? found.Past : found.Standing).Add(delivery);
        }

        return found;
    }

    /// <summary>Deletes rows that count no more; one that was written anew since it was read stays.</summary>
    internal async Task Drop(string tenant, Guid webhook, IEnumerable<Delivery> past, CancellationToken cancellationToken)
    {
        foreach (var some in past.Chunk(RowsABatch))
            await Delete(some.Select(d => new Row(Partition(tenant, webhook), d.Key) { ETag = d.ETag }), cancellationToken);
    }

    internal async Task<Delivery?> Find(string tenant, Guid webhook, long change, string eventId, CancellationToken cancellationToken) =>
        await tables.Get(Table, Partition(tenant, webhook), new Delivery(change, eventId, "", "").Key, cancellationToken) is { } row ? ReadEvent(row) : null;

    /// <summary>
    /// Writes what became of events with the state, under its ETag; null when it has moved since it was read. With many events it takes several batches, and only the last one moves
    /// the cursor: whoever dies in between leaves events that are told again.
    /// </summary>
    internal async Task<DeliveryState?> Save(string tenant, Guid webhook, DeliveryState before, DeliveryState after, IReadOnlyList<Delivery> waiting, IReadOnlyList<Delivery> done, CancellationToken cancellationToken)
    {
        var partition = Partition(tenant, webhook);
        var etag = before.ETag;
        var chunks = waiting.Chunk(RowsABatch).ToList();
        for (var i = 0; i <= Math.Max(0, chunks.Count - 1); i++)
        {
            var isLast = i >= chunks.Count - 1;
            var row = Write(partition, after with { ETag = etag, Cursor = isLast ? after.Cursor : before.Cursor });
            List<RowOperation> batch = [etag is null ? RowOperation.Insert(row) : RowOperation.Replace(row), .. chunks.ElementAtOrDefault(i)?.Select(d => RowOperation.Replace(Write(partition, d, after.Replays))) ?? []];
            var saved = await tables.Submit(Table, batch, cancellationToken);
            if (!saved.Written)
                return null;
            // A lost answer hides the new ETag; the row itself still has it.
            etag = saved.ETags[0] ?? (await tables.Get(Table, partition, StateKey, cancellationToken))?.ETag;
        }

        foreach (var some in done.Chunk(RowsABatch))
            await Delete(some.Select(d => new Row(partition, d.Key)), cancellationToken);
        return after with { ETag = etag };
    }

    /// <summary>Removes all that is kept of a webhook.</summary>
    internal async Task Forget(string tenant, Guid webhook, CancellationToken cancellationToken)
    {
        var partition = Partition(tenant, webhook);
        var page = await tables.Page(Table, partition, "!", "~", RowsAtOnce, null, cancellationToken);
        while (page.Rows.Count > 0)
        {
            foreach (var some in page.Rows.Chunk(RowsABatch))
                await Delete(some.Select(row => new Row(partition, row.Key)), cancellationToken);
            page = await tables.Page(Table, partition, "!", "~", RowsAtOnce, null, cancellationToken);
        }
    }

    internal static string Partition(string tenant, Guid webhook) => $"{tenant}|{webhook:D}";

    // One by one where somebody else takes some away, or writes some, at the same time.
    private async Task Delete(IEnumerable<Row> rows, CancellationToken cancellationToken)
    {
        var all = rows.Select(RowOperation.Delete).ToList();
        if ((await tables.Submit(Table, all, cancellationToken)).Written)
            return;
        foreach (var one in all)
            await tables.Submit(Table, [one], cancellationToken);
    }

    private static Row Write(string partition, DeliveryState state) => new(partition, StateKey)
    {
        ETag = state.ETag,
        ["cursor"] = state.Cursor,
        ["webhookVersion"] = state.WebhookVersion,
        ["pending"] = state.Pending,
        ["failed"] = state.Failed,
        ["downUntil"] = state.DownUntil,
        ["downTries"] = state.DownTries,
        ["wakeAt"] = state.WakeAt,
        ["lastSuccessAt"] = state.LastSuccessAt,
        ["lastFailureAt"] = state.LastFailureAt,
        ["lastFailure"] = state.LastFailure,
        ["replays"] = state.Replays,
        ["replayedFrom"] = state.ReplayedFrom,
    };

    private static DeliveryState Read(Row row) => new(row.Number("cursor") ?? 0)
    {
        ETag = row.ETag,
        WebhookVersion = (int)(row.Number("webhookVersion") ?? 0),
        Pending = (int)(row.Number("pending") ?? 0),
        Failed = (int)(row.Number("failed") ?? 0),
        DownUntil = row.Time("downUntil"),
        DownTries = (int)(row.Number("downTries") ?? 0),
        WakeAt = row.Time("wakeAt"),
        LastSuccessAt = row.Time("lastSuccessAt"),
        LastFailureAt = row.Time("lastFailureAt"),
        LastFailure = row.Text("lastFailure"),
        Replays = (int)(row.Number("replays") ?? 0),
        ReplayedFrom = row.Number("replayedFrom") ?? 0,
    };

    private static Row Write(string partition, Delivery delivery, int replays) => new(partition, delivery.Key)
    {
        ["type"] = delivery.Type,
        ["subject"] = delivery.Subject,
        ["tries"] = delivery.Tries,
        ["nextTryAt"] = delivery.NextTryAt,
        ["isDead"] = delivery.IsDead,
        ["lastStatus"] = delivery.LastStatus,
        ["reason"] = delivery.Reason,
        ["triedAt"] = delivery.TriedAt,
        ["replays"] = replays,
    };

    private static Delivery ReadEvent(Row row)
    {
        var parts = row.Key.Split('|');
        return new(long.Parse(parts[1], CultureInfo.InvariantCulture), parts[2], row.Text("type") ?? "", row.Text("subject") ?? "")
        {
            Tries = (int)(row.Number("tries") ?? 0),
            NextTryAt = row.Time("nextTryAt"),
            IsDead = row.Flag("isDead"),
            LastStatus = (int?)row.Number("lastStatus"),
            Reason = row.Text("reason"),
            TriedAt = row.Time("triedAt"),
            Replays = (int)(row.Number("replays") ?? 0),
            ETag = row.ETag,
        };
    }
}
