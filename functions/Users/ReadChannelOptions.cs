using Microsoft.AspNetCore.Http;
using UserFunctions.Clients;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.Users;

/// <summary><c>GET /api/users/{id}/channel-options</c>: what can be set up for a user at each client, and what cannot and why (S086).</summary>
public sealed class ReadChannelOptions(UserWriter users, Facts facts)
{
    /// <summary>200 with the tenant's clients, assigned or not, in the order of their creation, a page at a time; 404 when there is no such user.</summary>
    [Function("ReadChannelOptions")]
    [Operation("List the channel options of a user", "Lists for every client which channels can be set up for the user, and why the others cannot.")]
    [Answers(200, typeof(ChannelOptions), IsPage = true)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "users/{id:guid}/channel-options")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.UsersRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadPage().Try(out var page, out error))
            return Answer.Problem(error);
        if (await users.Find(caller.Tenant, id, cancellationToken) is not { } user)
            return Answer.Problem(Error.NotFound("user", id.ToString()));
        var known = await facts.Now(caller.Tenant, cancellationToken);
        var (clients, last) = page.Of(ClientList.Of(known).All, client => client.Id);
        return request.Page([.. clients.Select(client => ChannelOptions.Of(client, user.Work, TenantSettings.Of(known), ClientList.Of(known)))], page, last);
    }
}
