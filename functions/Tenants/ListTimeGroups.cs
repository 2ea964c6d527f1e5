using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary><c>GET /api/time-groups</c>: time groups in the order of their creation, a page at a time (S031).</summary>
public sealed class ListTimeGroups(ITables tables, Facts facts)
{
    // Whoever gives users a time group has to be able to choose one.
    private static readonly string[] Seeing = [Permission.TenantRead, Permission.TenantWrite, Permission.UsersWrite];

    /// <summary>200 with <c>value</c> and, while there is more, <c>nextLink</c>.</summary>
    [Function("ListTimeGroups")]
    [Operation("List time groups", "Lists when users can be reached, in the order in which the time groups were created.")]
    [Answers(200, typeof(TimeGroupView), IsPage = true)]
    [Lookup("time-groups", "id", "name")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "time-groups")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.DemandAny(Seeing).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadPage().Try(out var page, out error))
            return Answer.Problem(error);
        var (rows, last) = await tables.List(ChangeLog.Table, caller.Tenant, TimeGroup.Prefix, page, _ => true, cancellationToken);
        var known = await facts.ForReading(caller.Tenant, [], cancellationToken);
        return request.Page([.. rows.Select(row => TimeGroupView.Of(TimeGroupTable.Read(row), known))], page, last);
    }
}
