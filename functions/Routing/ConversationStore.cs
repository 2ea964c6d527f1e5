using UserFunctions.Platform.Storage;

namespace UserFunctions.Routing;

/// <summary>Reads and writes conversations: whoever has read a conversation may write it once, and nobody else in between.</summary>
public sealed class ConversationStore(ITables tables, WatchLists lists)
{
    /// <summary>The watch list of tenants in which something is open, or was a moment ago.</summary>
    internal const string Busy = "conversations";

    private const int RowsAtOnce = 1000;

    /// <summary>The conversation; null when there is none.</summary>
    public async Task<Conversation?> Find(string tenant, Guid id, CancellationToken cancellationToken) =>
        await tables.Get(ConversationTable.Table, tenant, ConversationTable.Key(id), cancellationToken) is { } row ? ConversationTable.Read(row) : null;

    /// <summary>Writes the conversation over the state that it was decided on, with everything that hangs on it.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="before">As it was read; null: it is new.</param>
    /// <param name="after">As it is to be.</param>
    /// <param name="decision">The decision that made it so; null: none did.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The conversation as it stands in the table; null when somebody else wrote it since.</returns>
    public async Task<Conversation?> Write(string tenant, Conversation? before, Conversation after, Decision? decision, CancellationToken cancellationToken)
    {
        if (before is null)
            await lists.Keep(Busy, tenant, cancellationToken);
        var outcome = await tables.Submit(ConversationTable.Table, [.. ConversationTable.Steps(tenant, before, after, decision)], cancellationToken);
        if (!outcome.Written)
            return null;
        if (outcome.ETags[0] is { } etag)
            return after with { RowETag = etag };
        // A lost answer hides the ETag, and whoever went on meanwhile has not to be gone over.
        return await Find(tenant, after.Id, cancellationToken) is { } now && now.Version == after.Version ? now : null;
    }

    /// <summary>The decisions about a conversation, oldest first.</summary>
    public async Task<IReadOnlyList<Decision>> Decisions(string tenant, Guid id, CancellationToken cancellationToken)
    {
        var decisions = new List<Decision>();
        await foreach (var row in tables.Rows(ConversationTable.Table, tenant, KeyRange.Under(ConversationTable.DecisionsOf(id)), RowsAtOnce, cancellationToken))
            decisions.Add(ConversationTable.ReadDecision(row));
        return decisions;
    }

    /// <summary>The queue, in its order, at most <paramref name="most"/> places.</summary>
    internal async Task<IReadOnlyList<QueuePlace>> Queue(string tenant, int most, CancellationToken cancellationToken)
    {
        var places = new List<QueuePlace>();
        await foreach (var row in tables.Rows(ConversationTable.Table, tenant, KeyRange.Under(ConversationTable.QueuePrefix), Math.Min(most, RowsAtOnce), cancellationToken))
        {
            places.Add(QueuePlace.Read(row));
            if (places.Count == most)
                break;
        }

        return places;
    }

    /// <summary>True when anything is open.</summary>
    internal async Task<bool> HasOpen(string tenant, CancellationToken cancellationToken)
    {
        await foreach (var _ in tables.Rows(ConversationTable.Table, tenant, KeyRange.Under(ConversationTable.OpenPrefix), 1, cancellationToken))
            return true;
        return false;
    }

    /// <summary>All that is open.</summary>
    internal async Task<IReadOnlyList<OpenWork>> Open(string tenant, CancellationToken cancellationToken)
    {
        var open = new List<OpenWork>();
        await foreach (var row in tables.Rows(ConversationTable.Table, tenant, KeyRange.Under(ConversationTable.OpenPrefix), RowsAtOnce, cancellationToken))
            open.Add(OpenWork.Read(row));
        return open;
    }
}
