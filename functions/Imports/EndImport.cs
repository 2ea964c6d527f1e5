using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Imports;

/// <summary>Ends a run: its report, its state, and what follows. Done twice, it is the same.</summary>
public sealed class EndImport(ImportTable imports, ImportReport reports, ImportTurn turn, RunUndo undo, ChangeLog log, Reactions reactions, TimeProvider time, ILogger<EndImport> logger)
{
    /// <summary>Ends the run in a state; <paramref name="problem"/> says why when it did not come to its end.</summary>
    internal async Task Handle(Import import, ImportState state, IReadOnlyList<RowOutcome> outcomes, FieldError? problem, CancellationToken cancellationToken)
    {
        import = import with { Problem = problem, State = state };
        await reports.Write(import, outcomes, cancellationToken);
        var now = time.GetUtcNow();
        import = import with { UpdatedAt = now, FinishedAt = now };
        if (import is { Options.IsAtomic: true, State: ImportState.Succeeded })
            await Commit(import, outcomes, cancellationToken);
        else
            await imports.Save(import, cancellationToken);
        logger.LogInformation("Import {Id} of {Path}: {State} {Counts}", import.Id, import.Path, import.State, import.Counts);
        await Follow(import, outcomes, isRepeat: false, cancellationToken);
    }

    /// <summary>Takes back all rows that were written, and ends the run; cut off, it goes on where it stopped.</summary>
    internal async Task TakeBack(Import import, FieldError? problem, CancellationToken cancellationToken)
    {
        while (await imports.Find(import.Tenant, import.Id, cancellationToken) is { IsFinished: false } current)
        {
            var now = time.GetUtcNow();
            import = current with { Problem = problem ?? current.Problem, UpdatedAt = now, Undo = current.Undo ?? new(current.Rights, now, null, new(0, 0, 0, 0)) };
            if (!await imports.Begin(import, cancellationToken))
                continue;
            import = await undo.Handle(import, cancellationToken);
            import = import with { State = import.CancelledAt is null ? ImportState.RolledBack : ImportState.Cancelled };
            var shown = await imports.Shown(import, cancellationToken);
            var counts = ImportCounts.Of(import.Counts.Total, shown);
            await Handle(import with { Counts = counts with { Skipped = counts.Total - counts.Created - counts.Updated - counts.Failed } }, import.State, shown, import.Problem, cancellationToken);
            return;
        }
    }

    /// <summary>What follows from the end: invitations, and the next import's turn.</summary>
    /// <remarks>The invitations go out behind the last row, so that people read the report while the mails are under way.</remarks>
    internal async Task Follow(Import import, IReadOnlyList<RowOutcome> outcomes, bool isRepeat, CancellationToken cancellationToken)
    {
        if (import.State is not ImportState.Planned && !import.IsTakenBack)
        {
            var created = outcomes.Where(o => o.Outcome is RowState.Created).Select(o => o.UserId!.Value).ToList();
            await reactions.Run(new(import.Tenant, new(CreateUser.BulkKind, created), import.Id.ToString(), isRepeat), cancellationToken);
        }

        await turn.Pass(import, cancellationToken);
        await imports.Close(import, cancellationToken);
    }

    // The end and the entry of the log that invitations follow are one batch: before it nobody is invited, behind it everybody is, whoever dies.
    private async Task Commit(Import import, IReadOnlyList<RowOutcome> outcomes, CancellationToken cancellationToken)
    {
        var created = outcomes.Where(o => o.Outcome is RowState.Created).Select(o => o.UserId!.Value).ToList();
        var committed = await log.Write<bool>(
            Caller.System(import.Tenant, RunImport.ActorOf(import.Id), import.Id.ToString()),
            async token => await imports.Find(import.Tenant, import.Id, token) switch
            {
                { Undo: not null } => Error.Conflict("id", "import.taken_back", "another process takes it back"),
                { IsFinished: true } => Draft<bool>.Unchanged(false),
                _ => new Draft<bool>(true, new Change(CreateUser.CommittedKind, created)) { Defer = true }.With([ImportTable.Saved(import)]),
            },
            cancellationToken);
        // Tried again by whoever announced the file, or by those who look for what was left.
        if (!committed.Ok)
            throw new InvalidOperationException($"Import {import.Id} cannot be ended now: {committed.Error!.Message}");
    }
}
