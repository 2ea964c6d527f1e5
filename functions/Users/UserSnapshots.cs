using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Search;

namespace UserFunctions.Users;

/// <summary>
/// The indexes as blobs, so that a new process has one after a single read and the changes since. They are a convenience: one that is missing, outdated or unreadable
/// costs a scan of the rows. Several instances may write at once; each writes a whole blob, and the log makes up for what the one that stays lacks.
/// </summary>
public sealed class UserSnapshots(BlobServiceClient blobs, ILogger<UserSnapshots> logger)
{
    /// <summary>The container.</summary>
    public const string Container = "indexes";

    /// <summary>Changes behind a snapshot from which on a scan of the rows is faster.</summary>
    public const int MostBehind = 20_000;

    /// <summary>Stores an index.</summary>
    internal async Task Save(string tenant, UserIndex index, CancellationToken cancellationToken) =>
        await Blob(tenant).UploadAsync(await Task.Run(() => IndexFile.Write(index.Rows, UserEntry.Shape, index.Position), cancellationToken), overwrite: true, cancellationToken);

    /// <summary>The stored index; null when there is none that is of use at this position of the log.</summary>
    internal async Task<UserIndex?> Load(string tenant, long position, CancellationToken cancellationToken)
    {
        try
        {
            BlobDownloadResult blob = await Blob(tenant).DownloadContentAsync(cancellationToken);
            if (IndexFile.Read(blob.Content, UserEntry.Shape) is { } found && found.Position <= position && position - found.Position <= MostBehind)
                return new(found.Position, found.Index);
            logger.LogInformation("The stored index of {Tenant} is of no use here: its users are read from their rows", tenant);
        }
        catch (RequestFailedException exception) when (exception.Status == StatusCodes.Status404NotFound)
        {
            // There is none yet.
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Whatever it is, of another build or broken: the rows hold the same.
            logger.LogWarning(exception, "The stored index of {Tenant} could not be read: its users are read from their rows", tenant);
        }

        return null;
    }

    private BlobClient Blob(string tenant) => blobs.GetBlobContainerClient(Container).GetBlobClient($"{tenant}/users");
}
