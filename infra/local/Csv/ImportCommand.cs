namespace UserFunctions.Local.Csv;

/// <summary>Uploads a file, shows how far its import is, and what became of it.</summary>
/// <param name="api">The host.</param>
/// <param name="screen">Where to tell what happens.</param>
/// <param name="ask">Says whether what is on the screen is to be done; null: it is done without being shown before.</param>
internal sealed class ImportCommand(ImportApi api, Screen screen, Func<string, Task<bool>>? ask)
{
    private const int LeastSecondsLeft = 2;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    private readonly SampleProgress progress = new(screen.Output, screen.IsTerminal);
    private readonly ImportText text = new(screen);

    /// <summary>Runs it.</summary>
    /// <param name="line">What is asked.</param>
    /// <param name="isOwnHost">True when the host ends with the command.</param>
    /// <param name="cancellationToken">Stops watching.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="StartException">The app refused a call.</exception>
    public async Task<int> Run(ImportLine line, bool isOwnHost, CancellationToken cancellationToken)
    {
        if (!File.Exists(line.File)) throw new StartException($"There is no file {line.File}.");
        if (line.FixFile is { } path) ExportCommand.DemandFolder(path);
        screen.Line($"{screen.Strong(Path.GetFileName(line.File))} {screen.Faint($"to {api.Address}")}");
        var isPlanned = line.DryRun || ask is not null;
        var run = await Follow(await api.Upload(line, isPlanned, cancellationToken), isPlanned ? "planned" : "imported", cancellationToken);
        if (isPlanned && run.State == "Planned")
        {
            text.Plan(run);
            if (line.DryRun || !HasWork(run)) return await End(line, run, cancellationToken);
            if (!await IsWanted(run)) return CsvCommands.CouldNot;
            run = await Follow(await api.Apply(run.Id, cancellationToken), "imported", cancellationToken);
        }

        text.Report(run);
        if (isOwnHost && run.Counts.Created > 0) screen.Line("  Invitations that have not gone out yet go out when the host runs again.");
        return await End(line, run, cancellationToken);
    }

    private bool HasWork(Run plan)
    {
        if (plan.Counts.Changes > 0) return !plan.IsRefused;
        if (plan.Counts.Failed == 0) screen.Line($"{Environment.NewLine}  There is nothing to do.");
        return false;
    }

    private async Task<bool> IsWanted(Run plan)
    {
        screen.Line();
        var isWanted = await ask!($"  Import this{plan.Counts.Failed switch { 0 => "", 1 => " without the row that fails", var failed => $" without the {failed} rows that fail" }}?");
        if (!isWanted) screen.Line("  Nothing was imported.");
        return isWanted;
    }

    private async Task<Run> Follow(string id, string what, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (run, isOver) = await api.Look(id, withRows: false, cancellationToken);
            // A file that was refused has no rows to count.
            if (!isOver || run.Counts.Total > 0) progress.Show(what, run.Counts.Done, run.Counts.Total, isOver ? "" : More(run));
            if (isOver) break;
            await Task.Delay(LookEvery, cancellationToken);
        }

        progress.End();
        return (await api.Look(id, withRows: true, cancellationToken)).Run;
    }

    private static string More(Run run) =>
        run.State == "Queued" ? "waits for its turn" : run.SecondsLeft > LeastSecondsLeft ? $"{run.SecondsLeft} s left" : "";

    private async Task<int> End(ImportLine line, Run run, CancellationToken cancellationToken)
    {
        if (run.Problem is not null) return CsvCommands.CouldNot;
        if (run.Counts.Failed == 0) return run.State is "Planned" or "Succeeded" ? CsvCommands.AllGood : CsvCommands.CouldNot;
        if (line.FixFile is { } path) await File.WriteAllBytesAsync(path, await api.FixFile(run.Id, cancellationToken), cancellationToken);
        screen.Line((run.IsRefused, line.FixFile) switch
        {
            // All rows or none: the failed ones are not all that is left to do.
            (true, null) => $"  No row is imported until the failed ones are right in {line.File}.",
            (true, var written) => $"  No row is imported until the failed ones, which are in {written}, are right in {line.File}.",
            (false, null) => $"  The failed rows, to be corrected and imported again: --fix-file <path>, or{Environment.NewLine}  {new Uri(api.Address, ImportApi.FixPath(run.Id))}",
            (false, var written) => $"  The failed rows are in {written}: correct them and import that file.",
        });
        return CsvCommands.SomeFailed;
    }
}
