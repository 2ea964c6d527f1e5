using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary>Every minute and at start: repeats the reactions to changes whose process died between the write and what follows from it.</summary>
public sealed class SweepChanges(TenantRegistry tenants, ChangedTenants changed, ChangeLog log, Reactions reactions, TimeProvider time, ILogger<SweepChanges> logger)
{
    /// <summary>Changes younger than this are left to the process that made them.</summary>
    public static readonly TimeSpan LeftAlone = TimeSpan.FromMinutes(1);

    /// <summary>How old a change is at most when its reactions have been repeated, but for what the timer and a slow write take.</summary>
    public static readonly TimeSpan Within = LeftAlone + ChangedTenants.Span;

    private const int ChangesAtOnce = 100;

    /// <summary>Sweeps the logs that were written, each from where its last sweep ended.</summary>
    [Function("SweepChanges")]
    public async Task Run([TimerTrigger("30 * * * * *", RunOnStartup = true)] TimerInfo timer, CancellationToken cancellationToken)
    {
        foreach (var written in await changed.EndedBy(time.GetUtcNow() - LeftAlone, cancellationToken))
        {
            try
            {
                await Sweep(written.Key, cancellationToken);
                await changed.Looked(written, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The other tenants are not held up; this one is met again in a minute, where it stopped.
                logger.LogError(exception, "The log of {Tenant} could not be swept", written.Key);
            }
        }
    }

    private async Task Sweep(string tenant, CancellationToken cancellationToken)
    {
        var settled = time.GetUtcNow() - LeftAlone;
        var (begun, etag) = await tenants.Swept(tenant, cancellationToken);
        var through = begun;
        while ((await log.Read(tenant, through, ChangesAtOnce, cancellationToken)).TakeWhile(c => c.At < settled).ToList() is { Count: > 0 } changes)
        {
            foreach (var change in changes)
                await reactions.Run(new(tenant, change.What, change.CorrelationId, IsRepeat: true), cancellationToken);
            through = changes[^1].Number;
        }

        // A tenant that was not made to the end has no place for it, and is swept from the start again.
        if (through > begun && etag is not null)
            await tenants.Sweep(tenant, through, etag, cancellationToken);
    }
}
