using System.Runtime.CompilerServices;
using UserFunctions.Platform.Storage;
using UserFunctions.Roles;
using UserFunctions.Tenants;

namespace UserFunctions.Users;

/// <summary>The groups of a user as a list shows them.</summary>
/// <param name="Ids">Those that are still there.</param>
/// <param name="Names">Their names.</param>
internal sealed record ShownGroups(Guid[] Ids, string[] Names)
{
    public static ShownGroups None { get; } = new([], []);
}

/// <summary>What lists show for the values that users have in common, as of some facts: made once per value, not once per user.</summary>
internal sealed class SummaryNames
{
    // Values belong to the index and go with it; these entries do not keep them.
    private readonly ConditionalWeakTable<object, ShownGroups> groups = [];
    private readonly ConditionalWeakTable<object, Dictionary<string, bool>> licences = [];
    private readonly TenantFacts facts;
    private readonly RoleList roles;
    private readonly Dictionary<string, bool> licencesByDefault;

    private SummaryNames(TenantFacts facts)
    {
        this.facts = facts;
        roles = RoleList.Of(facts);
        licencesByDefault = Licences(null);
    }

    public static SummaryNames Of(TenantFacts facts) => facts.Of(known => new SummaryNames(known));

    public string? DepartmentOf(Guid? department) => facts.Departments.NameOf(department);

    // A role that is gone counts as that of an agent, as everywhere.
    public string RoleOf(Guid role) => roles.Find(role)?.Name ?? Role.Agent.Name;

    public ShownGroups GroupsOf(Guid[]? ids) => ids is null ? ShownGroups.None : groups.GetValue(ids, _ => Shown(ids));

    public IReadOnlyDictionary<string, bool> LicencesOf(Dictionary<string, bool>? byHand) => byHand is null ? licencesByDefault : licences.GetValue(byHand, _ => Licences(byHand));

    private ShownGroups Shown(Guid[] ids)
    {
        var there = Array.FindAll(ids, id => facts.Groups.NameOf(id) is not null);
        return new(there, Array.ConvertAll(there, id => facts.Groups.NameOf(id)!));
    }

    private Dictionary<string, bool> Licences(Dictionary<string, bool>? byHand) => TenantSettings.Of(facts).Licences
        .Where(app => app.Value.Enabled)
        .ToDictionary(app => app.Key, app => LicenceSeats.IsGiven(byHand, app.Key, app.Value.ByDefault));
}
