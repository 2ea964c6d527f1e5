using System.Collections.Concurrent;
using UserFunctions.Platform.Search;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.PhoneExtensions;

/// <summary>The extensions of each tenant in memory, kept true by the change log, which names the number of every extension that changes.</summary>
public sealed class ExtensionIndexes
{
    private const int ReadsAtOnce = 16;
    private const string Kind = "extension.";

    private readonly ITables tables;
    private readonly ChangeLog log;
    private readonly ConcurrentDictionary<string, Kept> tenants = new(StringComparer.Ordinal);

    /// <summary>Follows the change log.</summary>
    public ExtensionIndexes(ITables tables, ChangeLog log)
    {
        (this.tables, this.log) = (tables, log);
        log.Seen += seen =>
        {
            if (tenants.TryGetValue(seen.Tenant, out var kept))
                kept.Touch(seen.What?.Parts.Where(part => part.Kind.StartsWith(Kind, StringComparison.Ordinal)).Select(part => part.Name).OfType<string>());
        };
    }

    /// <summary>The extensions as of now: everything that any instance had committed before the call.</summary>
    internal async Task<MemoryIndex> Now(string tenant, CancellationToken cancellationToken)
    {
        // It is there before the log is looked at, so that no change is missed in between.
        var kept = tenants.GetOrAdd(tenant, _ => new());
        await log.Tail(tenant, cancellationToken);
        return await Advance(tenant, kept).WaitAsync(cancellationToken);
    }

    /// <summary>How many extensions there are, as of now.</summary>
    public async Task<int> Count(string tenant, CancellationToken cancellationToken) => (await Now(tenant, cancellationToken)).Count;

    // Nobody's own token: others wait for this too, and a caller who gives up must not throw away what was read.
    private async Task<MemoryIndex> Advance(string tenant, Kept kept)
    {
        await kept.Gate.WaitAsync();
        var touched = kept.Take();
        try
        {
            kept.Index = touched is null || kept.Index is null ? await All(tenant, CancellationToken.None) : kept.Index.With(await Some(tenant, touched, CancellationToken.None));
            if (kept.Index.IsLoose)
                kept.Index = kept.Index.Compact();
            return kept.Index;
        }
        catch
        {
            kept.Touch(touched);
            throw;
        }
        finally
        {
            kept.Gate.Release();
        }
    }

    private async Task<MemoryIndex> All(string tenant, CancellationToken cancellationToken)
    {
        var entries = new List<Entry>();
        await foreach (var row in tables.Rows(ChangeLog.Table, tenant, (ExtensionClaim.Prefix, KeyRange.EndOf(ExtensionClaim.Prefix)), 1000, cancellationToken))
            entries.Add(ExtensionEntry.Of(PhoneExtension.Read(row)));
        return MemoryIndex.Of(ExtensionEntry.Shape, entries);
    }

    private async Task<IReadOnlyDictionary<Guid, Entry?>> Some(string tenant, IReadOnlySet<string> numbers, CancellationToken cancellationToken)
    {
        var entries = new ConcurrentDictionary<Guid, Entry?>();
        await Parallel.ForEachAsync(numbers, new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellationToken }, async (number, token) =>
            entries[ExtensionEntry.IdOf(number)] = await tables.FindExtension(tenant, number, token) is { } row ? ExtensionEntry.Of(PhoneExtension.Read(row)) : null);
        return entries;
    }

    private sealed class Kept
    {
        private readonly Lock touchedLock = new();
        private HashSet<string>? touched;

        public SemaphoreSlim Gate { get; } = new(1, 1);

        public MemoryIndex? Index { get; set; }

        /// <summary>Notes numbers to read again; null: all of them.</summary>
        public void Touch(IEnumerable<string>? numbers)
        {
            lock (touchedLock)
            {
                if (numbers is null)
                    touched = null;
                else
                    touched?.UnionWith(numbers);
            }
        }

        /// <summary>The numbers to read again, which are none from now on; null: all of them.</summary>
        public HashSet<string>? Take()
        {
            lock (touchedLock)
            {
                var taken = touched;
                touched = [];
                return taken;
            }
        }
    }
}
