using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Imports;

/// <summary><c>GET /api/imports/{id}/report.csv</c> and <c>/fix-file.csv</c>: what lies beside the file in the storage, for those who cannot look there.</summary>
public sealed class ReadFiles(ImportTable imports, ImportBlobs blobs)
{
    /// <summary>200 with a line for each row that has an outcome, also while it runs; 404.</summary>
    [Function("ReadImportReport")]
    [Operation("Get the report of an import", "Gets a CSV file with a line for each row of an import that was done; while it runs, for those done so far.")]
    [Answers(200, typeof(string), ContentType = "text/plain", OtherTypes = ["text/csv"])]
    public async Task<IResult> Report([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "imports/{id:guid}/report.csv")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!(await Find(request, id, cancellationToken)).Try(out var import, out var error))
            return Answer.Problem(error);
        return Results.Bytes(ImportReport.Text(import, await imports.Shown(import, cancellationToken)), request.CsvType(), $"{id}{Import.ReportSuffix}");
    }

    /// <summary>200 with the failed rows and why they failed; 404 when there is no such import or no row failed; 409 while it runs; 410 when the file is gone.</summary>
    [Function("ReadFixFile")]
    [Operation("Get the failed rows of an import", "Gets a CSV file with the rows that failed and what is wrong with each, to be corrected and imported again; when no row failed it is not found.")]
    [Answers(200, typeof(string), ContentType = "text/plain", OtherTypes = ["text/csv"])]
    public async Task<IResult> FixFile([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "imports/{id:guid}/fix-file.csv")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!(await Find(request, id, cancellationToken)).Try(out var import, out var error))
            return Answer.Problem(error);
        if (!import.IsFinished)
            return Answer.Problem(Error.Conflict("id", "import.not_finished", $"Import {id} is {import.State}: which rows fail is known when it has ended."));
        var outcomes = await imports.Shown(import, cancellationToken);
        // Rows are named by the outcomes, so a file that was refused as a whole has none.
        if (!outcomes.Exists(outcome => outcome.Outcome is RowState.Failed))
            return Answer.Problem(Error.NotFound("failedRow", id.ToString()));
        if (!(await blobs.Read(import, cancellationToken)).Try(out var content, out error) || !CsvFile.Read(content).Try(out var rows, out error))
            return Answer.Problem(new Error(ErrorKind.Gone, error.Code, $"The file {import.Path} was removed or replaced since it was imported, and with it the rows: correct them in your own copy. What is wrong stands in /api/imports/{id}/report.csv.", "file"));
        return Results.Bytes(Imports.FixFile.Text(rows, outcomes)!, request.CsvType(), $"{id}{Import.FixSuffix}");
    }

    private async Task<Result<Import>> Find(HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.ImportsRead).Try(out var caller, out var error))
            return error;
        return await imports.Find(caller.Tenant, id, cancellationToken) is { } import ? import : Error.NotFound("import", id.ToString());
    }
}
