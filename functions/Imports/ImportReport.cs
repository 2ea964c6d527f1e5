using System.Globalization;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using CsvHelper;
using UserFunctions.Platform.Errors;

namespace UserFunctions.Imports;

/// <summary>
/// The report beside the file: one line a row, in a CSV that a spreadsheet opens without running anything. Beside it, when rows failed, lies the fix-file.
/// </summary>
public sealed class ImportReport(BlobServiceClient blobs, ImportBlobs files)
{
    private static readonly string[] Header = ["row", "line", "outcome", "email", "userId", "column", "code", "message"];

    /// <summary>Writes <c>{file}.report.csv</c> and, when rows failed, <c>{file}.fix.csv</c>, over those of an earlier drop of the same name.</summary>
    internal async Task Write(Import import, IReadOnlyList<RowOutcome> outcomes, CancellationToken cancellationToken)
    {
        await Store(import, Import.ReportSuffix, Text(import, outcomes), cancellationToken);
        if (outcomes.Any(outcome => outcome.Outcome is RowState.Failed) && await FixText(import, outcomes, cancellationToken) is { } fix)
            await Store(import, Import.FixSuffix, fix, cancellationToken);
        else
            await RemoveFix(import, cancellationToken);
    }

    // One of an earlier drop of the same name says nothing of this one; a file that somebody dropped under that name is theirs.
    private async Task RemoveFix(Import import, CancellationToken cancellationToken)
    {
        var blob = blobs.GetBlobContainerClient(Import.Container).GetBlobClient(import.Path + Import.FixSuffix);
        if (await files.Find(import.Path + Import.FixSuffix, cancellationToken) is { IsReport: true } old)
            await blob.DeleteIfExistsAsync(conditions: new BlobRequestConditions { IfMatch = new Azure.ETag(old.Version) }, cancellationToken: cancellationToken);
    }

    // Without the file, or with another one in its place, its rows are not there to be shown.
    private async Task<byte[]?> FixText(Import import, IReadOnlyList<RowOutcome> outcomes, CancellationToken cancellationToken) =>
        (await files.Read(import, cancellationToken)).Try(out var content, out _) && CsvFile.Read(content).Try(out var rows, out _) ? FixFile.Text(rows, outcomes) : null;

    private async Task Store(Import import, string suffix, byte[] content, CancellationToken cancellationToken)
    {
        var options = new BlobUploadOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = "text/csv; charset=utf-8" },
            Metadata = new Dictionary<string, string> { [Import.ReportMark] = import.Id.ToString() },
        };
        var blob = blobs.GetBlobContainerClient(Import.Container).GetBlobClient(import.Path + suffix);
        await blob.UploadAsync(BinaryData.FromBytes(content), options, cancellationToken);
    }

    /// <summary>The report as UTF-8 with BOM, because Excel takes it for another encoding without.</summary>
    internal static byte[] Text(Import import, IReadOnlyList<RowOutcome> outcomes)
    {
        using var stream = new MemoryStream();
        using (var csv = CsvWriter.Create(stream, new CsvWriterOptions { Injection = CsvInjection.Escape, InjectionEscape = '\'', WriteByteOrderMark = true, NewLine = "\r\n" }, true))
        {
            csv.WriteRecord(Header.AsSpan());
            if (import.Problem is { } problem)
                csv.WriteRecord(["", "", "failed", "", "", problem.Target, problem.Code, problem.Message]);
            foreach (var outcome in outcomes)
                csv.WriteRecord(Line(outcome));
        }

        return stream.ToArray();
    }

    private static string[] Line(RowOutcome outcome) =>
    [
        outcome.Row.ToString(CultureInfo.InvariantCulture),
        outcome.Line.ToString(CultureInfo.InvariantCulture),
        outcome.Outcome.ToString().ToLowerInvariant(),
        outcome.Email ?? "",
        outcome.UserId?.ToString() ?? "",
        string.Join("; ", Noted(outcome).Select(e => e.Target)),
        string.Join("; ", Noted(outcome).Select(e => e.Code)),
        string.Join(" ", Noted(outcome).Select(e => e.Message)),
    ];

    private static IEnumerable<FieldError> Noted(RowOutcome outcome) => outcome.Errors.Concat(outcome.Warnings ?? []);
}
