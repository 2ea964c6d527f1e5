using System.Collections.Concurrent;
using UserFunctions.Platform.Storage;
using UserFunctions.Presence;

namespace UserFunctions.Routing;

/// <summary>Keeps what this process knows of the queues near to what stands in the table: others add to them as well.</summary>
public sealed class QueueReader(ConversationStore store, WaitingQueues queues, AgentLoads loads, TimeProvider time)
{
    /// <summary>What this process knows of a queue is taken for the truth for so long; then others may have added to it.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private const int ReadAtOnce = 16;

    private readonly ConcurrentDictionary<string, SharedLook> looks = new(StringComparer.Ordinal);

    /// <summary>Reads the queue if others may have added to it since: one query, and a read for each conversation that was not known.</summary>
    /// <returns>False when what is known was taken for the truth.</returns>
    public async Task<bool> Refresh(string tenant, CancellationToken cancellationToken)
    {
        var queue = queues.Of(tenant);
        if (!IsDue(queue))
            return false;
        // Whoever asks for the first one waits for it, however many ask; it goes on when the first of them does not wait any more.
        await looks.GetOrAdd(tenant, static _ => new()).Join(() => IsDue(queue) ? Look(tenant, queue, CancellationToken.None) : Task.CompletedTask).WaitAsync(cancellationToken);
        return true;
    }

    private bool IsDue(WaitingQueue queue) => queue.LookedAt is not { } at || time.GetElapsedTime(at) >= LookEvery;

    // All of it, however long: what stands behind many others may be the first of its own department.
    private async Task Look(string tenant, WaitingQueue queue, CancellationToken cancellationToken)
    {
        if (queue.LookedAt is null)
            await Warm(tenant, cancellationToken);
        var before = queue.InOrder;
        queue.LookedAt = time.GetTimestamp();
        var places = await store.Queue(tenant, int.MaxValue, cancellationToken);
        var found = places.Select(place => place.Id).ToHashSet();
        // Also of those that others served: how long it takes is told by all that were given out.
        var changed = places.Where(place => !queue.Knows(place)).Select(place => place.Id).Concat(before.Select(one => one.Id).Where(id => !found.Contains(id)));
        await Parallel.ForEachAsync(changed, Options(cancellationToken), async (id, token) => await Again(tenant, id, token));
    }

    /// <summary>Reads how a conversation that was known to wait, or is found to, stands by now. One that is being offered at this moment counts as one that waits until its place is taken.</summary>
    internal async Task<Conversation?> Again(string tenant, Guid id, CancellationToken cancellationToken)
    {
        var (queue, stands) = (queues.Of(tenant), await store.Find(tenant, id, cancellationToken));
        if (stands is null)
            queue.Forget(id);
        else if (stands.State is not ConversationState.Offering || time.GetUtcNow() - stands.UpdatedAt >= LookEvery)
            queue.Note(stands, time.GetUtcNow());
        return stands;
    }

    // Whose loads are not known is taken for free: those who have something in hand are looked up at the beginning.
    private async Task Warm(string tenant, CancellationToken cancellationToken)
    {
        var busy = (await store.Open(tenant, cancellationToken)).SelectMany(work => work.Agents).Distinct().Where(agent => loads.Of(tenant, agent).Load is null);
        await Parallel.ForEachAsync(busy, Options(cancellationToken), async (agent, token) => await loads.Read(tenant, agent, token));
    }

    private static ParallelOptions Options(CancellationToken cancellationToken) => new() { MaxDegreeOfParallelism = ReadAtOnce, CancellationToken = cancellationToken };
}
