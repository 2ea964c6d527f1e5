using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary>Every minute and at start: repeats the reactions to changes whose process died between the write and what follows from it.</summary>
public sealed class SweepChanges(TenantRegistry tenants, ChangedTenants changed, ChangeLog log, Reactions reactions, TimeProvider time, ILogger<SweepChanges> logger)
{
    /// <summary>Changes younger than this are left to the process that made them.</summary>
    public static readonly TimeSpan LeftAlone = TimeSpan.FromMinutes(1);

    /// <summary>How old a change is at most when its reactions have been repeated, but for what the timer lets pass.</summary>
    public static readonly TimeSpan Within = LeftAlone + ChangedTenants.Span;

    private const int ChangesAtOnce = 100;

    /// <summary>Sweeps the logs that were written, each from where its last sweep ended.</summary>
    [Function("SweepChanges")]
    public async Task Run([TimerTrigger("30 * * * * *", RunOnStartup = true)] TimerInfo timer, CancellationToken cancellationToken)
    {
        foreach (var written in await changed.EndedBy(time.GetUtcNow() - LeftAlone, cancellationToken))
        {
            if (await Swept(written.Key, cancellationToken))
                await changed.Forget(written, cancellationToken);
        }
    }

    /// <summary>Every night: sweeps all logs, also those that were written by a process whose clock is wrong.</summary>
    [Function("SweepAllChanges")]
    public async Task RunAll([TimerTrigger("0 25 3 * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        foreach (var tenant in await tenants.All(cancellationToken))
            await Swept(tenant, cancellationToken);
    }

    // False: the other tenants are not held up, and this one is met again in a minute, where it stopped.
    private async Task<bool> Swept(string tenant, CancellationToken cancellationToken)
    {
        try
        {
            await Sweep(tenant, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.LogError(exception, "The log of {Tenant} could not be swept", tenant);
            return false;
        }
    }

    private async Task Sweep(string tenant, CancellationToken cancellationToken)
    {
        var (settled, through) = (time.GetUtcNow() - LeftAlone, await tenants.SweptThrough(tenant, cancellationToken));
        while (true)
        {
            var changes = (await log.Read(tenant, through, ChangesAtOnce, cancellationToken)).TakeWhile(c => c.At < settled).ToList();
            if (changes.Count == 0)
                return;
            foreach (var change in changes)
                await reactions.Run(new(tenant, change.What, change.CorrelationId, IsRepeat: true), cancellationToken);
            through = changes[^1].Number;
            await tenants.Swept(tenant, through, cancellationToken);
        }
    }
}
