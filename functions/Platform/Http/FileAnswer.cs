using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace UserFunctions.Platform.Http;

/// <summary>200 with a file that is written as it goes, so that a large one is never held whole. What can be refused is refused before: a status that went out cannot be taken back.</summary>
/// <param name="contentType">Of the file.</param>
/// <param name="fileName">What a browser saves it as.</param>
/// <param name="write">Writes it; cancelled when the caller goes away.</param>
public sealed class FileAnswer(string contentType, string fileName, Func<PipeWriter, CancellationToken, Task> write) : IResult
{
    /// <summary>CSV as it is told to browsers and spreadsheets.</summary>
    public const string Csv = "text/csv; charset=utf-8";

    /// <summary>The same to callers that know no CSV: connectors of flows take plain text.</summary>
    public const string Plain = "text/plain; charset=utf-8";

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = contentType;
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(fileName);
        response.Headers.ContentDisposition = disposition.ToString();
        await write(response.BodyWriter, httpContext.RequestAborted);
    }
}

/// <summary>What a file is told to be, by what the caller accepts.</summary>
public static class FileTypes
{
    /// <summary><see cref="FileAnswer.Plain"/> to those who ask for plain text and not for CSV, <see cref="FileAnswer.Csv"/> to all others.</summary>
    public static string CsvType(this HttpRequest request)
    {
        var accepted = request.Headers.Accept.ToString();
        return accepted.Contains("text/plain", StringComparison.OrdinalIgnoreCase) && !accepted.Contains("text/csv", StringComparison.OrdinalIgnoreCase) ? FileAnswer.Plain : FileAnswer.Csv;
    }
}
