using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.AspNetCore.Http;

namespace UserFunctions.Users;

/// <summary>The pictures of users in the container <c>profile-images</c>: <c>{tenant}/{user}/{name}</c>, where the user's row says which name counts.</summary>
/// <remarks>A picture is stored before the row names it and removed after the row names another: a crash leaves a file that nobody names, never a name without a file.</remarks>
public sealed class ProfileImageBlobs(BlobServiceClient blobs)
{
    /// <summary>The container.</summary>
    public const string Container = "profile-images";

    internal Task Store(string tenant, Guid user, string name, byte[] content, CancellationToken cancellationToken)
    {
        var options = new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = ProfileImage.TypeOf(name) } };
        return Blob(tenant, user, name).UploadAsync(BinaryData.FromBytes(content), options, cancellationToken);
    }

    /// <summary>The picture's bytes; null when it is gone.</summary>
    internal async Task<ReadOnlyMemory<byte>?> Read(string tenant, Guid user, string name, CancellationToken cancellationToken)
    {
        try
        {
            return (await Blob(tenant, user, name).DownloadContentAsync(cancellationToken)).Value.Content.ToMemory();
        }
        catch (RequestFailedException exception) when (exception.Status == StatusCodes.Status404NotFound)
        {
            return null;
        }
    }

    internal Task Remove(string tenant, Guid user, string name, CancellationToken cancellationToken) =>
        Blob(tenant, user, name).DeleteIfExistsAsync(cancellationToken: cancellationToken);

    /// <summary>Removes every picture that the user ever had.</summary>
    internal async Task RemoveAll(string tenant, Guid user, CancellationToken cancellationToken)
    {
        var container = blobs.GetBlobContainerClient(Container);
        await foreach (var blob in container.GetBlobsAsync(prefix: $"{tenant}/{user:D}/", cancellationToken: cancellationToken))
            await container.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellationToken);
    }

    private BlobClient Blob(string tenant, Guid user, string name) => blobs.GetBlobContainerClient(Container).GetBlobClient($"{tenant}/{user:D}/{name}");
}
