using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.Users;

/// <summary>Gives the bootstrap key's tenant its owner at start (S070): nobody else could, because no key of it is the platform's.</summary>
public sealed class BootstrapOwner(Ownership ownership, OpenDoor door, ITables tables, IConfiguration configuration, ILogger<BootstrapOwner> logger)
{
    /// <summary>Setting: the owner's e-mail address. Absent: the tenant has no owner until POST /api/tenants gives it one.</summary>
    public const string Setting = "Keys:BootstrapOwner";

    /// <summary>Does nothing when the tenant has an owner, whoever it is; an address that cannot be one stops the app.</summary>
    public async Task Ensure(CancellationToken cancellationToken)
    {
        var tenant = door.BootstrapTenant;
        if (configuration[Setting] is not { Length: > 0 } email)
            return;
        // One point read, so that a start does not wait for the tenant's facts.
        if (await tables.Get(ChangeLog.Table, tenant, TenantSettings.Key, cancellationToken) is { } row && TenantSettings.Read(row).OwnerId is not null)
            return;
        var owned = await ownership.Establish(Caller.System(tenant, "bootstrap", Correlation.New()), email, email.Split('@')[0], cancellationToken);
        if (owned.Error is { Kind: ErrorKind.Invalid } invalid)
            throw new InvalidOperationException($"The setting Keys__BootstrapOwner cannot be the owner of '{tenant}': {invalid.Message}");
        if (owned.Error is { } refused)
            logger.LogWarning("The tenant {Tenant} was given no owner: {Reason}", tenant, refused.Message);
    }
}
