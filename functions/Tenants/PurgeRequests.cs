using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary>Every night: removes what was kept of requests with an Idempotency-Key once it is older than a day.</summary>
public sealed class PurgeRequests(TenantRegistry tenants, RequestRows requests)
{
    /// <summary>Purges every tenant.</summary>
    [Function("PurgeRequests")]
    public async Task Run([TimerTrigger("0 15 3 * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        foreach (var tenant in await tenants.All(cancellationToken))
            await requests.Purge(tenant, cancellationToken);
    }
}
