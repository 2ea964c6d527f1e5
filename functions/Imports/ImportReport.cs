using System.Globalization;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using CsvHelper;

namespace UserFunctions.Imports;

/// <summary>The report beside the file: one line a row, in a CSV that a spreadsheet opens without running anything.</summary>
public sealed class ImportReport(BlobServiceClient blobs)
{
    private static readonly string[] Header = ["row", "line", "outcome", "email", "userId", "column", "code", "message"];

    /// <summary>Writes <c>{file}.report.csv</c>, over the report of an earlier drop of the same name.</summary>
    internal async Task Write(Import import, IReadOnlyList<RowOutcome> outcomes, CancellationToken cancellationToken)
    {
        var options = new BlobUploadOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = "text/csv; charset=utf-8" },
            Metadata = new Dictionary<string, string> { [Import.ReportMark] = import.Id.ToString() },
        };
        var blob = blobs.GetBlobContainerClient(Import.Container).GetBlobClient(import.Path + Import.ReportSuffix);
        await blob.UploadAsync(BinaryData.FromBytes(Text(import, outcomes)), options, cancellationToken);
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
        string.Join("; ", outcome.Errors.Select(e => e.Target)),
        string.Join("; ", outcome.Errors.Select(e => e.Code)),
        string.Join(" ", outcome.Errors.Select(e => e.Message)),
    ];
}
