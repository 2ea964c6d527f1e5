using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;

namespace UserFunctions.Imports;

/// <summary>A file as it was found.</summary>
/// <param name="ETag">Its version.</param>
/// <param name="Content">Its bytes; null when there are more than <see cref="Import.MaxBytes"/>.</param>
/// <param name="IsReport">True for a report that this app wrote.</param>
internal sealed record FoundFile(string ETag, byte[]? Content, bool IsReport);

/// <summary>The files in the container <c>imports</c>. Bytes and ETag always come from one answer, so they belong together.</summary>
public sealed class ImportBlobs(BlobServiceClient blobs)
{
    /// <summary>The file at the path; null when it is gone.</summary>
    internal async Task<FoundFile?> Find(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var download = (await Blob(path).DownloadStreamingAsync(cancellationToken: cancellationToken)).Value;
            var isTooLarge = download.Details.ContentLength > Import.MaxBytes;
            return new(
                download.Details.ETag.ToString(),
                isTooLarge ? null : (await BinaryData.FromStreamAsync(download.Content, cancellationToken)).ToArray(),
                download.Details.Metadata.ContainsKey(Import.ReportMark));
        }
        catch (RequestFailedException exception) when (exception.Status == StatusCodes.Status404NotFound)
        {
            return null;
        }
    }

    /// <summary>The content that a run is about; an error when the file was replaced, removed, or is too large.</summary>
    internal async Task<Result<byte[]>> Read(Import import, CancellationToken cancellationToken)
    {
        if (await Find(import.Path, cancellationToken) is not { } file)
            return Error.Invalid("file", "file.gone", $"The file {import.Path} was removed before it was imported to its end.");
        if (Import.IdOf(import.Path, file.ETag) != import.Id)
            return Error.Invalid("file", "file.replaced", $"The file {import.Path} was replaced before it was imported to its end; the new one is imported by itself.");
        return file.Content is { } content ? content : TooLarge;
    }

    /// <summary>Stores a file; the ETag is the new blob's. With <paramref name="isOnce"/> a file that is there already stays and its ETag is returned.</summary>
    internal async Task<string> Store(string path, byte[] content, bool isOnce, CancellationToken cancellationToken)
    {
        var options = new BlobUploadOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = "text/csv" },
            Conditions = isOnce ? new BlobRequestConditions { IfNoneMatch = Azure.ETag.All } : null,
        };
        try
        {
            return (await Blob(path).UploadAsync(BinaryData.FromBytes(content), options, cancellationToken)).Value.ETag.ToString();
        }
        catch (RequestFailedException exception) when (isOnce && exception.Status == StatusCodes.Status409Conflict)
        {
            return (await Blob(path).GetPropertiesAsync(cancellationToken: cancellationToken)).Value.ETag.ToString();
        }
    }

    /// <summary>The refusal of a file that is too large.</summary>
    internal static Error TooLarge => Error.Invalid("file", "file.too_large", $"The file has more than {Import.MaxBytes:N0} bytes: split it. Nothing was imported.");

    private BlobClient Blob(string path) => blobs.GetBlobContainerClient(Import.Container).GetBlobClient(path);
}
