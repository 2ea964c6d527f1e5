using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Presence;

/// <summary><c>GET /api/users/{id}/status</c> and <c>/capacity</c>.</summary>
public sealed class ReadPresence(UserWriter users, PresenceTable presence, SessionTable sessions, AgentLoads loads, Facts facts, TimeProvider time)
{
    /// <summary>200 with the status; 404.</summary>
    [Function("ReadStatus")]
    [Operation("Get the status of a user", "Gets whether a user is ready for work, who said so, and when.", Visibility = Visibility.Important)]
    [Answers(200, typeof(UserStatusView))]
    public Task<IResult> Status([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "users/{id:guid}/status")] HttpRequest request, Guid id, CancellationToken cancellationToken) =>
        Read(request, id, (tenant, user) => Show(tenant, user, cancellationToken), cancellationToken);

    /// <summary>200 with the capacity; 404.</summary>
    [Function("ReadCapacity")]
    [Operation("Get the capacity of a user", "Gets how many conversations a user takes at once, in all and by channel, and which setting or profile says so.")]
    [Answers(200, typeof(UserCapacity))]
    public Task<IResult> Capacity([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "users/{id:guid}/capacity")] HttpRequest request, Guid id, CancellationToken cancellationToken) =>
        Read(request, id, async (tenant, user) => UserCapacity.Of(user, await loads.Read(tenant, user.Id, cancellationToken), await facts.ForReading(tenant, [], cancellationToken)), cancellationToken);

    private async Task<object> Show(string tenant, User user, CancellationToken cancellationToken)
    {
        var status = await presence.Status(tenant, user.Id, cancellationToken);
        var devices = await sessions.Of(tenant, user.Id, cancellationToken);
        var load = await loads.Read(tenant, user.Id, cancellationToken);
        return UserStatusView.Of(user, status, devices, load, await facts.ForReading(tenant, [], cancellationToken), time.GetUtcNow());
    }

    private async Task<IResult> Read(HttpRequest request, Guid id, Func<string, User, Task<object>> read, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.UsersRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        return await users.Find(caller.Tenant, id, cancellationToken) is { } user
            ? Answer.Ok(await read(caller.Tenant, user))
            : Answer.Problem(Error.NotFound("user", id.ToString()));
    }
}
