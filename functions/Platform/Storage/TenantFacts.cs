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

/// <summary>What decisions and answers need to know of a tenant beside its users, as of one position of its change log.</summary>
/// <param name="Departments">Rows <c>d|id</c>.</param>
/// <param name="Groups">Rows <c>g|id</c> that are not being deleted.</param>
/// <param name="Settings">Rows <c>s|…</c>: settings, custom roles, clients, caller IDs, time groups; each room reads its own through <see cref="Of"/>.</param>
public sealed record TenantFacts(NameList Departments, NameList Groups, IReadOnlyList<Row> Settings)
{
    private readonly ConcurrentDictionary<Type, object> projections = new();

    /// <summary>The rows <c>d|id</c> themselves, for the room that knows their other columns.</summary>
    public IReadOnlyList<Row> DepartmentRows { get; init; } = [];

    /// <summary>What a room makes of the rows, made once and remembered by its type.</summary>
    public T Of<T>(Func<TenantFacts, T> make)
        where T : class => (T)projections.GetOrAdd(typeof(T), _ => make(this));

    /// <summary>The settings rows whose key begins with <paramref name="prefix"/>, in key order.</summary>
    public IEnumerable<Row> SettingsUnder(string prefix) => Settings.Where(row => row.Key.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>True when a department or group has this id.</summary>
    public bool Has(Guid id) => Departments.NameOf(id) is not null || Groups.NameOf(id) is not null;
}
