using UserFunctions.Platform.Errors;

namespace UserFunctions.Imports;

/// <summary>Looks at all rows of a file before any is written: for a dry run, for an import that writes all or none, and to see whether a plan still holds.</summary>
public sealed class PlanImport(ImportTable imports, ImportBlobs blobs, DecideRows decide)
{
    /// <summary>The rows of the import's file; the error of the file as a whole.</summary>
    /// <param name="import">The run.</param>
    /// <param name="content">The file; null when it is to be read.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    internal async Task<Result<IReadOnlyList<CsvRow>>> Rows(Import import, byte[]? content, CancellationToken cancellationToken)
    {
        if (content is null && !(await blobs.Read(import, cancellationToken)).Try(out content, out var error))
            return error;
        return CsvFile.Read(content!).Map(CsvDuplicates.Mark);
    }

    /// <summary>What each row would do now, kept as the import's plan.</summary>
    internal async Task<IReadOnlyList<RowOutcome>> Make(Import import, IReadOnlyList<CsvRow> rows, CancellationToken cancellationToken)
    {
        var outcomes = await decide.All(import, rows, cancellationToken);
        _ = await imports.Keep(import, outcomes, cancellationToken);
        return outcomes;
    }

    /// <summary>For an import that writes all or none: the outcomes when a row is wrong, which are kept, and nobody is written; null when all rows are good.</summary>
    /// <param name="import">The run.</param>
    /// <param name="rows">All rows.</param>
    /// <param name="kept">Outcomes of a refusal that was cut off; empty: none was.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    internal async Task<IReadOnlyList<RowOutcome>?> Refused(Import import, IReadOnlyList<CsvRow> rows, IReadOnlyList<RowOutcome> kept, CancellationToken cancellationToken)
    {
        var decided = await decide.All(import, rows, cancellationToken);
        if (kept.Count == 0 && !decided.Any(outcome => outcome.Outcome is RowState.Failed))
            return null;
        var known = kept.ToDictionary(outcome => outcome.Row);
        var outcomes = decided.Select(o => known.GetValueOrDefault(o.Row) ?? (o.Outcome is RowState.Failed ? o : o with { Outcome = RowState.Skipped }) with { Changes = null, Mark = null }).ToList();
        // Another process found the rows good and has begun to write them: it is not ended under its hands.
        return await imports.Keep(import, outcomes, cancellationToken) || kept.Count > 0 ? outcomes : null;
    }

    /// <summary>The rows that would do something else now than the plan says; the error of a file that is not there any more.</summary>
    internal async Task<Result<IReadOnlyList<FieldError>>> Stale(Import import, CancellationToken cancellationToken)
    {
        if (!(await Rows(import, null, cancellationToken)).Try(out var rows, out var error))
            return error;
        var marks = await Marks(import, cancellationToken);
        return (await decide.All(import, rows, cancellationToken)).Where(now => marks.GetValueOrDefault(now.Row) != now.Mark).Select(now => Moved(now.Row)).ToList();
    }

    /// <summary>The marks of the plan's rows.</summary>
    internal async Task<IReadOnlyDictionary<int, string>> Marks(Import import, CancellationToken cancellationToken) =>
        (await imports.Plan(import.Tenant, import.Id, cancellationToken)).ToDictionary(outcome => outcome.Row, outcome => outcome.Mark ?? "");

    /// <summary>What is said of a row that would do something else than its plan.</summary>
    internal static FieldError Moved(int row) =>
        new("plan_stale", $"rows[{row}]", $"Row {row} would do something else now than when the plan was made, because its user, or something that it names, was changed since: make a new plan with dryRun=true.");
}
