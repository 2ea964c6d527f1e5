using Azure.Storage.Blobs;

namespace UserFunctions.Platform.Storage;

/// <summary>What the app keeps its data in.</summary>
/// <param name="Tables">Table names.</param>
/// <param name="Queues">Queue names.</param>
/// <param name="Containers">Blob container names.</param>
public sealed record StorageNames(IReadOnlyList<string> Tables, IReadOnlyList<string> Queues, IReadOnlyList<string> Containers);

/// <summary>Creates tables, queues and containers; the host never does.</summary>
public sealed class StorageSetup(StorageNames names, ITables tables, Queues queues, BlobServiceClient blobs)
{
    /// <summary>Creates what is not there yet, all at once.</summary>
    public Task Create(CancellationToken cancellationToken) => Task.WhenAll(
    [
        .. names.Tables.Select(name => tables.CreateTable(name, cancellationToken)),
        .. names.Queues.Select(name => queues.Create(name, cancellationToken)),
        .. names.Containers.Select(name => blobs.GetBlobContainerClient(name).CreateIfNotExistsAsync(cancellationToken: cancellationToken)),
    ]);
}
