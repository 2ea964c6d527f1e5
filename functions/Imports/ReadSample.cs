using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Imports;

/// <summary><c>GET /api/imports/sample.csv</c>: a file to begin with (S111), with every column and rows that can be imported as they are.</summary>
public sealed class ReadSample(Facts facts)
{
    private const string FileName = "users-sample.csv";

    /// <summary>200 with the file: UTF-8 with BOM, CRLF.</summary>
    [Function("ReadImportSample")]
    [Operation("Get a sample file", "Gets a CSV file with every column there is and rows that can be imported as they are.")]
    [Answers(200, typeof(string), ContentType = "text/plain", OtherTypes = ["text/csv"])]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "imports/sample.csv")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.ImportsRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        var rows = SampleRows.Of(await facts.Now(caller.Tenant, cancellationToken));
        return new FileAnswer(request.CsvType(), FileName, async (to, token) =>
        {
            to.Write(Encoding.UTF8.Preamble);
            UserCsv.WriteHeader(to);
            foreach (var row in rows)
                UserCsv.WriteLine(to, UserCsv.Header.Select(column => row.GetValueOrDefault(column)));
            await to.FlushAsync(token);
        });
    }
}
