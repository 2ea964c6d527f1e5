using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.Clients;

/// <summary><c>POST /api/clients</c> (S084).</summary>
public sealed class CreateClient(ChangeLog log, Facts facts, TimeProvider time)
{
    /// <summary>201 with the client, which has all channels when none are named; 400; 409 when the name is in use, whatever its case.</summary>
    [Function("CreateClient")]
    [Operation("Create a client", "Creates a client; no two clients have the same name, whatever its case.", Visibility = Visibility.Important)]
    [Takes(typeof(ClientBody))]
    [Answers(201, typeof(ClientView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "clients")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.ClientsWrite, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        if (!(await Handle(read.Caller, read.Body, cancellationToken)).Try(out var client, out error))
            return Answer.Problem(error);
        var known = TenantSettings.Of(await facts.ForReading(read.Caller.Tenant, [], cancellationToken));
        return Answer.Created(request.Link($"clients/{client.Id}"), ClientView.Of(client, known.Channels)).Tagged(client.Version);
    }

    /// <summary>Creates the client; the name stays unique because names are decided in log order.</summary>
    public Task<Result<Client>> Handle(Caller caller, JsonElement body, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        return log.Write<Client>(caller, Decide, cancellationToken);

        async Task<Result<Draft<Client>>> Decide(CancellationToken token)
        {
            var known = await facts.ForWriting(caller.Tenant, token);
            if (Quotas.Check("clients", "clients", Quotas.Of(known).Clients, ClientList.Of(known).All.Count()) is { } full)
                return full;
            return Client.Create(body, ClientList.Of(known), TenantSettings.Of(known).Channels, id, now).Map(client =>
                new Draft<Client>(client, new Change("client.created", [id])).With([Step.Insert(ClientTable.Write(caller.Tenant, client, null))]));
        }
    }
}
