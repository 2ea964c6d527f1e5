using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary><c>GET /api/keys</c>: the tenant's keys without their secrets.</summary>
public sealed class ListKeys(ITables tables, Facts facts)
{
    // Whoever rotates or deletes keys has to be able to choose one.
    private static readonly string[] Seeing = [Permission.KeysRead, Permission.KeysWrite];

    /// <summary>200 with <c>value</c> and, while there is more, <c>nextLink</c>.</summary>
    [Function("ListKeys")]
    [Operation("List API keys", "Lists the keys of the tenant with their roles; their secrets are never shown again.")]
    [Answers(200, typeof(KeyView), IsPage = true)]
    [Lookup("keys", "id", "name")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "keys")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.DemandAny(Seeing).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadPage().Try(out var page, out error))
            return Answer.Problem(error);
        var (rows, last) = await tables.List(ApiKeyTable.Table, caller.Tenant, KeyRange.Ids, page, _ => true, cancellationToken);
        var known = await facts.ForReading(caller.Tenant, [], cancellationToken);
        return request.Page([.. rows.Select(row => KeyView.Of(ApiKeyTable.Read(row), known))], page, last);
    }
}
