using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Presence;

/// <summary>The statuses of a tenant.</summary>
public sealed class StatusList
{
    private readonly Dictionary<string, TenantStatus> byId;

    private StatusList(IEnumerable<TenantStatus> own)
    {
        byId = TenantStatus.BuiltIn.ToDictionary(s => s.Id, StringComparer.OrdinalIgnoreCase);
        foreach (var status in own)
            byId[status.Id] = status;
        All = [.. byId.Values.OrderBy(s => s.CreatedAt ?? DateTimeOffset.MinValue).ThenBy(s => s.Class).ThenBy(s => s.Name, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>Those that every tenant has first, then the tenant's own in the order in which they were made.</summary>
    public IReadOnlyList<TenantStatus> All { get; }

    /// <summary>How many of them are the tenant's own.</summary>
    public int Own => All.Count(s => !s.IsBuiltIn);

    /// <summary>All names, for a message.</summary>
    public string Names => string.Join(", ", All.Select(s => s.Name));

    /// <summary>The list as of these facts.</summary>
    public static StatusList Of(TenantFacts facts) => facts.Of(known => new StatusList(known.SettingsUnder(TenantStatus.Prefix).Select(StatusTable.Read)));

    /// <summary>The status of this name or id; null when there is none.</summary>
    public TenantStatus? Find(string nameOrId) =>
        All.FirstOrDefault(s => s.Name.Equals(nameOrId, StringComparison.OrdinalIgnoreCase)) ?? byId.GetValueOrDefault(nameOrId);

    /// <summary>The status that a user has: the one of the id, or the one of the class that every tenant has when it is gone.</summary>
    public TenantStatus Of(string? id, PresenceClass status) =>
        id is not null && byId.TryGetValue(id, out var known) ? known : byId[status.ToString()];
}
