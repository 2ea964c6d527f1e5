using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Storage;
using UserFunctions.Roles;

namespace UserFunctions.Tenants;

/// <summary>How many things of each kind a tenant has, as they count against its quotas.</summary>
public sealed record QuotaUse(
    [property: Field("How many users the tenant has; deleted ones do not count.")] int Users,
    [property: Field("How many groups the tenant has.")] int Groups,
    [property: Field("How many departments the tenant has.")] int Departments,
    [property: Field("How many clients the tenant has.")] int Clients,
    [property: Field("How many caller IDs the tenant has.")] int CallerIds,
    [property: Field("How many time groups the tenant has.")] int TimeGroups,
    [property: Field("How many roles the tenant has beside the built-in ones.")] int Roles)
{
    /// <summary>Capacity profiles.</summary>
    [Field("How many capacity profiles the tenant has.")]
    public int CapacityProfiles { get; init; }

    /// <summary>Statuses of the tenant's own.</summary>
    [Field("How many statuses the tenant has beside those that every tenant has.")]
    public int Statuses { get; init; }

    /// <summary>Extensions.</summary>
    [Field("How many phone extensions the tenant has.")]
    public int Extensions { get; init; }

    /// <summary>API keys.</summary>
    [Field("How many API keys the tenant has.")]
    public int Keys { get; init; }

    /// <summary>Webhooks.</summary>
    [Field("How many webhooks the tenant has, those of flows among them.")]
    public int Webhooks { get; init; }

    /// <summary>Imports that wait.</summary>
    [Field("How many imports of the tenant wait for their turn.")]
    public int Imports { get; init; }
}

/// <summary>Counts what a tenant has, in all rooms.</summary>
public sealed class CountUse(ReadUses readUses, IEnumerable<QuotaCount> counts)
{
    /// <summary>The numbers as of these facts, of who uses them, and of what the rooms say that keep no facts.</summary>
    public async Task<(QuotaUse Used, Uses Uses)> Read(string tenant, TenantFacts facts, CancellationToken cancellationToken)
    {
        var uses = await readUses(tenant, facts, cancellationToken);
        var counted = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var count in counts)
            counted[count.Quota] = await count.Count(tenant, cancellationToken);
        var used = new QuotaUse(
            uses.Users,
            facts.Groups.Count,
            facts.Departments.Count,
            uses.Clients,
            CallerIdList.Of(facts).All.Count,
            facts.SettingsUnder(TimeGroup.Prefix).Count(),
            RoleList.Of(facts).All.Count(role => !role.IsBuiltIn))
        {
            CapacityProfiles = counted.GetValueOrDefault("capacityProfiles"),
            Statuses = counted.GetValueOrDefault("statuses"),
            Extensions = counted.GetValueOrDefault("extensions"),
            Keys = counted.GetValueOrDefault("keys"),
            Webhooks = counted.GetValueOrDefault("webhooks"),
            Imports = counted.GetValueOrDefault("imports"),
        };
        return (used, uses);
    }
}
