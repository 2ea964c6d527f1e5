using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Clients;

/// <summary>The row <c>s|client|id</c>.</summary>
internal static class ClientTable
{
    public const string Prefix = Facts.SettingsPrefix + "client|";

    public static string Key(Guid id) => Prefix + id.ToString("D");

    public static Client Read(Row row) => new(
        Guid.Parse(row.Key.AsSpan(Prefix.Length)), (int)(row.Number("version") ?? 0), row.Text("name") ?? "",
        Json.Read<string[]>(row.Text("channels")) ?? [], row.Time("createdAt") ?? default, row.Time("updatedAt") ?? default);

    public static Row Write(string tenant, Client client, string? etag) => new(tenant, Key(client.Id))
    {
        ETag = etag,
        ["name"] = client.Name,
        ["version"] = client.Version,
        ["channels"] = Json.Write(client.Channels),
        ["createdAt"] = client.CreatedAt,
        ["updatedAt"] = client.UpdatedAt,
    };
}
