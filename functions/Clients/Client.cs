using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Clients;

/// <summary>A client whose customers the contact centre answers (S084): the row <c>s|client|id</c>.</summary>
/// <param name="Id">GUID v7.</param>
/// <param name="Version">The ETag.</param>
/// <param name="Name">1-100 characters, unique without regard to case.</param>
/// <param name="Channels">Channels its customers write on (S085).</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
public sealed record Client(Guid Id, int Version, string Name, IReadOnlyList<string> Channels, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>Begins the keys.</summary>
    public const string Prefix = Facts.SettingsPrefix + "client|";

    internal static string Key(Guid id) => Prefix + id.ToString("D");

    internal static Client Read(Row row) => new(
        Guid.Parse(row.Key.AsSpan(Prefix.Length)), (int)(row.Number("version") ?? 0), row.Text("name") ?? "",
        Json.Read<string[]>(row.Text("channels")) ?? [], row.Time("createdAt") ?? default, row.Time("updatedAt") ?? default);

    internal static Row Write(string tenant, Client client, string? etag) => new(tenant, Key(client.Id))
    {
        ETag = etag,
        ["name"] = client.Name,
        ["version"] = client.Version,
        ["channels"] = Json.Write(client.Channels),
        ["createdAt"] = client.CreatedAt,
        ["updatedAt"] = client.UpdatedAt,
    };
}

/// <summary>The tenant's clients.</summary>
public sealed class ClientList
{
    private readonly Dictionary<Guid, Client> byId;

    private ClientList(IEnumerable<Client> clients) => byId = clients.ToDictionary(c => c.Id);

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<Client> All => byId.Values;

    /// <summary>The list as of these facts.</summary>
    public static ClientList Of(TenantFacts facts) => facts.Of(known => new ClientList(known.SettingsUnder(Client.Prefix).Select(Client.Read)));

    /// <summary>The client of this name or, failing that, this id; null when there is none.</summary>
    public Client? Find(string nameOrId) =>
        byId.Values.FirstOrDefault(c => c.Name.Equals(nameOrId, StringComparison.OrdinalIgnoreCase))
        ?? (Guid.TryParse(nameOrId, out var id) ? Find(id) : null);

    /// <summary>The client of this id; null when there is none (any more).</summary>
    public Client? Find(Guid id) => byId.GetValueOrDefault(id);
}
