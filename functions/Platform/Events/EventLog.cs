using System.Collections.Concurrent;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Platform.Events;

/// <summary>An event as it is told.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="At">When the change was made, UTC.</param>
/// <param name="Index">Its place among the events of its type that came with one change, from 0.</param>
/// <param name="What">What the room says.</param>
public sealed record AppEvent(string Tenant, DateTimeOffset At, int Index, RoomEvent What)
{
    /// <summary>The type.</summary>
    public EventType Type => What.Type;

    /// <summary>Number of the change that it came with.</summary>
    public long Change => What.Change;

    /// <summary>What it happened to.</summary>
    public string Subject => What.Subject;

    /// <summary>The same however often the event is told: <c>main_42_user-created_0</c>. It holds no full stop, which separates the parts of what is signed.</summary>
    public string Id => $"{Tenant}_{Change}_{Type.Slug}_{Index}";
}

/// <summary>Events of changes that follow one another.</summary>
/// <param name="Events">In the order of the log.</param>
/// <param name="Through">Number of the last change that was looked at: where to go on.</param>
/// <param name="Head">Number of the last change that there was.</param>
public sealed record EventPage(IReadOnlyList<AppEvent> Events, long Through, long Head)
{
    /// <summary>True when there was nothing behind it.</summary>
    public bool IsEnd => Through >= Head;
}

/// <summary>What the change log means to callers outside, read by number: every reader is told the same.</summary>
public sealed class EventLog(ChangeLog log, IEnumerable<EventSource> sources)
{
    // Changes that are read point by point: a range is dearer than some points, and on the emulator it is a walk through the whole table.
    private const int MostPoints = 24;

    private readonly EventSource[] sources = [.. sources];
    private readonly ConcurrentDictionary<string, SemaphoreSlim> gates = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Tenant, long Number), IReadOnlyList<AppEvent>> kept = new();
    private int keptEvents;

    /// <summary>Events and changes of all tenants that are kept for the next reader of the same changes; then all are let go.</summary>
    public int MostKept { get; init; } = 10_000;

    /// <summary>All types.</summary>
    public IReadOnlyList<EventType> Types { get; } = [.. sources.SelectMany(source => source.Types)];

    /// <summary>The type of this name; null: there is none.</summary>
    public EventType? Find(string name) => Types.FirstOrDefault(type => type.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The types that a change may mean.</summary>
    public IEnumerable<EventType> Concerned(Change change) => sources.Where(source => source.Concerns(change)).SelectMany(source => source.Types);

    /// <summary>Number of the last change of a tenant, on any instance.</summary>
    public Task<long> Head(string tenant, CancellationToken cancellationToken) => log.Tail(tenant, cancellationToken);

    /// <summary>The events of at most <paramref name="top"/> changes behind a number. Of those whose readers come at the same time the first one reads.</summary>
    public async Task<EventPage> Read(string tenant, long after, int top, CancellationToken cancellationToken)
    {
        var head = log.Position(tenant);
        if (head <= after)
            head = await log.Tail(tenant, cancellationToken);
        var through = Math.Min(head, after + top);
        if (through <= after)
            return new([], after, head);
        var gate = gates.GetOrAdd(tenant, _ => new(1, 1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            return new(await Load(tenant, after, through, cancellationToken), through, head);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>One event; null when there is none of this id.</summary>
    public async Task<AppEvent?> Find(string tenant, long change, string id, CancellationToken cancellationToken) =>
        change < 1 ? null : (await Read(tenant, change - 1, 1, cancellationToken)).Events.FirstOrDefault(e => e.Id == id);

    private async Task<List<AppEvent>> Load(string tenant, long after, long through, CancellationToken cancellationToken)
    {
        // Taken once: all tenants' events are kept in one place, and whoever fills it empties it while this one reads.
        var found = new SortedDictionary<long, IReadOnlyList<AppEvent>>();
        var numbers = Enumerable.Range(1, (int)(through - after)).Select(i => after + i).ToList();
        foreach (var number in numbers)
        {
            if (kept.TryGetValue((tenant, number), out var events))
                found[number] = events;
        }

        // Without gaps, because what a thing was behind one change is told by the next one.
        var first = numbers.FindIndex(n => !found.ContainsKey(n));
        if (first >= 0)
        {
            var last = numbers.FindLastIndex(n => !found.ContainsKey(n));
            foreach (var (number, events) in await Make(tenant, await Changes(tenant, numbers[first..(last + 1)], cancellationToken), cancellationToken))
                found[number] = events;
        }

        // Taken for one that means nothing, it would never be told.
        if (numbers.Find(n => !found.ContainsKey(n)) is var missing and > 0)
            throw new InvalidOperationException($"Change {missing} of tenant {tenant} cannot be read, although the log goes on behind it.");
        foreach (var (number, events) in found)
            Keep(tenant, number, events);
        return [.. found.Values.SelectMany(events => events)];
    }

    private async Task<IReadOnlyList<CommittedChange>> Changes(string tenant, List<long> numbers, CancellationToken cancellationToken)
    {
        if (numbers.Count > MostPoints)
            return [.. (await log.Read(tenant, numbers[0] - 1, (int)(numbers[^1] - numbers[0] + 1), cancellationToken)).Where(change => change.Number <= numbers[^1])];
        return [.. (await Task.WhenAll(numbers.Select(number => log.Find(tenant, number, cancellationToken)))).OfType<CommittedChange>()];
    }

    private async Task<IEnumerable<(long Number, IReadOnlyList<AppEvent> Events)>> Make(string tenant, IReadOnlyList<CommittedChange> changes, CancellationToken cancellationToken)
    {
        var said = new List<RoomEvent>();
        foreach (var source in sources)
        {
            if (changes.Any(change => source.Concerns(change.What)))
                said.AddRange(await source.Read(tenant, changes, cancellationToken));
        }

        var byChange = said.ToLookup(e => e.Change);
        return changes.Select(change => (change.Number, (IReadOnlyList<AppEvent>)[.. byChange[change.Number].GroupBy(e => e.Type).SelectMany(same => same.Select((e, i) => Told(change, e, i)))]));
    }

    private static AppEvent Told(CommittedChange change, RoomEvent said, int index)
    {
        var told = new AppEvent(change.Tenant, change.At, index, said);
        return told with { What = said with { Data = said.Data with { EventId = told.Id, OccurredAt = change.At, ChangedBy = change.By } } };
    }

    private void Keep(string tenant, long number, IReadOnlyList<AppEvent> events)
    {
        if (kept.ContainsKey((tenant, number)))
            return;
        if (Interlocked.Add(ref keptEvents, events.Count + 1) > MostKept)
        {
            kept.Clear();
            Interlocked.Exchange(ref keptEvents, 0);
        }

        kept[(tenant, number)] = events;
    }
}
