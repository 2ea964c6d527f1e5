using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary><c>GET /api/keys/{id}</c>: a key without its secret.</summary>
public sealed class ReadKey(ApiKeyTable keys, Facts facts)
{
    /// <summary>200; 404.</summary>
    [Function("ReadKey")]
    [Operation("Get an API key", "Gets one key of the tenant with its role; its secret is never shown again.")]
    [PathValue("keys/{id:guid}", "Key Id", "Id of the API key.", Lookup = "keys")]
    [Answers(200, typeof(KeyView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "keys/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.KeysRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        return await keys.Find(caller.Tenant, id, cancellationToken) is { } row
            ? Answer.Ok(KeyView.Of(ApiKeyTable.Read(row), await facts.ForReading(caller.Tenant, [], cancellationToken)))
            : Answer.Problem(Error.NotFound("key", id.ToString()));
    }
}
