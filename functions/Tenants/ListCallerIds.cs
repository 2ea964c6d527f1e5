using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary><c>GET /api/caller-ids</c>: the tenant's numbers in their order, a page at a time (S015).</summary>
public sealed class ListCallerIds(ITables tables)
{
    // Whoever allows users or extensions a number has to be able to choose one.
    private static readonly string[] Seeing = [Permission.TenantRead, Permission.TenantWrite, Permission.UsersWrite, Permission.ExtensionsRead, Permission.ExtensionsWrite];

    /// <summary>200 with <c>value</c> and, while there is more, <c>nextLink</c>.</summary>
    [Function("ListCallerIds")]
    [Operation("List caller IDs", "Lists the phone numbers that the tenant owns and may show to those it calls, in the order of the numbers.")]
    [Answers(200, typeof(CallerId), IsPage = true)]
    [Lookup("caller-ids", "number", "number")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "caller-ids")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.DemandAny(Seeing).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadPage().Try(out var page, out error))
            return Answer.Problem(error);
        var (rows, last) = await tables.List(ChangeLog.Table, caller.Tenant, CallerId.Prefix, page, _ => true, cancellationToken);
        return request.Page([.. rows.Select(CallerIdTable.Read)], page, last);
    }
}
