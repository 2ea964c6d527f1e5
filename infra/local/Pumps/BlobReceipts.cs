using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace UserFunctions.Local.Pumps;

/// <summary>Remembers, in storage, which version of which blob was put on the control queue for which function.</summary>
/// <remarks>
/// A receipt is written first and marked done once the message is sent. Whoever dies between the two leaves one that is not
/// done; after a while another takes it over, so a blob is announced late rather than never.
/// </remarks>
internal sealed class BlobReceipts(BlobContainerClient container, string hostId, TimeProvider time)
{
    private const string DoneAt = "done";
    private const string ClaimedAt = "claimed";

    /// <summary>An unfinished receipt older than this belongs to nobody any more.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromSeconds(30);

    /// <summary>Sends the message unless somebody did.</summary>
    /// <returns>False when somebody else is at it: ask again later.</returns>
    public async Task<bool> Once(string function, string containerName, string blobName, ETag version, Func<Task> send, CancellationToken cancellationToken)
    {
        var receipt = container.GetBlobClient($"blobreceipts/{hostId}/{function}/{version.ToString("G").Trim('"')}/{containerName}/{blobName}");
        var (claim, isDone) = await Claim(receipt, cancellationToken);
        if (claim is not { } etag) return isDone;
        await send();
        var conditions = new BlobRequestConditions { IfMatch = etag };
        await receipt.SetMetadataAsync(new Dictionary<string, string> { [DoneAt] = Now() }, conditions, CancellationToken.None);
        return true;
    }

    private async Task<(ETag? Claim, bool IsDone)> Claim(BlobClient receipt, CancellationToken cancellationToken)
    {
        var options = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All }, Metadata = Claimed() };
        try
        {
            return ((await receipt.UploadAsync(BinaryData.FromBytes(Array.Empty<byte>()), options, cancellationToken)).Value.ETag, false);
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412)
        {
            return await TakeOver(receipt, cancellationToken);
        }
    }

    private async Task<(ETag? Claim, bool IsDone)> TakeOver(BlobClient receipt, CancellationToken cancellationToken)
    {
        var found = (await receipt.GetPropertiesAsync(cancellationToken: cancellationToken)).Value;
        if (found.Metadata.ContainsKey(DoneAt)) return (null, true);
        if (time.GetUtcNow() - found.LastModified < Abandoned) return (null, false);
        try
        {
            var conditions = new BlobRequestConditions { IfMatch = found.ETag };
            return ((await receipt.SetMetadataAsync(Claimed(), conditions, cancellationToken)).Value.ETag, false);
        }
        catch (RequestFailedException exception) when (exception.Status == 412)
        {
            return (null, false);
        }
    }

    private Dictionary<string, string> Claimed() => new() { [ClaimedAt] = Now() };

    private string Now() => time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
}
