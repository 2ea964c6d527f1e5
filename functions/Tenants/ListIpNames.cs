using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary>A named place that can be chosen.</summary>
/// <param name="Name">As the tenant spells it.</param>
public sealed record IpNameView([property: Field("Name of the place that calls may come from.")] string Name);

/// <summary><c>GET /api/ip-names</c>: names of the tenant's IP ranges, for the dropdowns of users.</summary>
public sealed class ListIpNames(Facts facts)
{
    // A user shows these names, so whoever reads or fills in one may choose from them; the addresses behind them take tenant.read.
    private static readonly string[] Seeing = [Permission.TenantRead, Permission.TenantWrite, Permission.UsersRead, Permission.UsersWrite];

    /// <summary>200 with all of them in <c>value</c>; 403 without any of the permissions that it is for.</summary>
    [Function("ListIpNames")]
    [Operation("List IP names", "Lists the names of the places that calls may come from; their addresses stand in the settings of the tenant.", Visibility = Visibility.Internal)]
    [Answers(200, typeof(IpNameView), IsList = true)]
    [Lookup("ip-names", "name", "name")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ip-names")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.DemandAny(Seeing).Try(out var caller, out var error))
            return Answer.Problem(error);
        var settings = TenantSettings.Of(await facts.Now(caller.Tenant, cancellationToken));
        return Answer.Ok(new PageAnswer<IpNameView>([.. settings.Ips.Select(ip => new IpNameView(ip.Name))], null));
    }
}
