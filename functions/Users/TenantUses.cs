using UserFunctions.Clients;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.Users;

/// <summary>Says who uses what of a tenant: for the room Tenants, which may not know users and clients.</summary>
public sealed class TenantUses(UserIndexes indexes)
{
    /// <summary>The users and clients as of the log position that is decided on.</summary>
    public async Task<Uses> Read(string tenant, TenantFacts facts, CancellationToken cancellationToken)
    {
        var index = await indexes.ForWriting(tenant, cancellationToken);
        return new(
            number => Users(index.WithCallerId(number)),
            timeGroup => Users(index.WithTimeGroup(timeGroup)),
            channel => [.. ClientsOn(channel, facts), .. Users(index.WithChannel(channel))],
            name => Users(index.WithIp(name)),
            index.CountLicensed)
        {
            Users = index.Count,
            Clients = ClientList.Of(facts).All.Count(),
        };

        IReadOnlyList<Use> Users(IReadOnlyList<Guid> ids) => [.. ids.Select(id => new Use("User", id, index.NameOf(id) ?? ""))];
    }

    private static IEnumerable<Use> ClientsOn(string channel, TenantFacts facts) =>
        ClientList.Of(facts).All.Where(client => client.Channels.Contains(channel, StringComparer.OrdinalIgnoreCase)).Select(client => new Use("Client", client.Id, client.Name));
}
