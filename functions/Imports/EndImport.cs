using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Imports;

/// <summary>Ends a run: its report, its state, and what follows. Done twice, it is the same.</summary>
public sealed class EndImport(ImportTable imports, ImportBlobs blobs, ImportReport reports, ImportTurn turn, RunUndo undo, ChangeLog log, Reactions reactions, TimeProvider time, ILogger<EndImport> logger)
{
    /// <summary>Ends the run in a state; <paramref name="problem"/> says why when it did not come to its end.</summary>
    internal async Task Handle(Import import, ImportState state, IReadOnlyList<RowOutcome> outcomes, FieldError? problem, CancellationToken cancellationToken)
    {
        import = import with { Problem = problem, State = state };
        await reports.Write(import, outcomes, cancellationToken);
        var now = time.GetUtcNow();
        import = import with { UpdatedAt = now, FinishedAt = now };
        // A plan is no end: nothing is told of it before it is applied.
        if (import.State is ImportState.Planned)
            await imports.Save(import, cancellationToken);
        else
            await Commit(import, outcomes, cancellationToken);
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

    /// <summary>What follows from the end: invitations, the next import's turn, and that the passwords in the file are hidden. A plan's file is needed as it is until the plan can be applied no more.</summary>
    /// <remarks>The invitations go out behind the last row, so that people read the report while the mails are under way.</remarks>
    internal async Task Follow(Import import, IReadOnlyList<RowOutcome> outcomes, bool isRepeat, CancellationToken cancellationToken)
    {
        if (import.State is not ImportState.Planned && !import.IsTakenBack)
        {
            // The end is named beside them: whoever is told of it is woken also where nobody was created.
            var what = new Change(CreateUser.BulkKind, Ids(outcomes, RowState.Created)) { Also = [ImportEvents.ChangeOf(import)] };
            await reactions.Run(new(import.Tenant, what, import.Id.ToString(), isRepeat), cancellationToken);
        }

        await turn.Pass(import, cancellationToken);
        if (import.State is not ImportState.Planned)
            await Leave(import, cancellationToken);
    }

    /// <summary>Nothing more will be done: hides the passwords in the file.</summary>
    internal async Task Leave(Import import, CancellationToken cancellationToken)
    {
        await blobs.HideSecrets(import, cancellationToken);
        await imports.Close(import, cancellationToken);
    }

    /// <summary>Ends a run that waits and was asked to stop; false when it has moved since it was read.</summary>
    internal async Task<bool> Cancel(Import asked, CancellationToken cancellationToken)
    {
        var moved = Error.Conflict("id", "import.moved", "the import moved");
        var draft = new Draft<bool>(true, ImportEvents.ChangeOf(asked)).With([ImportTable.SavedUnmoved(asked, moved)]);
        return (await log.Write<bool>(CallerOf(asked), _ => Task.FromResult((Result<Draft<bool>>)draft), cancellationToken)).Ok;
    }

    // The end and the entry of the log that tells of it are one batch. With an import of all or none that entry is what invitations follow from: before it nobody is invited, behind
    // it everybody is, whoever dies.
    private async Task Commit(Import import, IReadOnlyList<RowOutcome> outcomes, CancellationToken cancellationToken)
    {
        var isWhole = import is { Options.IsAtomic: true, State: ImportState.Succeeded };
        var change = isWhole ? Committed(import, outcomes) : ImportEvents.ChangeOf(import);
        var committed = await log.Write<bool>(
            CallerOf(import),
            async token => await imports.Find(import.Tenant, import.Id, token) switch
            {
                { Undo: not null } when isWhole => Error.Conflict("id", "import.taken_back", "another process takes it back"),
                { IsFinished: true } => Draft<bool>.Unchanged(false),
                _ => new Draft<bool>(true, change) { Defer = isWhole }.With([ImportTable.Saved(import)]),
            },
            cancellationToken);
        // Tried again by whoever announced the file, or by those who look for what was left.
        if (!committed.Ok)
            throw new InvalidOperationException($"Import {import.Id} cannot be ended now: {committed.Error!.Message}");
    }

    private static Change Committed(Import import, IReadOnlyList<RowOutcome> outcomes)
    {
        var created = Ids(outcomes, RowState.Created);
        List<Guid> changed = [.. Ids(outcomes, RowState.Updated).Except(created)];
        return new Change(CreateUser.CommittedKind, created).With(changed.Count == 0 ? [] : [new(CreateUser.CommittedChangesKind, changed)]).With([ImportEvents.ChangeOf(import)]);
    }

    private static List<Guid> Ids(IReadOnlyList<RowOutcome> outcomes, RowState state) => [.. outcomes.Where(o => o.Outcome == state).Select(o => o.UserId!.Value).Distinct()];

    private static Caller CallerOf(Import import) => Caller.System(import.Tenant, RunImport.ActorOf(import.Id), import.Id.ToString());
}
