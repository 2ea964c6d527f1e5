using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Users;

namespace UserFunctions.Imports;

/// <summary>One field that a row of a plan would change, on the wire.</summary>
/// <param name="Field">Its name.</param>
/// <param name="Old">Its value; absent: it has none.</param>
/// <param name="New">Its value then; absent: none.</param>
/// <remarks>A value is text, number, list or object, so only its text can be described; who can read any JSON reads the value itself.</remarks>
public sealed record RowChangeView([property: Field("Name of the field.")] string Field, JsonNode? Old, JsonNode? New)
{
    /// <summary>What the value is, in one text; absent: there is none.</summary>
    [Field("What the value is, as text, entries of a list with commas between them; absent: there is none. The value itself stands beside it as old, in whatever type it has.")]
    public string? OldText => new FieldChange(Field, Old, New).BeforeText;

    /// <summary>What it would be, likewise.</summary>
    [Field("What the value would be, as text, entries of a list with commas between them; absent: there would be none. The value itself stands beside it as new, in whatever type it has.")]
    public string? NewText => new FieldChange(Field, Old, New).AfterText;
}

/// <summary>One row's outcome on the wire: the first error flat, for flows, and all of them in <c>details</c>.</summary>
public sealed record RowView(
    [property: Field("Number of the row, 1 for the first one behind the header.")] int Row,
    [property: Field("Line of the file on which the row begins, from 1.")] int Line,
    [property: Field("What became of it. created: a new user; updated: a user was changed; unchanged: the user was so already; skipped: the import did not come to it; failed: see code and message.")] RowState Outcome,
    [property: Field("E-mail address as the row has it; absent: it has none.")] string? Email,
    [property: Field("Id of the user; absent: the row failed.")] Guid? UserId,
    [property: Field("Column of the first error; absent: the row did not fail.")] string? Column,
    [property: Field("Code of the first error, which does not change; absent: the row did not fail.")] string? Code,
    [property: Field("What is wrong first, with the value, and what is allowed.")] string? Message,
    [property: Field("All errors of the row; absent: there are not several.")] IReadOnlyList<FieldError>? Details)
{
    /// <summary>In a plan: what the row would change; null: nothing, or it is no plan.</summary>
    [Field("In a plan what the row would change; absent: nothing, or it is no plan.")]
    public IReadOnlyList<RowChangeView>? Changes { get; init; }

    /// <summary>What the row may not have meant; null: nothing.</summary>
    [Field("What the row may not have meant; absent: nothing.")]
    public IReadOnlyList<FieldError>? Warnings { get; init; }

    /// <summary>What undoing the import did with the row's user; null: nothing yet, or the row had written nobody.</summary>
    [Field("What undoing the import did with the user of the row; absent: nothing.")]
    public UndoneRowView? Undo { get; init; }

    /// <summary>The view of an outcome.</summary>
    public static RowView Of(RowOutcome outcome)
    {
        var first = outcome.Errors.Count > 0 ? outcome.Errors[0] : null;
        return new(
            outcome.Row, outcome.Line, outcome.Outcome, outcome.Email, outcome.UserId, first?.Target, first?.Code, first?.Message, outcome.Errors.Count > 1 ? outcome.Errors : null)
        {
            Changes = outcome.Changes is null ? null : [.. outcome.Changes.Select(change => new RowChangeView(change.Field, change.Old, change.New))],
            Warnings = outcome.Warnings,
        };
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
    [property: Field("Id of the import.", Title = "Import Id")] Guid Id,
    [property: Field("Name of the file, as it is stored.")] string FileName,
    [property: Field("Queued: waits; Running; Planned: a dry run has ended; Succeeded: every row is good; PartiallySucceeded: some rows failed; Failed: all rows failed or the file was refused; Cancelled: stopped on request; RolledBack: all was taken back.")] ImportState State,
    [property: Field("How many rows there are, and what became of them so far.")] ImportCounts Counts,
    [property: Field("Rows done, in percent.")] int Progress,
    [property: Field("Why the file as a whole was refused; absent: it was not.")] FieldError? Problem,
    [property: Field("Where the report lies in the storage, container and path; absent: there is none yet.")] string? ReportPath,
    [property: Field("When the file came, in UTC.")] DateTimeOffset CreatedAt,
    [property: Field("When its rows began to be done, in UTC; absent: not yet.")] DateTimeOffset? StartedAt,
    [property: Field("When its last row was done, in UTC; absent: not yet.")] DateTimeOffset? FinishedAt,
    [property: Field("What became of each row so far; absent in lists, and when it is not asked for.")] IReadOnlyList<RowView>? Rows)
{
    /// <summary>True: all rows or none.</summary>
    [Field("True: all rows are written or none.")]
    public bool Atomic { get; init; }

    /// <summary>What becomes of a row by whether its user is there.</summary>
    [Field("Upsert: users are created or changed; Create: a user who is there fails; Update: a user who is not there fails.")]
    public OnConflict OnConflict { get; init; }

    /// <summary>True: nothing is written.</summary>
    [Field("True: nothing is written, the import ends as a plan.")]
    public bool DryRun { get; init; }

    /// <summary>Names the plan, for apply; null: it is none.</summary>
    [Field("Id to apply the plan by; absent: it is no plan.")]
    public Guid? PlanId { get; init; }

    /// <summary>When the plan that it applies was made; null: it applies none.</summary>
    [Field("When the plan that it applies was made, in UTC; absent: it applies none.")]
    public DateTimeOffset? PlannedAt { get; init; }

    /// <summary>Rows that have an outcome.</summary>
    [Field("How many rows were done.")]
    public int RowsDone => Counts.Done;

    /// <summary>Seconds until the end at the rate so far; null: unknown.</summary>
    [Field("Seconds until the end if it goes on as it did; absent: not known.")]
    public int? SecondsLeft { get; init; }

    /// <summary>The undoing; null: nobody asked for it.</summary>
    [Field("How far its undoing is; absent: nobody asked for it.")]
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
        Atomic = import.Options.IsAtomic,
        OnConflict = import.Options.OnConflict,
        DryRun = import.Options.IsDryRun,
        PlanId = import.State is ImportState.Planned ? import.Id : null,
        PlannedAt = import.PlannedAt,
        SecondsLeft = import.SecondsLeft,
    };
}

