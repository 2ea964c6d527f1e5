using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary>A watch list on which a tenant belongs while there is something for its sweep.</summary>
/// <param name="List">Its name.</param>
/// <param name="HasWork">Whether there is.</param>
public sealed record WatchedTenants(string List, Func<string, CancellationToken, Task<bool>> HasWork);

/// <summary>Every night: puts every tenant on the watch lists where it belongs, also what a process whose clock is wrong or whose write took too long left out.</summary>
public sealed class RenewWatchLists(TenantRegistry tenants, ChangedTenants changed, WatchLists lists, IEnumerable<WatchedTenants> watched, ILogger<RenewWatchLists> logger)
{
    /// <summary>Goes through all tenants.</summary>
    [Function("RenewWatchLists")]
    public async Task Run([TimerTrigger("0 25 3 * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        foreach (var tenant in await tenants.All(cancellationToken))
        {
            try
            {
                await Renew(tenant, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The other tenants are not held up; this one is met again the next night.
                logger.LogError(exception, "{Tenant} could not be put on the watch lists", tenant);
            }
        }
    }

    private async Task Renew(string tenant, CancellationToken cancellationToken)
    {
        await changed.Put(tenant, cancellationToken);
        foreach (var (list, hasWork) in watched)
        {
            if (await hasWork(tenant, cancellationToken))
                await lists.Put(list, tenant, cancellationToken);
        }
    }
}
