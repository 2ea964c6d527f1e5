using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;

namespace UserFunctions.Local.Pumps;

/// <summary>Clients for the storage that a trigger names: <c>AzureWebJobs{name}</c>, else <c>{name}</c>.</summary>
internal sealed class StorageConnections(IConfiguration configuration)
{
    /// <summary>The host's own storage, and that of triggers without a connection.</summary>
    public const string Default = "Storage";

    private readonly Dictionary<string, BlobServiceClient> blobs = [];
    private readonly Dictionary<string, QueueServiceClient> queues = [];

    /// <summary>Blob client of a connection; null means the host's own.</summary>
    public BlobServiceClient Blobs(string? connection)
    {
        lock (blobs)
            return blobs.TryGetValue(connection ?? Default, out var client) ? client : blobs[connection ?? Default] = new(Text(connection));
    }

    /// <summary>Queue client of a connection, without encoding; null means the host's own.</summary>
    public QueueServiceClient Queues(string? connection)
    {
        lock (queues)
            return queues.TryGetValue(connection ?? Default, out var client) ? client : queues[connection ?? Default] = new(Text(connection));
    }

    private string Text(string? connection)
    {
        var name = connection ?? Default;
        return configuration[$"AzureWebJobs{name}"] ?? configuration[name]
            ?? throw new StartException($"A trigger names the connection '{name}', but neither AzureWebJobs{name} nor {name} is set.");
    }
}
