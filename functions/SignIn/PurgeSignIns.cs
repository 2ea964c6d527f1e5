
namespace UserFunctions.SignIn;

/// <summary>Every night: forgets the failed sign-ins of addresses that have been quiet.</summary>
public sealed class PurgeSignIns(AddressFailures addresses)
{
    /// <summary>Purges them.</summary>
    [Function("PurgeSignIns")]
    public Task Run([TimerTrigger("0 35 3 * * *")] TimerInfo timer, CancellationToken cancellationToken) => addresses.Purge(cancellationToken);
}
