using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Imports;

/// <summary>What a run has come to behind a chunk.</summary>
/// <param name="Import">The run as it was written.</param>
/// <param name="Outcomes">Those of the chunk.</param>
internal sealed record Applied(Import Import, List<RowOutcome> Outcomes);

/// <summary>What a run keeps in hand from chunk to chunk.</summary>
/// <param name="Outcomes">Of all rows so far.</param>
/// <param name="Plan">Marks of the plan that is applied; null: none is.</param>
/// <param name="Credentials">Passwords of new users, by row.</param>
/// <param name="AtBeginning">The users as they were when the run was taken up.</param>
internal sealed record InHand(List<RowOutcome> Outcomes, IReadOnlyDictionary<int, string>? Plan, IReadOnlyDictionary<int, Credential> Credentials, UserIndex AtBeginning);

/// <summary>Writes one chunk: its users, its outcomes and the run's counts in one batch with the log's entry.</summary>
public sealed class WriteChunk(DecideRows decide, ITables tables, ChangeLog log, Facts facts, TimeProvider time)
{
    /// <summary>The rows that came into the chunk; <see cref="ImportTable.ChunkDone"/> when another process wrote it; of a run that writes all or none, the row that is refused.</summary>
    internal Task<Result<Applied>> Handle(Import import, IReadOnlyList<CsvRow> rows, InHand inHand, bool isGuess, CancellationToken cancellationToken)
    {
        var isFirst = true;
        return log.Write<Applied>(Caller.System(import.Tenant, RunImport.ActorOf(import.Id), import.Id.ToString()), Decide, cancellationToken);

        async Task<Result<Draft<Applied>>> Decide(CancellationToken token)
        {
            var isBlind = isGuess && isFirst;
            isFirst = false;
            var known = await facts.ForWriting(import.Tenant, token);
            var chunk = await decide.Chunk(import, rows, known, inHand, isBlind, token);
            // Where no user is written, the log does not check the names: another instance may have made the department that a row names.
            if (chunk.Steps.Count == 0 && await facts.Now(import.Tenant, token) is var now && !ReferenceEquals(now, known))
                chunk = await decide.Chunk(import, rows, now, inHand, isGuess: false, token);
            return import.Options.IsAtomic && chunk.Outcomes.Find(o => o.Outcome is RowState.Failed) is { } failed ? Refused(failed) : await Drafted(import, chunk, inHand.Outcomes, token);
        }
    }

    /// <summary>What an import that writes all or none says when a row is refused that was good before.</summary>
    internal static Error Refused(RowOutcome row) => Error.Invalid(
        row.Errors[0].Target, row.Errors[0].Code, $"Row {row.Row} (line {row.Line}) was good when the file was checked and was refused when its turn came, so everything was taken back: {row.Errors[0].Message}");

    private async Task<Result<Draft<Applied>>> Drafted(Import import, ImportChunk chunk, List<RowOutcome> outcomes, CancellationToken cancellationToken)
    {
        var counted = ImportCounts.Of(import.Counts.Total, [.. outcomes, .. chunk.Outcomes]);
        var applied = new Applied(import with { Counts = counted, UpdatedAt = time.GetUtcNow(), Starts = 0 }, chunk.Outcomes);
        var steps = ImportTable.Steps(applied.Import, chunk.Outcomes);
        if (chunk.Change(import.Options.IsAtomic) is { } change)
            return new Draft<Applied>(applied, change) { Defer = true }.With(steps).With(chunk.Steps);
        // No user is written, so there is nothing to log; the outcomes alone are kept.
        var outcome = await tables.Submit(ChangeLog.Table, [.. steps.Select(s => s.Operation)], cancellationToken);
        return outcome.Written ? Draft<Applied>.Unchanged(applied) : ImportTable.ChunkDone;
    }
}
