using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Imports;

/// <summary>
/// Undoes an import row by row from the last one to the first, so that a value that one user gave up and another took goes back the way it came. A chunk's users, its
/// outcomes and the counts are one batch: whatever is cut off or done twice, a row is undone once.
/// </summary>
public sealed class RunUndo(ImportTable imports, UndoneUsers users, ITables tables, ChangeLog log, Facts facts, TimeProvider time, ILogger<RunUndo> logger)
{
    // Deleting a user takes four rows of a batch's hundred and more with each group.
    private const int RowsAChunk = 20;

    /// <summary>Does what is left to do; the import as it is then.</summary>
    internal async Task<Import> Handle(Import import, CancellationToken cancellationToken)
    {
        using var scope = logger.Correlate(import.Id.ToString());
        var rows = (await imports.Outcomes(import.Tenant, import.Id, cancellationToken)).Where(row => row.Outcome is RowState.Created or RowState.Updated).OrderByDescending(row => row.Row).ToList();
        var done = await imports.Undone(import.Tenant, import.Id, cancellationToken);
        var (size, refused) = (RowsAChunk, (Error?)null);
        while (done.Count < rows.Count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var chunk = await Chunk(import, [.. rows.Skip(done.Count).Take(size)], rows.Count, done, refused, cancellationToken);
            if (chunk.Try(out var outcomes, out var error))
            {
                done.AddRange(outcomes);
                (size, refused) = (RowsAChunk, null);
                continue;
            }

            // Row by row it shows whom the refusal is about; the second time it is that row's outcome.
            (size, refused) = (1, size == 1 && error.Code != ImportTable.ChunkDone.Code ? error : null);
            done = await imports.Undone(import.Tenant, import.Id, cancellationToken);
        }

        return await Finish(import, UndoCounts.Of(rows.Count, done), cancellationToken);
    }

    private Task<Result<IReadOnlyList<UndoOutcome>>> Chunk(Import import, List<RowOutcome> rows, int total, List<UndoOutcome> done, Error? refused, CancellationToken cancellationToken)
    {
        return log.Write<IReadOnlyList<UndoOutcome>>(Caller.System(import.Tenant, ImportUndo.ActorOf(import.Id), import.Id.ToString()), Decide, cancellationToken);

        async Task<Result<Draft<IReadOnlyList<UndoOutcome>>>> Decide(CancellationToken token)
        {
            // One that takes itself back does so whatever its uploader may do by now.
            var caller = import.IsFinished
                ? import.Undo!.Rights.CallerOf(import, ImportUndo.ActorOf(import.Id), await facts.ForWriting(import.Tenant, token))
                : Caller.System(import.Tenant, ImportUndo.ActorOf(import.Id), import.Id.ToString());
            var chunk = new UndoChunk();
            var drafts = refused is null
                ? await Task.WhenAll(rows.Select(row => users.Decide(caller, import.Id, row, token)))
                : [UndoneUser.Skipped(rows[0], new(refused.Code, refused.Target ?? "row", refused.Message))];
            _ = drafts.TakeWhile(chunk.TryAdd).Count();
            var moved = import with { UpdatedAt = time.GetUtcNow(), Undo = import.Undo! with { Counts = UndoCounts.Of(total, [.. done, .. chunk.Outcomes]) } };
            var steps = ImportTable.UndoSteps(moved, chunk.Outcomes);
            if (chunk.Change is { } undone && (import.IsFinished ? undone : undone.With([new(CreateUser.TakenBackKind, [])])) is var change)
                return new Draft<IReadOnlyList<UndoOutcome>>(chunk.Outcomes, change).With(steps).With(chunk.Steps);
            // No user is written, so there is nothing to log; the outcomes alone are kept.
            var outcome = await tables.Submit(ChangeLog.Table, [.. steps.Select(s => s.Operation)], token);
            return outcome.Written ? Draft<IReadOnlyList<UndoOutcome>>.Unchanged(chunk.Outcomes) : ImportTable.ChunkDone;
        }
    }

    private async Task<Import> Finish(Import import, UndoCounts counts, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // Of two that end it the first one's time counts.
        var current = await imports.Find(import.Tenant, import.Id, cancellationToken) ?? import;
        if (current.Undo is { FinishedAt: null } undo)
        {
            current = current with { UpdatedAt = now, Undo = undo with { FinishedAt = now, Counts = counts } };
            if (!await imports.Begin(current, cancellationToken))
                return await Finish(import, counts, cancellationToken);
            logger.LogInformation("Import {Id} of {Path} is undone: {Counts}", import.Id, import.Path, counts);
        }

        // One that takes itself back is not over yet: its own end is written behind this.
        if (current.IsFinished)
            await imports.Close(import, cancellationToken);
        return current;
    }
}
