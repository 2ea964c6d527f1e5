using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Imports;

/// <summary>
/// Runs an import: a dry run looks at all rows and ends as a plan; otherwise rows are applied in chunks. A chunk's users, its outcomes and the run's counts are one
/// batch, so whatever is cut off or done twice, a row is done once, and a run goes on where the last batch ended.
/// </summary>
/// <remarks>
/// An import that writes all or none looks at all rows first and writes nobody when one is wrong. What is refused later all the same, because somebody else changed
/// something meanwhile, takes everything back. For the moment that it takes, others see the rows that are written so far; nobody is invited before its end.
/// </remarks>
public sealed class RunImport(ImportTable imports, ImportTurn turn, PlanImport plan, DecideRows decide, WriteChunk write, EndImport end, ImportReport reports, ImportBlobs blobs, ITables tables, TimeProvider time, ILogger<RunImport> logger)
{
    // As many as a batch can hold when all are new; more would be read for nothing.
    private const int RowsToRead = 24;

    // Where nothing is written, only the outcomes limit a chunk.
    private const int MaxRowsAChunk = 100;

    /// <summary>Who stands in the log.</summary>
    internal static string ActorOf(Guid import) => $"import:{import}";

    /// <summary>Takes up the run where it stands and ends it, unless it has ended.</summary>
    /// <param name="import">The run as it was found.</param>
    /// <param name="content">The file; null when it is to be read.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    internal async Task Handle(Import import, byte[]? content, CancellationToken cancellationToken)
    {
        using var scope = logger.Correlate(import.Id.ToString());
        if (import.IsFinished)
        {
            await end.Follow(import, await imports.Outcomes(import.Tenant, import.Id, cancellationToken), isRepeat: true, cancellationToken);
            return;
        }

        // A dry run waits for nobody, and nobody for it: it writes no user, and one process makes it, so that nobody ends it again when its plan is being applied.
        if (!import.Options.IsDryRun && !await turn.Take(import, cancellationToken))
        {
            logger.LogInformation("Import {Id} of {Path} waits for the one that runs", import.Id, import.Path);
            return;
        }

        var outcomes = import.StartedAt is null ? [] : await imports.Outcomes(import.Tenant, import.Id, cancellationToken);
        if (import.Starts >= Import.MaxStarts)
        {
            await GiveUp(import, outcomes, cancellationToken);
            return;
        }

        import = import with { State = ImportState.Running, StartedAt = import.StartedAt ?? time.GetUtcNow(), UpdatedAt = time.GetUtcNow(), Starts = import.Starts + 1 };
        var read = await plan.Rows(import, content, cancellationToken);
        if (read.Ok)
            import = import with { Counts = ImportCounts.Of(read.Value.Count, outcomes) };
        if (!await imports.Begin(import, cancellationToken))
            await (import.Options.IsDryRun ? Task.CompletedTask : Again(import, content, cancellationToken));
        else if (import.Undo is not null || (!read.Ok && import.Options.IsAtomic && outcomes.Count > 0))
            await end.TakeBack(import, read.Ok ? null : read.Error!.Details![0], cancellationToken);
        else if (read.Try(out var rows, out var error))
            await Begun(import, rows, outcomes, cancellationToken);
        else
            await end.Handle(import, ImportState.Failed, outcomes, error.Details![0], cancellationToken);
    }

    /// <summary>Ends a run before it begins. <paramref name="isKept"/> is false where only a report can be written, because the name cannot be a tenant's.</summary>
    internal async Task Refuse(Import import, FieldError problem, bool isKept, CancellationToken cancellationToken)
    {
        if (isKept)
        {
            await imports.Start(import, cancellationToken);
            await end.Handle(import, ImportState.Failed, [], problem, cancellationToken);
        }
        else
        {
            await reports.Write(import with { Problem = problem, State = ImportState.Failed }, [], cancellationToken);
            await blobs.HideSecrets(import, cancellationToken);
        }
    }

    // Somebody else works on this run too, and may have ended it by now.
    private async Task Again(Import import, byte[]? content, CancellationToken cancellationToken)
    {
        if (await imports.Find(import.Tenant, import.Id, cancellationToken) is { } current)
            await Handle(current, content, cancellationToken);
    }

    private Task GiveUp(Import import, List<RowOutcome> outcomes, CancellationToken cancellationToken)
    {
        var problem = new FieldError("import.given_up", "file", $"The import was started {import.Starts} times without getting on: drop the file again, or report import {import.Id}.");
        return import.Options.IsAtomic && outcomes.Count > 0
            ? end.TakeBack(import, problem, cancellationToken)
            : end.Handle(import, ImportState.Failed, outcomes, problem, cancellationToken);
    }