/// <summary><c>GET /api/imports</c> and <c>/api/imports/{id}</c>.</summary>
public sealed class ReadImports(ImportTable imports)
{
    private const int RetryAfterSeconds = 1;

    // Whoever uploads files has to be able to choose one of them.
    private static readonly string[] Seeing = [Permission.ImportsRead, Permission.ImportsWrite];

    /// <summary>202 with <c>Location</c> and <c>Retry-After</c> while it runs, then 200; both with state, counts, progress and the rows done so far; 400; 404.</summary>
    /// <remarks><c>rows=false</c> leaves the rows out.</remarks>
    [Function("ReadImport")]
    [Operation("Get an import", "Gets how far an import is and what became of its rows: it is answered with 202 while it waits or runs, and with 200 when it has ended.", Visibility = Visibility.Important)]
    [PathValue("imports/{id:guid}", "Import Id", "Id of the import.", Lookup = "imports")]
    [Query(typeof(ReadImportQuery))]
    [Answers(200, typeof(ImportView), Also = [202])]
    public async Task<IResult> Read([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "imports/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.ImportsRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        var hasRows = true;
        if (request.Word("rows") is not null && !request.ReadFlag("rows").Try(out hasRows, out error))
            return Answer.Problem(error);
        if (await imports.Find(caller.Tenant, id, cancellationToken) is not { } import)
            return Answer.Problem(Error.NotFound("import", id.ToString()));
        var outcomes = hasRows ? await imports.Shown(import, cancellationToken) : null;
        var undone = outcomes is null || import.Undo is null ? [] : await imports.Undone(caller.Tenant, id, cancellationToken);
        var view = ImportView.Of(import, outcomes).With(import.Undo, undone);
        return import.IsFinished ? Answer.Ok(view) : Answer.Accepted(request.Link($"imports/{id}"), RetryAfterSeconds, view);
    }

    /// <summary>200 with the tenant's imports, newest first, without their rows; 400.</summary>
    /// <remarks><c>state=Queued,Running</c> leaves the others out; a page of few may have a next one.</remarks>
    [Function("ListImports")]
    [Operation("List imports", "Lists the imports of the tenant without their rows, the newest first.")]
    [Query(typeof(ImportQuery))]
    [Answers(200, typeof(ImportView), IsPage = true)]
    [Lookup("imports", "id", "fileName")]
    public async Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "imports")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.DemandAny(Seeing).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadPage("state").Try(out var page, out error) || !request.ReadChoices<ImportState>("state").Try(out var states, out error))
            return Answer.Problem(error);
        var (found, last) = await imports.List(caller.Tenant, page, import => states.Count == 0 || states.Contains(import.State), cancellationToken);
        return request.Page([.. found.Select(import => ImportView.Of(import, null).With(import.Undo, []))], page, last);
    }
}
