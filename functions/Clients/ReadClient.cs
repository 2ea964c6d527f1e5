using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.Clients;

/// <summary><c>GET /api/clients/{id}</c>.</summary>
public sealed class ReadClient(ITables tables, Facts facts)
{
    /// <summary>200 with the client and its ETag; 404.</summary>
    [Function("ReadClient")]
    [Operation("Get a client", "Gets one client, with the channels it is served on.", Visibility = Visibility.Important, IsVersioned = true)]
    [PathValue("clients/{id:guid}", "Client Id", "Id of the client.", Lookup = "clients")]
    [Answers(200, typeof(ClientView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "clients/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.ClientsRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (await tables.Get(ChangeLog.Table, caller.Tenant, ClientTable.Key(id), cancellationToken) is not { } row)
            return Answer.Problem(Error.NotFound("client", id.ToString()));
        var known = TenantSettings.Of(await facts.ForReading(caller.Tenant, [], cancellationToken));
        var view = ClientView.Of(ClientTable.Read(row), known.Channels);
        return Answer.Ok(view).Tagged(view.Version);
    }
}
