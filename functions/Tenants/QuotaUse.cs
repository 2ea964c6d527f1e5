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
    /// <summary>As of these facts, and of who uses them.</summary>
    public static QuotaUse Of(TenantFacts facts, Uses uses) => new(
        uses.Users,
        facts.Groups.Count,
        facts.Departments.Count,
        uses.Clients,
        CallerIdList.Of(facts).All.Count,
        facts.SettingsUnder(TimeGroup.Prefix).Count(),
        RoleList.Of(facts).All.Count(role => !role.IsBuiltIn));
}
