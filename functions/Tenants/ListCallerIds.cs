using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary><c>GET /api/caller-ids</c>: the tenant's numbers in their order, a page at a time (S015).</summary>
public sealed class ListCallerIds(ITables tables)
{
    /// <summary>200 with <c>value</c> and, while there is more, <c>nextLink</c>.</summary>
    [Function("ListCallerIds")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "caller-ids")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.TenantRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadPage().Try(out var page, out error))
            return Answer.Problem(error);
        var (rows, last) = await tables.List(ChangeLog.Table, caller.Tenant, CallerId.Prefix, page, _ => true, cancellationToken);
        return request.Page([.. rows.Select(CallerIdTable.Read)], page, last);
    }
}
