using UserFunctions.Clients;
using UserFunctions.Platform.Storage;
using UserFunctions.Roles;

namespace UserFunctions.Users;

/// <summary>What a user of the past names, under the names of today; what is gone since stands by its id, where an answer about today leaves it out.</summary>
internal static class KeptNames
{
    /// <summary>Begins the keys of the tenant's own statuses. The room Presence keeps them; this one may not know it.</summary>
    public const string StatusPrefix = Facts.SettingsPrefix + "status|";

    public static string RoleOf(User user, TenantFacts facts) => RoleList.Of(facts).Find(user.RoleId)?.Name ?? Text(user.RoleId);

    public static string? DepartmentOf(User user, TenantFacts facts) => user.DepartmentId is { } id ? facts.Departments.NameOf(id) ?? Text(id) : null;

    public static IReadOnlyList<string> GroupsOf(User user, TenantFacts facts) => [.. user.GroupIds.Select(id => GroupOf(id, facts))];

    public static string? TimeGroupOf(User user, TenantFacts facts) => user.Calling.TimeGroupId is { } id ? Tenants.TimeGroup.Names(facts).NameOf(id) ?? Text(id) : null;

    public static IReadOnlyList<ClientAccessView> ClientsOf(User user, TenantFacts facts) =>
        [.. user.Work.Clients.Select(access => new ClientAccessView(ClientList.Of(facts).Find(access.ClientId)?.Name ?? Text(access.ClientId), access.ClientId, access.Channels))];

    public static IReadOnlyList<string> CdrUsersOf(User user, TenantFacts facts) =>
        [.. user.Login.CdrUsers.Select(subject => subject.Kind == CdrSubject.Group ? GroupOf(subject.Id, facts) : Text(subject.Id))];

    /// <summary>The tenant's own status, or the class of it that every tenant has.</summary>
    public static string StatusOf(User user, TenantFacts facts) =>
        user.StatusId is not { } id ? user.Presence.ToString() : facts.SettingsUnder(StatusPrefix + KeyRange.Escape(id)).FirstOrDefault()?.Text("name") ?? id;

    private static string GroupOf(Guid id, TenantFacts facts) => facts.Groups.NameOf(id) ?? Text(id);

    private static string Text(Guid id) => id.ToString("D");
}
