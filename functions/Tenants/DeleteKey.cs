using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary><c>DELETE /api/keys/{id}</c>: the key opens nothing from then on, on other instances within <see cref="ApiKey.RememberedFor"/>.</summary>
public sealed class DeleteKey(ApiKeyTable keys)
{
    /// <summary>204; 404.</summary>
    [Function("DeleteKey")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "keys/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.KeysWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        var outcome = await keys.Submit(RowOperation.Delete(new Row(caller.Tenant, id.ToString("D"))), cancellationToken);
        return outcome.Written ? Answer.NoContent() : Answer.Problem(Error.NotFound("key", id.ToString()));
    }
}
