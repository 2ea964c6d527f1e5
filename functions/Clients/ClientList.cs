using UserFunctions.Platform.Storage;

namespace UserFunctions.Clients;

/// <summary>The tenant's clients.</summary>
public sealed class ClientList
{
    private readonly Dictionary<Guid, Client> byId;
    private readonly Dictionary<string, Client> byName = new(StringComparer.OrdinalIgnoreCase);

    private ClientList(IEnumerable<Client> clients)
    {
        byId = clients.ToDictionary(c => c.Id);
        foreach (var client in byId.Values)
            byName.TryAdd(client.Name, client);
    }

    /// <summary>All of them, in the order of their creation.</summary>
    public IEnumerable<Client> All => byId.Values.OrderBy(c => c.Id);

    /// <summary>The list as of these facts.</summary>
    public static ClientList Of(TenantFacts facts) => facts.Of(known => new ClientList(known.SettingsUnder(ClientTable.Prefix).Select(ClientTable.Read)));

    /// <summary>The client of this name or, failing that, this id; null when there is none.</summary>
    public Client? Find(string nameOrId) => byName.GetValueOrDefault(nameOrId) ?? (Guid.TryParse(nameOrId, out var id) ? Find(id) : null);

    /// <summary>The client of this id; null when there is none (any more).</summary>
    public Client? Find(Guid id) => byId.GetValueOrDefault(id);
}
