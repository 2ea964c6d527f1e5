using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.Clients;

/// <summary><c>GET /api/clients</c>: clients in the order of their creation, a page at a time.</summary>
public sealed class ListClients(ITables tables, Facts facts)
{
    // Whoever gives users a client has to be able to choose one.
    private static readonly string[] Seeing = [Permission.ClientsRead, Permission.ClientsWrite, Permission.UsersWrite, Permission.RoutingRead, Permission.RoutingWrite];

    /// <summary>200 with <c>value</c> and, while there is more, <c>nextLink</c>.</summary>
    [Function("ListClients")]
    [Operation("List clients", "Lists the clients of the tenant in the order of their creation, each with the channels it is served on.", Visibility = Visibility.Important)]
    [Answers(200, typeof(ClientView), IsPage = true)]
    [Lookup("clients", "id", "name")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "clients")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.DemandAny(Seeing).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadPage().Try(out var page, out error))
            return Answer.Problem(error);
        var (rows, last) = await tables.List(ChangeLog.Table, caller.Tenant, ClientTable.Prefix, page, _ => true, cancellationToken);
        var known = TenantSettings.Of(await facts.ForReading(caller.Tenant, [], cancellationToken));
        return request.Page([.. rows.Select(row => ClientView.Of(ClientTable.Read(row), known.Channels))], page, last);
    }
}
