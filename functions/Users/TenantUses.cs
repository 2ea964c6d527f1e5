using UserFunctions.Clients;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.Users;

/// <summary>Says who uses what of a tenant: for the room Tenants, which may not know users and clients.</summary>
public sealed class TenantUses(ITables tables)
{
    /// <summary>The users and clients as of the log position that is decided on.</summary>
    public async Task<Uses> Read(string tenant, TenantFacts facts, CancellationToken cancellationToken)
    {
        var users = new List<User>();
        for (RowPage? page = null; page is null || page.Next is not null;)
        {
            page = await tables.Page(ChangeLog.Table, tenant, UserTable.Prefix, KeyRange.EndOf(UserTable.Prefix), 1000, page?.Next, cancellationToken);
            users.AddRange(page.Rows.Select(UserColumns.Read).Where(user => user.Lifecycle is not Lifecycle.Deleted));
        }

        return new(
            number => Who(users, user => user.Calling.AllowedCallerIds.Contains(number) || user.Calling.AreaCodeCallerIds.Any(rule => rule.CallerId == number) || user.Login.CdrDids.Contains(number)),
            timeGroup => Who(users, user => user.Calling.TimeGroupId == timeGroup),
            channel => [.. ClientsOn(channel, facts), .. Who(users, user => Has(user.Work, channel))],
            name => Who(users, user => name.Equals(user.Calling.IpName, StringComparison.OrdinalIgnoreCase)),
            (app, byDefault) => users.Count(user => user.Lifecycle is not Lifecycle.Staged && user.Licences.GetValueOrDefault(app, byDefault)));
    }

    private static List<Use> Who(List<User> users, Func<User, bool> uses) => [.. users.Where(uses).Select(user => new Use("User", user.Id, user.DisplayName))];

    private static IEnumerable<Use> ClientsOn(string channel, TenantFacts facts) =>
        ClientList.Of(facts).All.Where(client => client.Channels.Contains(channel, StringComparer.OrdinalIgnoreCase)).Select(client => new Use("Client", client.Id, client.Name));

    // Who has all of the tenant's channels loses nothing by name.
    private static bool Has(WorkSettings work, string channel) =>
        (work.Channels ?? []).Contains(channel, StringComparer.OrdinalIgnoreCase)
        || work.Clients.Any(access => access.Channels.Contains(channel, StringComparer.OrdinalIgnoreCase))
        || work.ChannelLimits.Keys.Contains(channel, StringComparer.OrdinalIgnoreCase);
}
