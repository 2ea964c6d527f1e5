using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace UserFunctions.Imports;

/// <summary>Every minute and at start: takes up imports whose process died, also those whose message the queue has given up, and ends plans that nobody has applied.</summary>
public sealed class ResumeImports(ImportTable imports, RunImport run, RunUndo undo, EndImport end, IConfiguration configuration, TimeProvider time, ILogger<ResumeImports> logger)
{
    /// <summary>Goes through the unfinished runs of all tenants.</summary>
    [Function("ResumeImports")]
    public async Task Run([TimerTrigger("0 * * * * *", RunOnStartup = true)] TimerInfo timer, CancellationToken cancellationToken)
    {
        var staleAfter = configuration.GetValue("Imports:StaleAfter", Import.StaleAfter);
        foreach (var (tenant, id) in await imports.Unfinished(cancellationToken))
        {
            if (await imports.Find(tenant, id, cancellationToken) is not { } import)
            {
                // The index was written and then the process died: the blob is announced again by its own trigger.
                continue;
            }

            // A plan waits for whoever applies it.
            if (time.GetUtcNow() - import.UpdatedAt < (import.State is ImportState.Planned ? Import.PlanKept : staleAfter))
                continue;
            logger.LogInformation("Import {Id} of {Path} is taken up at row {Row}", id, import.Path, import.Counts.Done + 1);
            try
            {
                if (import.State is ImportState.Planned)
                    await end.Leave(import, cancellationToken);
                else if (import is { IsFinished: true, Undo.FinishedAt: null })
                    await undo.Handle(import, cancellationToken);
                else
                    await run.Handle(import, null, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // One that cannot be ended now must not hold up the others; it is met again in a minute.
                logger.LogError(exception, "Import {Id} of {Path} could not be taken up", id, import.Path);
            }
        }
    }
}
