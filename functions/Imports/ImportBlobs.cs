using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;

namespace UserFunctions.Imports;

/// <summary>A file as it was found.</summary>
/// <param name="ETag">Its version; behind its import the one that was imported.</param>
/// <param name="Version">The version that stands there now.</param>
/// <param name="Content">Its bytes; null when there are more than <see cref="Import.MaxBytes"/>.</param>
/// <param name="IsReport">True for a report that this app wrote.</param>
/// <param name="Rights">Whose rights its import has.</param>
/// <param name="Options">How it is imported; an error names what is wrong in the metadata.</param>
/// <param name="Marks">Its metadata.</param>
internal sealed record FoundFile(string ETag, string Version, byte[]? Content, bool IsReport, ImportRights Rights, Result<ImportOptions> Options, IDictionary<string, string> Marks)
{
    /// <summary>True for what is kept of a file whose passwords are hidden: see <see cref="KeptFile"/>.</summary>
    public bool IsKept => ETag != Version;
}

/// <summary>A file as it was stored.</summary>
/// <param name="ETag">Its version.</param>
/// <param name="Rights">Whose rights its import has.</param>
internal sealed record StoredFile(string ETag, ImportRights Rights);

/// <summary>The files in the container <c>imports</c>. Bytes and ETag always come from one answer, so they belong together.</summary>
public sealed class ImportBlobs(BlobServiceClient blobs)
{
    // The rights are the blob's own, written with it: its trigger may find it before the upload has made the run known.
    private const string RoleMark = "roleid";
    private const string UserMark = "userid";

    // Which version was imported whose passwords are hidden now, and what is kept of it: another content under the same marks is another file.
    private const string KeptMark = "importedas";

    /// <summary>The file at the path; null when it is gone.</summary>
    internal async Task<FoundFile?> Find(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var download = (await Blob(path).DownloadStreamingAsync(cancellationToken: cancellationToken)).Value;
            var content = download.Details.ContentLength > Import.MaxBytes ? null : (await BinaryData.FromStreamAsync(download.Content, cancellationToken)).ToArray();
            var (version, marks) = (download.Details.ETag.ToString(), download.Details.Metadata);
            var isKept = content is not null && marks.TryGetValue(KeptMark, out var mark) && mark.EndsWith($" {HashOf(content)}", StringComparison.Ordinal);
            return new(isKept ? marks[KeptMark].Split(' ')[0] : version, version, content, marks.ContainsKey(Import.ReportMark), RightsOf(marks), OptionsOf(marks), marks);
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

    /// <summary>Stores a file. With <paramref name="isOnce"/> a file that is there already stays and is returned.</summary>
    internal async Task<StoredFile> Store(string path, byte[] content, ImportRights rights, ImportOptions importOptions, bool isOnce, CancellationToken cancellationToken)
    {
        var options = new BlobUploadOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = "text/csv" },
            Metadata = MarksOf(rights, importOptions),
            Conditions = isOnce ? new BlobRequestConditions { IfNoneMatch = Azure.ETag.All } : null,
        };
        try
        {
            var stored = await Blob(path).UploadAsync(BinaryData.FromBytes(content), options, cancellationToken);
            return new(stored.Value.ETag.ToString(), rights);
        }
        catch (RequestFailedException exception) when (isOnce && exception.Status == StatusCodes.Status409Conflict)
        {
            return await Find(path, cancellationToken) is { } known ? new(known.ETag, known.Rights) : throw new InvalidOperationException($"The file {path} was removed at this moment: send it again.");
        }
    }

    /// <summary>Hides the passwords in the file of an import that has ended. Does nothing where there are none, and to a file that was replaced or removed.</summary>
    internal async Task HideSecrets(Import import, CancellationToken cancellationToken)
    {
        if (await Find(import.Path, cancellationToken) is not { IsReport: false, IsKept: false } file || Import.IdOf(import.Path, file.ETag) != import.Id)
            return;
        var whole = new BlobRequestConditions { IfMatch = new ETag(file.Version) };
        try
        {
            if (KeptFile.Of(file.Content ?? await Head(import.Path, whole, cancellationToken), file.Content is not null) is not { } kept)
                return;
            var marks = new Dictionary<string, string>(file.Marks) { [KeptMark] = $"{file.Version.Trim('"')} {HashOf(kept)}" };
            var options = new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = "text/csv" }, Metadata = marks, Conditions = whole };
            await Blob(import.Path).UploadAsync(BinaryData.FromBytes(kept), options, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status is StatusCodes.Status412PreconditionFailed or StatusCodes.Status404NotFound)
        {
            // Another file lies there by now, which has an import of its own.
        }
    }

    private async Task<byte[]> Head(string path, BlobRequestConditions conditions, CancellationToken cancellationToken)
    {
        var options = new BlobDownloadOptions { Range = new HttpRange(0, KeptFile.Looked), Conditions = conditions };
        return (await Blob(path).DownloadContentAsync(options, cancellationToken)).Value.Content.ToArray();
    }

    private static string HashOf(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>The refusal of a file that is too large.</summary>
    internal static Error TooLarge => Error.Invalid("file", "file.too_large", $"The file has more than {Import.MaxBytes:N0} bytes: split it. Nothing was imported.");

    private static Dictionary<string, string> MarksOf(ImportRights rights, ImportOptions options)
    {
        var marks = new Dictionary<string, string> { [RoleMark] = rights.RoleId.ToString("D") };
        if (rights.UserId is { } user)
            marks[UserMark] = user.ToString("D");
        // Metadata are ASCII, names are not.
        foreach (var (word, value) in options.Written())
            marks[word.ToLowerInvariant()] = Uri.EscapeDataString(value);
        return marks;
    }

    private static Result<ImportOptions> OptionsOf(IDictionary<string, string> marks)
    {
        var known = new Dictionary<string, string>(marks, StringComparer.OrdinalIgnoreCase);
        return ImportOptions.Read(word => known.TryGetValue(word, out var value) ? Uri.UnescapeDataString(value) : null);
    }

    private static ImportRights RightsOf(IDictionary<string, string> marks) => marks.TryGetValue(RoleMark, out var role)
        ? new(Guid.TryParse(role, out var roleId) ? roleId : default, marks.TryGetValue(UserMark, out var user) && Guid.TryParse(user, out var userId) ? userId : null)
        : ImportRights.OfStorage;

    private BlobClient Blob(string path) => blobs.GetBlobContainerClient(Import.Container).GetBlobClient(path);
}
