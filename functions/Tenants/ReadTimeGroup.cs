using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary><c>GET /api/time-groups/{id}</c>.</summary>
public sealed class ReadTimeGroup(ITables tables, Facts facts)
{
    /// <summary>200 with the time group and its ETag; 404.</summary>
    [Function("ReadTimeGroup")]
    [Operation("Get a time group", "Gets one time group: its weekly windows, and where calls go outside of them.", IsVersioned = true)]
    [PathValue("time-groups/{id:guid}", "Time Group Id", "Id of the time group.", Lookup = "time-groups")]
    [Answers(200, typeof(TimeGroupView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "time-groups/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.TenantRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (await tables.FindTimeGroup(caller.Tenant, id, cancellationToken) is not { } row)
            return Answer.Problem(Error.NotFound("time_group", id.ToString()));
        var view = TimeGroupView.Of(TimeGroupTable.Read(row), await facts.ForReading(caller.Tenant, [], cancellationToken));
        return Answer.Ok(view).Tagged(view.Version);
    }
}
