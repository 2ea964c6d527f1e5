using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Imports;

/// <summary>
/// Applies a file's rows in chunks. A chunk's users, its outcomes and the run's counts are one batch, so whatever is cut off or done twice, a row is
/// done once, and a run goes on where the last batch ended.
/// </summary>
public sealed class RunImport(
    ImportTable imports, ImportBlobs blobs, ImportReport reports, ImportTurn turn, ExistingUsers existing, ITables tables, ChangeLog log, Reactions reactions, Facts facts, TimeProvider time, ILogger<RunImport> logger, UserIndexes indexes)
{
    // As many as a batch can hold when all are new; more would be read for nothing.
    private const int RowsToRead = 24;

    // Where nothing is written, only the outcomes limit a chunk.
    private const int MaxRowsAChunk = 100;

    /// <summary>Takes up the run where it stands and ends it, unless it has ended.</summary>
    /// <param name="import">The run as it was found.</param>
    /// <param name="content">The file; null when it is to be read.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    internal async Task Handle(Import import, byte[]? content, CancellationToken cancellationToken)
    {
        using var scope = logger.Correlate(import.Id.ToString());
        if (import.IsFinished)
        {
            await AfterFinish(import, await imports.Outcomes(import.Tenant, import.Id, cancellationToken), isRepeat: true, cancellationToken);
            return;
        }

        if (!await turn.Take(import, cancellationToken))
        {
            logger.LogInformation("Import {Id} of {Path} waits for the one that runs", import.Id, import.Path);
            return;
        }

        var outcomes = import.StartedAt is null ? [] : await imports.Outcomes(import.Tenant, import.Id, cancellationToken);
        if (import.Starts >= Import.MaxStarts)
        {
            await Finish(import, outcomes, new("import.given_up", "file", $"The import was started {import.Starts} times without getting on: drop the file again, or report import {import.Id}."), cancellationToken);
            return;
        }

        import = import with { State = ImportState.Running, StartedAt = import.StartedAt ?? time.GetUtcNow(), UpdatedAt = time.GetUtcNow(), Starts = import.Starts + 1 };
        var read = await Rows(import, content, cancellationToken);
        if (read.Ok)
            import = import with { Counts = ImportCounts.Of(read.Value.Count, outcomes) };
        if (!await imports.Begin(import, cancellationToken))
            await Again(import, content, cancellationToken);
        else if (read.Try(out var rows, out var error))
            await Finish(await Apply(import, rows, outcomes, cancellationToken), outcomes, null, cancellationToken);
        else
            await Finish(import, outcomes, error.Details![0], cancellationToken);
    }

    // Somebody else works on this run too, and may have ended it by now.
    private async Task Again(Import import, byte[]? content, CancellationToken cancellationToken)
    {
        if (await imports.Find(import.Tenant, import.Id, cancellationToken) is { } current)
            await Handle(current, content, cancellationToken);
    }

    /// <summary>Ends a run before it begins. <paramref name="isKept"/> is false where only a report can be written, because the name cannot be a tenant's.</summary>
    internal async Task Refuse(Import import, FieldError problem, bool isKept, CancellationToken cancellationToken)
    {
        if (isKept)
        {
            await imports.Start(import, cancellationToken);
            await Finish(import, [], problem, cancellationToken);
        }
        else
        {
            await reports.Write(import with { Problem = problem, State = ImportState.Failed }, [], cancellationToken);
        }
    }

    private async Task<Result<IReadOnlyList<CsvRow>>> Rows(Import import, byte[]? content, CancellationToken cancellationToken)
    {
        if (content is null && !(await blobs.Read(import, cancellationToken)).Try(out content, out var error))
            return error;
        return CsvFile.Read(content!).Map(CsvDuplicates.Mark);
    }

    private async Task<Import> Apply(Import import, IReadOnlyList<CsvRow> rows, List<RowOutcome> outcomes, CancellationToken cancellationToken)
    {
        // What one chunk was, the next one is taken to be: all new users are not read at all, unchanged ones are read many at once.
        var (isGuess, size) = (false, RowsToRead);
        while (outcomes.Count < rows.Count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await imports.Find(import.Tenant, import.Id, cancellationToken) is { CancelledAt: not null })
            {
                await Skip(import, rows, outcomes, cancellationToken);
                continue;
            }

            var next = rows.Skip(outcomes.Count).Take(size).ToList();
            var done = await Chunk(import, next, outcomes, isGuess, cancellationToken);
            if (done.Try(out var applied, out var error))
            {
                isGuess = applied.Outcomes.TrueForAll(o => o.Outcome is RowState.Created or RowState.Failed);
                size = isGuess || applied.Outcomes.TrueForAll(o => o.Outcome is RowState.Unchanged or RowState.Failed) ? MaxRowsAChunk : RowsToRead;
                outcomes.AddRange(applied.Outcomes);
                import = applied.Import;
                continue;
            }

            if (error.Code == ImportTable.ChunkDone.Code || !isGuess)
            {
                // Somebody else works on this run too, or changed a user in between: go on from what stands now.
                outcomes.Clear();
                outcomes.AddRange(await imports.Outcomes(import.Tenant, import.Id, cancellationToken));
                logger.LogInformation("Import {Id} goes on at row {Row}: {Code}", import.Id, outcomes.Count + 1, error.Code);
            }

            (isGuess, size) = (false, RowsToRead);
        }

        // The last rows may be somebody else's, so the counts are those of all outcomes.
        return import with { Counts = ImportCounts.Of(rows.Count, outcomes) };
    }

    // Whatever has no outcome yet gets one; where another process wrote one, that one counts.
    private async Task Skip(Import import, IReadOnlyList<CsvRow> rows, List<RowOutcome> outcomes, CancellationToken cancellationToken)
    {
        var skipped = rows.Skip(outcomes.Count).Select(row => new RowOutcome(row.Number, row.Line, RowState.Skipped, row.Email, null, [])).ToList();
        import = import with { Counts = ImportCounts.Of(rows.Count, [.. outcomes, .. skipped]), UpdatedAt = time.GetUtcNow() };
        await tables.Submit(ChangeLog.Table, [.. ImportTable.Steps(import, skipped).Select(step => step.Operation)], cancellationToken);
        outcomes.Clear();
        outcomes.AddRange(await imports.Outcomes(import.Tenant, import.Id, cancellationToken));
    }

    private Task<Result<Applied>> Chunk(Import import, List<CsvRow> rows, List<RowOutcome> outcomes, bool isGuess, CancellationToken cancellationToken)
    {
        var isFirst = true;
        return log.Write<Applied>(Caller.System(import.Tenant, ActorOf(import.Id), import.Id.ToString()), Decide, cancellationToken);

        async Task<Result<Draft<Applied>>> Decide(CancellationToken token)
        {
            var isBlind = isGuess && isFirst;
            isFirst = false;
            var known = await facts.ForWriting(import.Tenant, token);
            var chunk = await Decided(import, rows, known, isBlind, token);
            // Where no user is written, the log does not check the names: another instance may have made the department that a row names.
            if (chunk.Change is null && await facts.Now(import.Tenant, token) is var now && !ReferenceEquals(now, known))
                chunk = await Decided(import, rows, now, isBlind: false, token);
            var counted = ImportCounts.Of(import.Counts.Total, [.. outcomes, .. chunk.Outcomes]);
            var applied = new Applied(import with { Counts = counted, UpdatedAt = time.GetUtcNow(), Starts = 0 }, chunk.Outcomes);
            var steps = ImportTable.Steps(applied.Import, chunk.Outcomes);
            if (chunk.Change is { } change)
                return new Draft<Applied>(applied, change) { Defer = true }.With(steps).With(chunk.Steps);
            // No user is written, so there is nothing to log; the outcomes alone are kept.
            var outcome = await tables.Submit(ChangeLog.Table, [.. steps.Select(s => s.Operation)], token);
            return outcome.Written ? Draft<Applied>.Unchanged(applied) : ImportTable.ChunkDone;
        }
    }

    /// <summary>Who stands in the log.</summary>
    internal static string ActorOf(Guid import) => $"import:{import}";

    private async Task<ImportChunk> Decided(Import import, List<CsvRow> rows, TenantFacts known, bool isBlind, CancellationToken cancellationToken)
    {
        var context = new UserContext(import.Rights.CallerOf(import, ActorOf(import.Id), known), known, time.GetUtcNow());
        var blind = isBlind ? ImportChunk.Of(rows, context, Existing.Nothing, await Seats()) : null;
        // What is too little for a new user may be enough for one who is there.
        return blind is { HasRefused: false }
            ? blind
            : ImportChunk.Of(rows, context, await existing.Load(import.Tenant, rows, cancellationToken), await Seats());

        ValueTask<LicenceSeats> Seats() => LicenceSeats.Load(context.Settings, import.Tenant, indexes, cancellationToken);
    }

    private async Task Finish(Import import, List<RowOutcome> outcomes, FieldError? problem, CancellationToken cancellationToken)
    {
        import = import with { Problem = problem, State = problem is null ? Import.EndOf(import.Counts) : ImportState.Failed };
        await reports.Write(import, outcomes, cancellationToken);
        var now = time.GetUtcNow();
        import = import with { UpdatedAt = now, FinishedAt = now };
        await imports.Save(import, cancellationToken);
        logger.LogInformation("Import {Id} of {Path}: {State} {Counts}", import.Id, import.Path, import.State, import.Counts);
        await AfterFinish(import, outcomes, isRepeat: false, cancellationToken);
    }

    // The invitations go out behind the last row, so that people read the report while the mails are under way.
    private async Task AfterFinish(Import import, List<RowOutcome> outcomes, bool isRepeat, CancellationToken cancellationToken)
    {
        var created = outcomes.Where(o => o.Outcome is RowState.Created).Select(o => o.UserId!.Value).ToList();
        await reactions.Run(new(import.Tenant, new(CreateUser.BulkKind, created), import.Id.ToString(), isRepeat), cancellationToken);
        await turn.Pass(import, cancellationToken);
        await imports.Close(import, cancellationToken);
    }

    private sealed record Applied(Import Import, List<RowOutcome> Outcomes);
}
