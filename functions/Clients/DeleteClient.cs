using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Clients;

/// <summary><c>DELETE /api/clients/{id}</c>.</summary>
public sealed class DeleteClient(ITables tables, ChangeLog log)
{
    /// <summary>204; 404; 412.</summary>
    [Function("DeleteClient")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "clients/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.ClientsWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        var deleted = await log.Write<Guid>(caller, token => Decide(caller.Tenant, id, request.IfMatch(), token), cancellationToken);
        return deleted.Ok ? Answer.NoContent() : Answer.Problem(deleted.Error!);
    }

    private async Task<Result<Draft<Guid>>> Decide(string tenant, Guid id, string? ifMatch, CancellationToken cancellationToken)
    {
        if (await tables.Get(ChangeLog.Table, tenant, ClientTable.Key(id), cancellationToken) is not { } row)
            return Error.NotFound("client", id.ToString());
        var before = ClientTable.Read(row);
        if (Versions.Check(ifMatch, before.Version) is { } stale)
            return stale;
        return new Draft<Guid>(id, new Change("client.deleted", [id], Json.Write(before))).With([Step.Delete(row)]);
    }
}
