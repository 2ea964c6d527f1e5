using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary>A channel that can be chosen.</summary>
/// <param name="Name">As the tenant spells it.</param>
public sealed record ChannelView([property: Field("Name of the channel.")] string Name);

/// <summary><c>GET /api/channels</c>: the tenant's channels, for the dropdowns of clients, users and capacities.</summary>
public sealed class ListChannels(Facts facts)
{
    // Names alone tell nothing that a user or client does not show, so whoever fills in one may choose from them.
    private static readonly string[] Seeing =
    [
        Permission.TenantRead, Permission.TenantWrite, Permission.UsersRead, Permission.UsersWrite, Permission.ClientsRead, Permission.ClientsWrite, Permission.PresenceWrite, Permission.RoutingRead, Permission.RoutingWrite,
    ];

    /// <summary>200 with all of them in <c>value</c>; 403 without any of the permissions that it is for.</summary>
    [Function("ListChannels")]
    [Operation("List channels", "Lists the channels that conversations of the tenant arrive on, in the order of its settings.", Visibility = Visibility.Internal)]
    [Answers(200, typeof(ChannelView), IsList = true)]
    [Lookup("channels", "name", "name")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "channels")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.DemandAny(Seeing).Try(out var caller, out var error))
            return Answer.Problem(error);
        var settings = TenantSettings.Of(await facts.Now(caller.Tenant, cancellationToken));
        return Answer.Ok(new PageAnswer<ChannelView>([.. settings.Channels.Select(name => new ChannelView(name))], null));
    }
}
