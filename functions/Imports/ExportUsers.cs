using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Search;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Imports;

/// <summary>What the query of an export says beside that of the list.</summary>
public sealed record ExportQuery
{
    /// <summary>Null: all.</summary>
    [Field("Names of columns with commas between them, such as displayName,phone; id and email are always there. All columns unless given.")]
    public string? Columns { get; init; }
}

/// <summary>
/// <c>GET /api/users/export.csv</c>: the users as a file that comes back in as it went out (S110). Filters, <c>search</c>, <c>view</c> and <c>sort</c> are those of the list; <c>columns</c>
/// chooses some of the columns.
/// </summary>
/// <remarks>It shows the users as of one moment, however long the caller takes to read it, and holds a few hundred of them at a time.</remarks>
public sealed class ExportUsers(UserIndexes indexes, Facts facts, TimeProvider time)
{
    private const string Columns = "columns";
    private const int RowsAtOnce = 500;

    // By them a row finds its user when it comes back.
    private static readonly string[] AlwaysThere = ["id", "email"];

    // A file has no pages.
    private static readonly string[] OfPages = ["top", "cursor"];

    /// <summary>200 with the file: UTF-8 with BOM, CRLF; 400 names what is wrong in the query.</summary>
    [Function("ExportUsers")]
    [Operation("Export users as a CSV file", "Gets the users that pass every filter given as a CSV file, which can be imported again.")]
    [Query(typeof(UserQuery))]
    [Query(typeof(ExportQuery))]
    [Answers(200, typeof(string), ContentType = "text/plain", OtherTypes = ["text/csv"])]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "users/export.csv")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.UsersRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        var index = await indexes.Now(caller.Tenant, cancellationToken);
        // The log was just looked at: these are the facts of now.
        var list = UserList.Of(await facts.ForWriting(caller.Tenant, cancellationToken));
        if (!Read(request, list).Try(out var asked, out error))
            return Answer.Problem(error);
        var name = string.Create(CultureInfo.InvariantCulture, $"users-{time.GetUtcNow():yyyy-MM-dd}.csv");
        return new FileAnswer(request.CsvType(), name, (to, token) => Write(to, index.Rows, asked, list.Facts, token));
    }

    private static Result<Asked> Read(HttpRequest request, UserList list)
    {
        if (OfPages.FirstOrDefault(request.Query.ContainsKey) is { } word)
            return Error.Invalid(word, $"{word}.unknown", $"'{word}' is not a query word here: the file holds everybody who is asked for.");
        if (!request.ReadPage([.. list.Words, Columns]).Try(out var page, out var error) || !ListUsers.Query(request, page, list).Try(out var query, out error))
            return error;
        return Chosen(request.Word(Columns)).Map(columns => new Asked(query with { Top = RowsAtOnce }, columns));
    }

    private static Result<CsvColumn[]> Chosen(string? names)
    {
        if (names is null)
            return UserCsv.Written.ToArray();
        var wanted = names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return wanted.FirstOrDefault(name => !UserCsv.Header.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown
            ? Error.Invalid(Columns, $"{Columns}.unknown", $"column '{FieldReader.Shown(unknown)}' is not one of the file's: use some of {string.Join(", ", UserCsv.Header)}.")
            : UserCsv.Written.Where(column => AlwaysThere.Concat(wanted).Contains(column.Name, StringComparer.OrdinalIgnoreCase)).ToArray();
    }

    private static async Task Write(PipeWriter to, MemoryIndex users, Asked asked, TenantFacts facts, CancellationToken cancellationToken)
    {
        to.Write(Encoding.UTF8.Preamble);
        UserCsv.WriteHeader(to, asked.Columns);
        string? after = null;
        do
        {
            var found = users.Find(asked.Query with { After = after })!;
            foreach (var row in found.Rows)
                UserCsv.Write(to, UserEntry.UserOf(row), facts, asked.Columns);
            after = found.Last;
        }
        // Only as fast as the caller reads, and no further when it is gone.
        while (!(await to.FlushAsync(cancellationToken)).IsCompleted && after is not null);
    }

    private sealed record Asked(IndexQuery Query, IReadOnlyList<CsvColumn> Columns);
}
