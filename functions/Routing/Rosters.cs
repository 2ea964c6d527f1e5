using System.Collections.Concurrent;
using UserFunctions.Platform.Storage;
using UserFunctions.Presence;
using UserFunctions.Users;

namespace UserFunctions.Routing;

/// <summary>The agents of each tenant in memory, kept true by the change log. What is not known yet costs a refused batch, and no wrong one: see <see cref="AgentLoad.AsOf"/>.</summary>
public sealed class Rosters
{
    private readonly Facts facts;
    private readonly UserIndexes indexes;
    private readonly AgentLoads loads;
    private readonly ConcurrentDictionary<string, TenantRoster> tenants = new(StringComparer.Ordinal);

    /// <summary>Follows the change log.</summary>
    public Rosters(ChangeLog log, Facts facts, UserIndexes indexes, AgentLoads loads)
    {
        (this.facts, this.indexes, this.loads) = (facts, indexes, loads);
        log.Seen += seen =>
        {
            if (seen.What is { } change && tenants.TryGetValue(seen.Tenant, out var roster))
                roster.Expect(seen.Number, change);
        };
    }

    /// <summary>As this process knows it: everything that it wrote itself, and what others wrote up to <see cref="Facts.FreshFor"/> ago.</summary>
    internal async ValueTask<Knowledge> Recent(string tenant, CancellationToken cancellationToken)
    {
        var roster = Of(tenant);
        var known = await facts.ForReading(tenant, [], cancellationToken);
        return roster.Reach(await indexes.ForWriting(tenant, cancellationToken), known);
    }

    /// <summary>As of now, on any instance.</summary>
    internal async ValueTask<Knowledge> Now(string tenant, CancellationToken cancellationToken)
    {
        var roster = Of(tenant);
        var known = await facts.Now(tenant, cancellationToken);
        return roster.Reach(await indexes.ForWriting(tenant, cancellationToken), known);
    }

    private TenantRoster Of(string tenant) => tenants.GetOrAdd(tenant, name => new(name, loads));
}

/// <summary>One tenant's agents as they move along the change log.</summary>
internal sealed class TenantRoster(string tenant, AgentLoads loads)
{
    private readonly Lock gate = new();
    private readonly ConcurrentQueue<(long Number, Guid[] Users)> expected = new();
    private AgentMaker? maker;
    private Knowledge? current;
    private UserIndex? newest;

    /// <summary>Remembers whom a change concerns until the users are known as of it.</summary>
    public void Expect(long number, Change change)
    {
        if (UserReload.Concerned(change).ToArray() is { Length: > 0 } users)
            expected.Enqueue((number, users));
    }

    /// <summary>The agents as of these users and facts, or later ones.</summary>
    public Knowledge Reach(UserIndex index, TenantFacts facts)
    {
        lock (gate)
        {
            // Of two callers the one with the older users may come second: what was taken in stays.
            newest = index = newest is { } before && before.Position > index.Position ? before : index;
            if (current is null || maker is null || !ReferenceEquals(current.Facts, facts))
                return Begin(index, facts);
            if (index.Position <= current.AsOf)
                return current;
            var changed = new HashSet<Guid>();
            while (expected.TryPeek(out var next) && next.Number <= index.Position)
            {
                changed.UnionWith(next.Users);
                expected.TryDequeue(out _);
            }

            return current = current with { Roster = With(current.Roster, changed, index), AsOf = index.Position };
        }
    }

    // What is expected of changes that these users reflect already is looked at again, which does no harm.
    private Knowledge Begin(UserIndex index, TenantFacts facts)
    {
        maker = new(tenant, facts, loads);
        var all = index.Rows.IdsOf().Select(index.Find).OfType<User>().Where(Works).Select(maker.Of).ToArray();
        return current = new(tenant, facts, new(all, Placed(all)), index.Position);
    }

    private Roster With(Roster roster, HashSet<Guid> changed, UserIndex index)
    {
        if (changed.Count == 0)
            return roster;
        var users = changed.ToDictionary(id => id, id => index.Find(id) is { } user && Works(user) ? maker!.Of(user) : null);
        if (users.All(pair => pair.Value is not null == roster.Places.ContainsKey(pair.Key)))
        {
            var same = roster.All.ToArray();
            foreach (var (id, agent) in users.Where(pair => pair.Value is not null))
                same[roster.Places[id]] = agent!;
            return roster with { All = same };
        }

        Agent[] all = [.. roster.All.Where(agent => !users.ContainsKey(agent.Id)), .. users.Values.OfType<Agent>()];
        return new(all, Placed(all));
    }

    // Who is in no department and no group is never a candidate.
    private static bool Works(User user) => user.DepartmentId is not null || user.GroupIds.Count > 0;

    private static Dictionary<Guid, int> Placed(Agent[] all) => all.Select((agent, i) => (agent.Id, i)).ToDictionary();
}
