using System.Collections.Concurrent;

namespace UserFunctions.Routing;

/// <summary>The conversations of one tenant that wait, as this process knows them: they are claimed by their rows, so one that is not there any more costs a refused batch.</summary>
internal sealed class WaitingQueue
{
    // Departures that an estimate is made of.
    private const int MostDepartures = 20;
    private static readonly TimeSpan DeparturesCount = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<Guid, Conversation> waiting = new();
    private readonly ConcurrentDictionary<Guid, Queue<DateTimeOffset>> departures = new();

    /// <summary>When the queue was read from the table last, by the clock that does not jump; null: never.</summary>
    public long? LookedAt { get; set; }

    /// <summary>In the order in which they are served.</summary>
    public IReadOnlyList<Conversation> InOrder => [.. waiting.Values.OrderBy(ConversationTable.QueueKey, StringComparer.Ordinal)];

    /// <summary>True when nobody is known to wait.</summary>
    public bool IsEmpty => waiting.IsEmpty;

    /// <summary>Takes note of what was written.</summary>
    public void Note(Conversation conversation, DateTimeOffset now)
    {
        if (conversation.State is ConversationState.Queued)
        {
            waiting.AddOrUpdate(conversation.Id, conversation, (_, known) => known.Version > conversation.Version ? known : conversation);
            return;
        }

        // What is noted late says nothing of one that came back since.
        if (waiting.TryGetValue(conversation.Id, out var left) && left.Version <= conversation.Version && waiting.TryRemove(new(conversation.Id, left)) && conversation.Offer is { } offer)
            Depart(PlaceOf(left), offer.At < now ? offer.At : now);
    }

    /// <summary>Forgets one that is not there any more.</summary>
    public void Forget(Guid id) => waiting.TryRemove(id, out _);

    /// <summary>The conversation as it is known by now; null: it does not wait any more.</summary>
    public Conversation? Find(Guid id) => waiting.GetValueOrDefault(id);

    /// <summary>Of those that are served before another and that <paramref name="isIt"/> the first; null: there is none.</summary>
    public Conversation? FirstBefore(Conversation other, Func<Conversation, bool> isIt)
    {
        Conversation? first = null;
        foreach (var (_, one) in waiting)
        {
            if (IsBefore(one, first ?? other) && isIt(one))
                first = one;
        }

        return first;
    }

    /// <summary>True when this very state of the conversation is known.</summary>
    public bool Knows(QueuePlace place) => waiting.TryGetValue(place.Id, out var known) && QueuePlace.Of(known) == place;

    /// <summary>How many are served before this one in its department or group, and after how many seconds its turn comes.</summary>
    /// <param name="conversation">One that waits.</param>
    /// <param name="now">UTC.</param>
    /// <returns>The place, from 1; seconds, null when too little was given out lately to say.</returns>
    public (int Position, int? Seconds) PositionOf(Conversation conversation, DateTimeOffset now)
    {
        var (key, place) = (ConversationTable.QueueKey(conversation), PlaceOf(conversation));
        var before = waiting.Values.Count(other => other.Id != conversation.Id && PlaceOf(other) == place && string.CompareOrdinal(ConversationTable.QueueKey(other), key) < 0);
        return (before + 1, GapOf(place, now) is { } gap ? (int)Math.Ceiling(gap * (before + 1)) : null);
    }

    /// <summary>The department or group where it waits.</summary>
    public static Guid PlaceOf(Conversation conversation) => conversation.GroupId ?? conversation.DepartmentId ?? default;

    // As the keys of the rows order, without making them.
    private static bool IsBefore(Conversation one, Conversation other)
    {
        if (one.Priority != other.Priority)
            return one.Priority > other.Priority;
        return one.EnqueuedAt != other.EnqueuedAt ? one.EnqueuedAt < other.EnqueuedAt : string.CompareOrdinal(one.Id.ToString("D"), other.Id.ToString("D")) < 0;
    }

    private void Depart(Guid place, DateTimeOffset now)
    {
        var times = departures.GetOrAdd(place, _ => new());
        lock (times)
        {
            times.Enqueue(now);
            if (times.Count > MostDepartures)
                times.Dequeue();
        }
    }

    private double? GapOf(Guid place, DateTimeOffset now)
    {
        if (!departures.TryGetValue(place, out var times))
            return null;
        lock (times)
        {
            var recent = times.Where(at => at > now - DeparturesCount).Order().ToList();
            return recent.Count < 2 ? null : (recent[^1] - recent[0]).TotalSeconds / (recent.Count - 1);
        }
    }
}

/// <summary>The queues of all tenants.</summary>
public sealed class WaitingQueues
{
    private readonly ConcurrentDictionary<string, WaitingQueue> tenants = new(StringComparer.Ordinal);

    /// <summary>Somebody saw that a tenant's queue is to be gone through.</summary>
    internal event Action<string>? Asked;

    /// <summary>Says so.</summary>
    internal void Ask(string tenant) => Asked?.Invoke(tenant);

    internal WaitingQueue Of(string tenant) => tenants.GetOrAdd(tenant, static _ => new());
}
