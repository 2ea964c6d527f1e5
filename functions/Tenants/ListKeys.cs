using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary><c>GET /api/keys</c>: the tenant's keys without their secrets.</summary>
public sealed class ListKeys(ITables tables)
{
    /// <summary>200 with <c>value</c> and, while there is more, <c>nextLink</c>.</summary>
    [Function("ListKeys")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "keys")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.KeysRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadPage().Try(out var page, out error))
            return Answer.Problem(error);
        var from = page.After is null ? "0" : KeyRange.Behind(page.After);
        var rows = await tables.Page(ApiKeyTable.Table, caller.Tenant, from, "~", page.Top + 1, null, cancellationToken);
        var shown = rows.Rows.Take(page.Top).Select(ApiKeyTable.Read).ToList();
        return request.Page(shown, page, rows.Rows.Count > page.Top ? rows.Rows[page.Top - 1].Key : null);
    }
}
