using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace UserFunctions.Platform.Storage;

/// <summary>A named thing of a tenant: a department or a group.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name as it was given.</param>
public sealed record NamedThing(Guid Id, string Name);

/// <summary>The things of one kind in one tenant, by id and by name without regard to case.</summary>
public sealed class NameList
{
    private readonly Dictionary<Guid, NamedThing> byId;
    private readonly Dictionary<string, NamedThing> byName;

    /// <summary>Builds the list; of two things with one name the first is found by it.</summary>
    public NameList(IEnumerable<NamedThing> things)
    {
        byId = things.ToDictionary(t => t.Id);
        byName = new(StringComparer.OrdinalIgnoreCase);
        foreach (var thing in byId.Values)
            byName.TryAdd(thing.Name, thing);
    }

    /// <summary>How many there are.</summary>
    public int Count => byId.Count;

    /// <summary>All of them, by name.</summary>
    public IEnumerable<NamedThing> All => byId.Values.OrderBy(t => t.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The thing with this name or, failing that, this id.</summary>
    public bool TryFind(string nameOrId, [MaybeNullWhen(false)] out NamedThing thing) =>
        byName.TryGetValue(nameOrId, out thing) || (Guid.TryParse(nameOrId, out var id) && byId.TryGetValue(id, out thing));

    /// <summary>The name of an id; null when there is no such thing (any more).</summary>
    public string? NameOf(Guid? id) => id is { } known && byId.TryGetValue(known, out var thing) ? thing.Name : null;
}

/// <summary>The departments and groups of one tenant as of one log position.</summary>
/// <param name="Departments">Rows <c>d|id</c>.</param>
/// <param name="Groups">Rows <c>g|id</c> that are not being deleted.</param>
public sealed record TenantNames(NameList Departments, NameList Groups)
{
    /// <summary>True when a department or group has this id.</summary>
    public bool Has(Guid id) => Departments.NameOf(id) is not null || Groups.NameOf(id) is not null;
}

/// <summary>
/// Names of departments and groups from memory, so that reading a user costs one read. The change log keeps them true: a decision
/// made on outdated names cannot be written, because the log has moved on by then.
/// </summary>
public sealed class Names
{
    /// <summary>For how long an answer may show the name of a department or group that another instance renamed.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(2);

    private const string DepartmentPrefix = "d|";
    private const string GroupPrefix = "g|";

    private readonly ITables tables;
    private readonly ChangeLog log;
    private readonly TimeProvider time;
    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> generations = new(StringComparer.Ordinal);

    /// <summary>Follows the change log.</summary>
    public Names(ITables tables, ChangeLog log, TimeProvider time)
    {
        this.tables = tables;
        this.log = log;
        this.time = time;
        log.Seen += (tenant, change) =>
        {
            if (change is null || change.Kind.StartsWith("department.", StringComparison.Ordinal) || change.Kind.StartsWith("group.", StringComparison.Ordinal))
                Forget(tenant);
        };
    }

    /// <summary>The names as of the log position that this process knows: for decisions inside <see cref="ChangeLog.Write"/>.</summary>
    public async Task<TenantNames> ForWriting(string tenant, CancellationToken cancellationToken) => (await Load(tenant, cancellationToken)).Names;

    /// <summary>The names for showing these departments and groups: at most <see cref="FreshFor"/> behind another instance, and never without one that it made.</summary>
    public async ValueTask<TenantNames> ForReading(string tenant, IEnumerable<Guid> shown, CancellationToken cancellationToken)
    {
        if (entries.TryGetValue(tenant, out var entry) && !entry.IsDue(time, FreshFor) && shown.All(entry.Knows))
            return entry.Names;
        await log.Tail(tenant, cancellationToken);
        entry = await Load(tenant, cancellationToken);
        entry.Miss(shown);
        return entry.Names;
    }

    /// <summary>The names as of now, on any instance: for what a caller names in a query.</summary>
    public async Task<TenantNames> Now(string tenant, CancellationToken cancellationToken)
    {
        await log.Tail(tenant, cancellationToken);
        return (await Load(tenant, cancellationToken)).Names;
    }

    private async Task<Entry> Load(string tenant, CancellationToken cancellationToken)
    {
        if (entries.TryGetValue(tenant, out var entry))
            return entry;
        var generation = generations.GetOrAdd(tenant, 0);
        var departments = List(tenant, DepartmentPrefix, cancellationToken);
        var groups = List(tenant, GroupPrefix, cancellationToken);
        entry = new(new(await departments, await groups), time.GetTimestamp());
        lock (generations)
        {
            // Otherwise something was renamed while the rows were read: they may be a mixture, so nobody else gets them.
            if (generations.GetOrAdd(tenant, 0) == generation)
                entries[tenant] = entry;
        }

        return entry;
    }

    private void Forget(string tenant)
    {
        lock (generations)
        {
            generations.AddOrUpdate(tenant, 1, (_, n) => n + 1);
            entries.TryRemove(tenant, out _);
        }
    }

    private async Task<NameList> List(string tenant, string prefix, CancellationToken cancellationToken)
    {
        var rows = new List<Row>();
        string? next = null;
        do
        {
            var page = await tables.Page(ChangeLog.Table, tenant, prefix, KeyRange.EndOf(prefix), 1000, next, cancellationToken);
            rows.AddRange(page.Rows);
            next = page.Next;
        }
        while (next is not null);
        return new(rows.Where(row => !row.Flag("deleting")).Select(row => new NamedThing(Guid.Parse(row.Key[prefix.Length..]), row.Text("name") ?? "")));
    }

    private sealed class Entry(TenantNames names, long checkedAt)
    {
        private long checkedAt = checkedAt;

        private readonly ConcurrentDictionary<Guid, bool> missing = new();

        public TenantNames Names { get; } = names;

        /// <summary>True for what is there and for what was looked for and is not: a deleted department is looked for once.</summary>
        public bool Knows(Guid id) => Names.Has(id) || missing.ContainsKey(id);

        /// <summary>Remembers which of these are not there.</summary>
        public void Miss(IEnumerable<Guid> ids)
        {
            foreach (var id in ids.Where(id => !Names.Has(id)))
                missing[id] = true;
        }

        /// <summary>True for the one reader who has to look at the log; the others go on with what there is.</summary>
        public bool IsDue(TimeProvider time, TimeSpan after)
        {
            var last = Interlocked.Read(ref checkedAt);
            return time.GetElapsedTime(last) >= after && Interlocked.CompareExchange(ref checkedAt, time.GetTimestamp(), last) == last;
        }
    }
}
