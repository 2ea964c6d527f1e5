using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.Clients;

/// <summary><c>GET /api/clients</c>: clients in the order of their creation, a page at a time.</summary>
public sealed class ListClients(ITables tables, Facts facts)
{
    /// <summary>200 with <c>value</c> and, while there is more, <c>nextLink</c>.</summary>
    [Function("ListClients")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "clients")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.ClientsRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadPage().Try(out var page, out error))
            return Answer.Problem(error);
        var (rows, last) = await tables.List(ChangeLog.Table, caller.Tenant, ClientTable.Prefix, page, _ => true, cancellationToken);
        var known = TenantSettings.Of(await facts.ForReading(caller.Tenant, [], cancellationToken));
        return request.Page([.. rows.Select(row => ClientView.Of(ClientTable.Read(row), known.Channels))], page, last);
    }
}
