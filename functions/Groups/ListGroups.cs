using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Groups;

/// <summary><c>GET /api/groups</c>: groups in the order of their creation, a page at a time.</summary>
public sealed class ListGroups(ITables tables)
{
    /// <summary>200 with <c>value</c> and, while there is more, <c>nextLink</c>.</summary>
    [Function("ListGroups")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "groups")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.GroupsRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadPage().Try(out var page, out error))
            return Answer.Problem(error);
        var (rows, last) = await tables.List(ChangeLog.Table, caller.Tenant, GroupTable.Prefix, page, row => !row.Flag("deleting"), cancellationToken);
        return request.Page([.. rows.Select(GroupTable.Read)], page, last);
    }
}
