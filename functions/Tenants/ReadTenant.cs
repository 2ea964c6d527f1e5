using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary><c>GET /api/tenant</c>: the settings of the caller's tenant.</summary>
public sealed class ReadTenant(Facts facts, CountUse use)
{
    /// <summary>200 with the settings and their ETag; a tenant that never changed them has the defaults as version 0.</summary>
    [Function("ReadTenant")]
    [Operation("Get the settings of the tenant", "Gets what holds for the whole tenant: phone numbers, licences, channels, IP addresses, message templates, dispositions and quotas.", IsVersioned = true)]
    [Answers(200, typeof(TenantView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenant")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.TenantRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        var known = await facts.Now(caller.Tenant, cancellationToken);
        var settings = TenantSettings.Of(known);
        var (used, _) = await use.Read(caller.Tenant, known, cancellationToken);
        return Answer.Ok(TenantView.Of(caller.Tenant, settings) with { Used = used }).Tagged(settings.Version);
    }
}
