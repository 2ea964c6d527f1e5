using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary><c>GET /api/time-groups</c>: time groups in the order of their creation, a page at a time (S031).</summary>
public sealed class ListTimeGroups(ITables tables, Facts facts)
{
    /// <summary>200 with <c>value</c> and, while there is more, <c>nextLink</c>.</summary>
    [Function("ListTimeGroups")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "time-groups")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.TenantRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadPage().Try(out var page, out error))
            return Answer.Problem(error);
        var (rows, last) = await tables.List(ChangeLog.Table, caller.Tenant, TimeGroup.Prefix, page, _ => true, cancellationToken);
        var known = await facts.ForReading(caller.Tenant, [], cancellationToken);
        return request.Page([.. rows.Select(row => TimeGroupView.Of(TimeGroupTable.Read(row), known))], page, last);
    }
}
