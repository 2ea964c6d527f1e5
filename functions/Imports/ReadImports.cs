using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Imports;

/// <summary>One row's outcome on the wire: the first error flat, for flows, and all of them in <c>details</c>.</summary>
public sealed record RowView(int Row, int Line, RowState Outcome, string? Email, Guid? UserId, string? Column, string? Code, string? Message, IReadOnlyList<FieldError>? Details)
{
    /// <summary>What undoing the import did with the row's user; null: nothing yet, or the row had written nobody.</summary>
    public UndoneRowView? Undo { get; init; }

    /// <summary>The view of an outcome.</summary>
    public static RowView Of(RowOutcome outcome)
    {
        var first = outcome.Errors.Count > 0 ? outcome.Errors[0] : null;
        return new(
            outcome.Row, outcome.Line, outcome.Outcome, outcome.Email, outcome.UserId, first?.Target, first?.Code, first?.Message, outcome.Errors.Count > 1 ? outcome.Errors : null);
    }
}

/// <summary>An import on the wire.</summary>
/// <param name="Id">Its id.</param>
/// <param name="FileName">The file's name below the tenant's folder.</param>
/// <param name="State">How far it is.</param>
/// <param name="Counts">What became of the rows so far.</param>
/// <param name="Progress">Rows done, in percent.</param>
/// <param name="Problem">Why the file as a whole was refused; null: it was not.</param>
/// <param name="ReportPath">Where the report lies once it is finished: container and path; null also for one that was cancelled before it began.</param>
/// <param name="CreatedAt">When it was first seen.</param>
/// <param name="StartedAt">When rows began to be applied.</param>
/// <param name="FinishedAt">When the last row was done.</param>
/// <param name="Rows">Every row's outcome; null in lists.</param>
public sealed record ImportView(
    Guid Id, string FileName, ImportState State, ImportCounts Counts, int Progress, FieldError? Problem, string? ReportPath,
    DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, IReadOnlyList<RowView>? Rows)
{
    /// <summary>Rows that have an outcome.</summary>
    public int RowsDone => Counts.Done;

    /// <summary>Seconds until the end at the rate so far; null: unknown.</summary>
    public int? SecondsLeft { get; init; }

    /// <summary>The undoing; null: nobody asked for it.</summary>
    public UndoView? Undo { get; init; }

    /// <summary>The view with what became of the undoing, in the whole and by row.</summary>
    internal ImportView With(ImportUndo? undo, IReadOnlyList<UndoOutcome> outcomes)
    {
        if (undo is null)
            return this;
        var rows = outcomes.ToDictionary(outcome => outcome.Row, UndoneRowView.Of);
        return this with { Undo = UndoView.Of(undo), Rows = Rows is null ? null : [.. Rows.Select(row => row with { Undo = rows.GetValueOrDefault(row.Row) })] };
    }

    /// <summary>The view of a run with these outcomes.</summary>
    public static ImportView Of(Import import, IReadOnlyList<RowOutcome>? outcomes) => new(
        import.Id, import.FileName, import.State, import.Counts,
        import.IsFinished ? 100 : import.Counts.Total == 0 ? 0 : import.Counts.Done * 100 / import.Counts.Total,
        import.Problem, import.IsFinished && !(import.State is ImportState.Cancelled && import.StartedAt is null) ? $"{Import.Container}/{import.Path}{Import.ReportSuffix}" : null,
        import.CreatedAt, import.StartedAt, import.FinishedAt, outcomes is null ? null : [.. outcomes.Select(RowView.Of)])
    {
        SecondsLeft = import.SecondsLeft,
    };
}

/// <summary><c>GET /api/imports</c> and <c>/api/imports/{id}</c>.</summary>
public sealed class ReadImports(ImportTable imports)
{
    private const int RetryAfterSeconds = 1;

    /// <summary>202 with <c>Location</c> and <c>Retry-After</c> while it runs, then 200; both with state, counts, progress and the rows done so far; 404.</summary>
    /// <remarks><c>rows=false</c> leaves the rows out.</remarks>
    [Function("ReadImport")]
    public async Task<IResult> Read([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "imports/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.ImportsRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (await imports.Find(caller.Tenant, id, cancellationToken) is not { } import)
            return Answer.Problem(Error.NotFound("import", id.ToString()));
        var outcomes = request.Word("rows") == "false" ? null : await imports.Outcomes(caller.Tenant, id, cancellationToken);
        var undone = outcomes is null || import.Undo is null ? [] : await imports.Undone(caller.Tenant, id, cancellationToken);
        var view = ImportView.Of(import, outcomes).With(import.Undo, undone);
        return import.IsFinished ? Answer.Ok(view) : Answer.Accepted(request.Link($"imports/{id}"), RetryAfterSeconds, view);
    }

    /// <summary>200 with the tenant's imports, newest first, without their rows; 400.</summary>
    /// <remarks><c>state=Queued,Running</c> leaves the others out; a page of few may have a next one.</remarks>
    [Function("ListImports")]
    public async Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "imports")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.ImportsRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadPage("state").Try(out var page, out error) || !request.ReadChoices<ImportState>("state").Try(out var states, out error))
            return Answer.Problem(error);
        var (found, last) = await imports.List(caller.Tenant, page, import => states.Count == 0 || states.Contains(import.State), cancellationToken);
        return request.Page([.. found.Select(import => ImportView.Of(import, null).With(import.Undo, []))], page, last);
    }
}
