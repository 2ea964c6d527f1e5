using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary><c>GET /api/caller-ids/{number}</c>; a <c>+</c> is <c>%2B</c> in the path.</summary>
public sealed class ReadCallerId(ITables tables)
{
    /// <summary>200 with the caller ID and its ETag; 404.</summary>
    [Function("ReadCallerId")]
    [Operation("Get a caller ID", "Gets one phone number that the tenant owns, with what people call it.", IsVersioned = true)]
    [PathValue("caller-ids/{number}", "Number", "Phone number of 3 to 15 digits, with + in front if it is registered so.", Lookup = "caller-ids")]
    [Answers(200, typeof(CallerId))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "caller-ids/{number}")] HttpRequest request, string number, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.TenantRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (await tables.FindCallerId(caller.Tenant, number, cancellationToken) is not { } row)
            return Answer.Problem(Error.NotFound("caller_id", FieldReader.Shown(number)));
        var callerId = CallerIdTable.Read(row);
        return Answer.Ok(callerId).Tagged(callerId.Version);
    }
}
