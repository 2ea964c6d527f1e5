using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Tenants;

/// <summary><c>GET /api/keys/{id}</c>: a key without its secret.</summary>
public sealed class ReadKey(ApiKeyTable keys)
{
    /// <summary>200; 404.</summary>
    [Function("ReadKey")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "keys/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.KeysRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        return await keys.Find(caller.Tenant, id, cancellationToken) is { } row
            ? Answer.Ok(ApiKeyTable.Read(row))
            : Answer.Problem(Error.NotFound("key", id.ToString()));
    }
}
