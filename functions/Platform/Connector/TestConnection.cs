using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Http;

namespace UserFunctions.Platform.Connector;

/// <summary><c>GET /api/test-connection</c>: does this key open anything. What a designer calls when somebody makes a connection.</summary>
public sealed class TestConnection
{
    /// <summary>200 with the key's tenant and role, whatever the role allows; 401 without a key or with one that is not known.</summary>
    [Function("TestConnection")]
    [Operation("Test the connection", "Answers when the key is good, with its tenant and role.", Visibility = Visibility.Internal)]
    [Answers(200, typeof(ConnectionView))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "test-connection")] HttpRequest request) => Task.FromResult<IResult>(
        request.Known().Try(out var caller, out var error) ? Answer.Ok(new ConnectionView(caller.Tenant, caller.Role)) : Answer.Problem(error));
}

/// <summary>What a key belongs to.</summary>
/// <param name="Tenant">Name of its tenant.</param>
/// <param name="Role">Name of its role.</param>
public sealed record ConnectionView(
    [property: Field("Name of the tenant that the key belongs to.")] string Tenant,
    [property: Field("Name of the role that says what the key may do.")] string Role);
