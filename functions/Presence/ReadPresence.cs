using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Presence;

/// <summary><c>GET /api/users/{id}/status</c> and <c>/capacity</c>.</summary>
public sealed class ReadPresence(UserWriter users, PresenceTable presence, Facts facts)
{
    /// <summary>200 with the status; 404.</summary>
    [Function("ReadStatus")]
    [Operation("Get the status of a user", "Gets whether a user is ready for work, who said so, and when.", Visibility = Visibility.Important)]
    [Answers(200, typeof(UserStatus))]
    public Task<IResult> Status([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "users/{id:guid}/status")] HttpRequest request, Guid id, CancellationToken cancellationToken) =>
        Read(request, id, async (tenant, user) => await presence.Status(tenant, user.Id, cancellationToken), cancellationToken);

    /// <summary>200 with the capacity; 404.</summary>
    [Function("ReadCapacity")]
    [Operation("Get the capacity of a user", "Gets how many conversations a user takes at once, in all and by channel.")]
    [Answers(200, typeof(UserCapacity))]
    public Task<IResult> Capacity([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "users/{id:guid}/capacity")] HttpRequest request, Guid id, CancellationToken cancellationToken) =>
        Read(request, id, async (tenant, user) => UserCapacity.Of(user, TenantSettings.Of(await facts.ForReading(tenant, [], cancellationToken))), cancellationToken);

    private async Task<IResult> Read(HttpRequest request, Guid id, Func<string, User, Task<object>> read, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.UsersRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        return await users.Find(caller.Tenant, id, cancellationToken) is { } user
            ? Answer.Ok(await read(caller.Tenant, user))
            : Answer.Problem(Error.NotFound("user", id.ToString()));
    }
}
