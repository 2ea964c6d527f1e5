using UserFunctions.Platform.Storage;

namespace UserFunctions.Presence;

/// <summary>The tenant's capacity profiles.</summary>
public sealed class CapacityProfileList
{
    private readonly Dictionary<Guid, CapacityProfile> byId;

    private CapacityProfileList(IEnumerable<CapacityProfile> profiles)
    {
        byId = profiles.ToDictionary(p => p.Id);
        Default = byId.Values.FirstOrDefault(p => p.IsDefault);
    }

    /// <summary>The one of all who have none; null: there is none.</summary>
    public CapacityProfile? Default { get; }

    /// <summary>How many there are.</summary>
    public int Count => byId.Count;

    /// <summary>The list as of these facts.</summary>
    public static CapacityProfileList Of(TenantFacts facts) => facts.Of(known => new CapacityProfileList(known.SettingsUnder(CapacityProfile.Prefix).Select(CapacityProfileTable.Read)));

    /// <summary>The profile of this id; null when there is none (any more).</summary>
    public CapacityProfile? Find(Guid? id) => id is { } known ? byId.GetValueOrDefault(known) : null;

    /// <summary>The profile of this name or id; null when there is none.</summary>
    public CapacityProfile? Find(string nameOrId) =>
        byId.Values.FirstOrDefault(p => p.Name.Equals(nameOrId, StringComparison.OrdinalIgnoreCase)) ?? (Guid.TryParse(nameOrId, out var id) ? Find(id) : null);
}