    private async Task Begun(Import import, IReadOnlyList<CsvRow> rows, List<RowOutcome> outcomes, CancellationToken cancellationToken)
    {
        if (import.Options.IsDryRun)
        {
            var planned = await plan.Make(import, rows, cancellationToken);
            await end.Handle(import with { Counts = ImportCounts.Of(rows.Count, planned) }, ImportState.Planned, planned, null, cancellationToken);
            return;
        }

        if (import.Options.IsAtomic && (outcomes.Count == 0 || IsRefused(outcomes)) && await plan.Refused(import, rows, outcomes, cancellationToken) is { } refused)
        {
            await end.Handle(import with { Counts = ImportCounts.Of(rows.Count, refused) }, ImportState.Failed, refused, null, cancellationToken);
            return;
        }

        var marks = import.PlannedAt is null ? null : await plan.Marks(import, cancellationToken);
        await Apply(import, rows, await decide.Begin(import, outcomes, marks, cancellationToken), cancellationToken);
    }

    private async Task Apply(Import import, IReadOnlyList<CsvRow> rows, InHand inHand, CancellationToken cancellationToken)
    {
        // What one chunk was, the next one is taken to be: where all were new, nothing is looked up.
        var (outcomes, isGuess, size) = (inHand.Outcomes, false, RowsToRead);
        while (outcomes.Count < rows.Count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await imports.Find(import.Tenant, import.Id, cancellationToken) is { CancelledAt: not null } cancelled)
            {
                import = import with { CancelledAt = cancelled.CancelledAt };
                if (import.Options.IsAtomic)
                    break;
                await Skip(import, rows, outcomes, cancellationToken);
                continue;
            }

            var next = rows.Skip(outcomes.Count).Take(size).ToList();
            var done = await write.Handle(import, next, inHand with { Credentials = decide.Credentials(next, inHand.AtBeginning) }, isGuess, cancellationToken);
            if (done.Try(out var applied, out var error))
            {
                isGuess = applied.Outcomes.TrueForAll(o => o.Outcome is RowState.Created or RowState.Failed);
                size = isGuess || applied.Outcomes.TrueForAll(o => o.Outcome is RowState.Unchanged or RowState.Failed) ? MaxRowsAChunk : RowsToRead;
                outcomes.AddRange(applied.Outcomes);
                import = applied.Import;
                continue;
            }

            if (error.Code != ImportTable.ChunkDone.Code && !isGuess && import.Options.IsAtomic)
            {
                await end.TakeBack(import, error.Details is { Count: > 0 } details ? details[0] : new(error.Code, error.Target ?? "row", error.Message), cancellationToken);
                return;
            }

            if (error.Code == ImportTable.ChunkDone.Code || !isGuess)
            {
                // Somebody else works on this run too, or changed a user in between: go on from what stands now.
                outcomes.Clear();
                outcomes.AddRange(await imports.Outcomes(import.Tenant, import.Id, cancellationToken));
                // Who refused it ends it.
                if (import.Options.IsAtomic && IsRefused(outcomes))
                    return;
                logger.LogInformation("Import {Id} goes on at row {Row}: {Code}", import.Id, outcomes.Count + 1, error.Code);
            }

            (isGuess, size) = (false, RowsToRead);
        }

        if (outcomes.Count < rows.Count)
            await end.TakeBack(import, null, cancellationToken);
        else
            // The last rows may be somebody else's, so the counts are those of all outcomes.
            await end.Handle(import with { Counts = ImportCounts.Of(rows.Count, outcomes) }, Import.EndOf(ImportCounts.Of(rows.Count, outcomes)), outcomes, null, cancellationToken);
    }

    // None of its rows is ever written with such an outcome.
    private static bool IsRefused(List<RowOutcome> outcomes) => outcomes.Exists(o => o.Outcome is RowState.Failed or RowState.Skipped);

    // Whatever has no outcome yet gets one; where another process wrote one, that one counts.
    private async Task Skip(Import import, IReadOnlyList<CsvRow> rows, List<RowOutcome> outcomes, CancellationToken cancellationToken)
    {
        var skipped = rows.Skip(outcomes.Count).Select(row => new RowOutcome(row.Number, row.Line, RowState.Skipped, row.Email, null, [])).ToList();
        import = import with { Counts = ImportCounts.Of(rows.Count, [.. outcomes, .. skipped]), UpdatedAt = time.GetUtcNow() };
        await tables.Submit(ChangeLog.Table, [.. ImportTable.Steps(import, skipped).Select(step => step.Operation)], cancellationToken);
        outcomes.Clear();
        outcomes.AddRange(await imports.Outcomes(import.Tenant, import.Id, cancellationToken));
    }
}
