using System.Collections.Concurrent;

namespace UserFunctions.Platform.Storage;

/// <summary>
/// Departments, groups and settings of a tenant from memory, so that reading a user costs one read. The change log keeps them true: a
/// decision made on outdated facts cannot be written, because the log has moved on by then.
/// </summary>
public sealed class Facts
{
    /// <summary>For how long an answer may show what another instance has changed since.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(2);

    /// <summary>Begins every key of a settings row.</summary>
    public const string SettingsPrefix = "s|";

    private const int RowsAtOnce = 1000;
    private static readonly string[] Prefixes = [NamedRow.Departments, NamedRow.Groups, SettingsPrefix];

    // Kinds of changes by what their first word says; a kind that is not named here changes no facts.
    private static readonly Dictionary<string, string> PrefixOf = new(StringComparer.Ordinal)
    {
        ["department"] = NamedRow.Departments,
        ["group"] = NamedRow.Groups,
        ["tenant"] = SettingsPrefix,
        ["role"] = SettingsPrefix,
        ["client"] = SettingsPrefix,
        ["caller-id"] = SettingsPrefix,
        ["time-group"] = SettingsPrefix,
        ["webhook"] = SettingsPrefix,
        ["hook"] = SettingsPrefix,
        ["capacity-profile"] = SettingsPrefix,
        ["status"] = SettingsPrefix,
        ["status-settings"] = SettingsPrefix,
    };

    private readonly ITables tables;
    private readonly ChangeLog log;
    private readonly TimeProvider time;
    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Tenant, string Prefix), Kept> kept = new();

    /// <summary>Follows the change log.</summary>
    public Facts(ITables tables, ChangeLog log, TimeProvider time)
    {
        this.tables = tables;
        this.log = log;
        this.time = time;
        log.Seen += seen =>
        {
            var touched = seen.What is null ? Prefixes : seen.What.Parts.Select(c => PrefixOf.GetValueOrDefault(c.Kind.Split('.')[0])).OfType<string>().Distinct();
            foreach (var prefix in touched)
                Forget(seen.Tenant, prefix);
        };
    }

    /// <summary>The facts as of the log position that this process knows: for decisions inside <see cref="ChangeLog.Write"/>.</summary>
    public async Task<TenantFacts> ForWriting(string tenant, CancellationToken cancellationToken) => (await Load(tenant, cancellationToken)).Facts;

    /// <summary>The facts for an answer: at most <see cref="FreshFor"/> behind another instance, and never without a department or group among <paramref name="shown"/>.</summary>
    public async ValueTask<TenantFacts> ForReading(string tenant, IEnumerable<Guid> shown, CancellationToken cancellationToken)
    {
        if (entries.TryGetValue(tenant, out var entry) && !entry.IsDue(time, FreshFor) && shown.All(entry.Knows))
            return entry.Facts;
        await log.Tail(tenant, cancellationToken);
        entry = await Load(tenant, cancellationToken);
        entry.Miss(shown);
        return entry.Facts;
    }

    /// <summary>The facts as of now, on any instance: for what a caller names in a query.</summary>
    public async Task<TenantFacts> Now(string tenant, CancellationToken cancellationToken)
    {
        await log.Tail(tenant, cancellationToken);
        return (await Load(tenant, cancellationToken)).Facts;
    }

    private async Task<Entry> Load(string tenant, CancellationToken cancellationToken)
    {
        if (entries.TryGetValue(tenant, out var entry))
            return entry;
        var parts = Prefixes.Select(prefix => kept.GetOrAdd((tenant, prefix), _ => new Kept())).ToArray();
        var generations = parts.Select(p => p.Generation).ToArray();
        var rows = await Task.WhenAll(parts.Zip(Prefixes, (part, prefix) => Rows(part, tenant, prefix, cancellationToken)));
        entry = new(new(Named(rows[0], NamedRow.Departments), Named(rows[1], NamedRow.Groups), rows[2]) { DepartmentRows = rows[0] }, time.GetTimestamp());
        lock (kept)
        {
            // Otherwise something was changed while the rows were read: they may be a mixture, so nobody else gets them.
            if (parts.Zip(generations).All(p => p.First.Generation == p.Second))
                entries[tenant] = entry;
        }

        return entry;
    }

    private void Forget(string tenant, string prefix)
    {
        lock (kept)
        {
            kept.GetOrAdd((tenant, prefix), _ => new Kept()).Forget();
            entries.TryRemove(tenant, out _);
        }
    }

    // A change to one kind of thing leaves the others' rows as they were read.
    private async Task<IReadOnlyList<Row>> Rows(Kept part, string tenant, string prefix, CancellationToken cancellationToken)
    {
        var generation = part.Generation;
        if (part.Rows is { } known)
            return known;
        var rows = new List<Row>();
        await foreach (var row in tables.Rows(ChangeLog.Table, tenant, KeyRange.Under(prefix), RowsAtOnce, cancellationToken))
            rows.Add(row);
        lock (kept)
            part.Keep(rows, generation);
        return rows;
    }

    private static NameList Named(IReadOnlyList<Row> rows, string prefix) =>
        new(rows.Where(row => !row.Flag("deleting")).Select(row => new NamedThing(NamedRow.IdOf(row, prefix), row.Text("name") ?? "")));

    /// <summary>The rows of one kind of thing; a generation ends with each change to them.</summary>
    private sealed class Kept
    {
        private volatile IReadOnlyList<Row>? rows;

        public IReadOnlyList<Row>? Rows => rows;

        public int Generation { get; private set; }

        public void Keep(IReadOnlyList<Row> read, int readIn)
        {
            if (readIn == Generation)
                rows = read;
        }

        public void Forget()
        {
            Generation++;
            rows = null;
        }
    }

    private sealed class Entry(TenantFacts facts, long checkedAt)
    {
        private readonly ConcurrentDictionary<Guid, bool> missing = new();
        private long checkedAt = checkedAt;

        public TenantFacts Facts { get; } = facts;

        /// <summary>True for what is there and for what was looked for and is not: a deleted department is looked for once.</summary>
        public bool Knows(Guid id) => Facts.Has(id) || missing.ContainsKey(id);

        /// <summary>Remembers which of these are not there.</summary>
        public void Miss(IEnumerable<Guid> ids)
        {
            foreach (var id in ids.Where(id => !Facts.Has(id)))
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
