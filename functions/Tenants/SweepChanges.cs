using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary>Every minute and at start: repeats the reactions to changes whose process died between the write and what follows from it.</summary>
public sealed class SweepChanges(TenantRegistry tenants, ChangeLog log, Reactions reactions, TimeProvider time, ILogger<SweepChanges> logger)
{
    /// <summary>Changes younger than this are left to the process that made them.</summary>
    public static readonly TimeSpan LeftAlone = TimeSpan.FromMinutes(1);

    private const int ChangesAtOnce = 100;

    /// <summary>Sweeps every tenant's log from where the last sweep ended.</summary>
    [Function("SweepChanges")]
    public async Task Run([TimerTrigger("30 * * * * *", RunOnStartup = true)] TimerInfo timer, CancellationToken cancellationToken)
    {
        foreach (var (tenant, through) in await tenants.All(cancellationToken))
        {
            try
            {
                await Sweep(tenant, through, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The other tenants are not held up; this one is met again in a minute, where it stopped.
                logger.LogError(exception, "The log of {Tenant} could not be swept behind {Number}", tenant, through);
            }
        }
    }

    private async Task Sweep(string tenant, long through, CancellationToken cancellationToken)
    {
        var settled = time.GetUtcNow() - LeftAlone;
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
