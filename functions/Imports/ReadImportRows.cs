using System.Globalization;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Imports;

/// <summary><c>GET /api/imports/{id}/rows</c>: the outcomes page by page, all of them or those of some kinds.</summary>
public sealed class ReadImportRows(ImportTable imports)
{
    /// <summary>200 with <c>value</c> and, while there is more, <c>nextLink</c>, in the order of the file; 400; 404.</summary>
    /// <remarks><c>outcome=failed,skipped</c> leaves the others out.</remarks>
    [Function("ReadImportRows")]
    [Operation("List the rows of an import", "Lists what became of each row of an import, in the order of the file.", Visibility = Visibility.Important)]
    [Query(typeof(ImportRowsQuery))]
    [Answers(200, typeof(RowView), IsPage = true)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "imports/{id:guid}/rows")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.ImportsRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadPage("outcome").Try(out var page, out error) || !request.ReadChoices<RowState>("outcome").Try(out var wanted, out error))
            return Answer.Problem(error);
        if (await imports.Find(caller.Tenant, id, cancellationToken) is not { } import)
            return Answer.Problem(Error.NotFound("import", id.ToString()));
        // A cursor that is not of this list begins it anew.
        var after = int.TryParse(page.After, NumberStyles.None, CultureInfo.InvariantCulture, out var row) ? row : 0;
        var outcomes = await imports.Shown(import, cancellationToken);
        var rest = outcomes.Where(outcome => outcome.Row > after && (wanted.Count == 0 || wanted.Contains(outcome.Outcome))).Take(page.Top + 1).ToList();
        var shown = rest.Take(page.Top).ToList();
        return request.Page([.. shown.Select(RowView.Of)], page, rest.Count > shown.Count ? shown[^1].Row.ToString(CultureInfo.InvariantCulture) : null);
    }
}
