using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;
using UserFunctions.Users;

namespace UserFunctions.Presence;

/// <summary>A status that a user can have.</summary>
/// <param name="Id">What stands for it for good.</param>
/// <param name="Name">What people read, and what a change of status names.</param>
/// <param name="Class">What it means to routing.</param>
public sealed record StatusView(
    [property: Field("What stands for the status for good.")] string Id,
    [property: Field("Name of the status, as a change of status names it.")] string Name,
    [property: Field("Available: ready for work; Unavailable: at work, but not for new conversations; Inactive: absent.")] PresenceClass Class);

/// <summary><c>GET /api/statuses</c>: what a user's status can be set to (S095). Every tenant has these three.</summary>
public sealed class ListStatuses
{
    /// <summary>200 with all of them, for whoever reads users or sets their status.</summary>
    [Function("ListStatuses")]
    [Operation("List statuses", "Lists the statuses that a user can have, for a dropdown.", Visibility = Visibility.Internal)]
    [Answers(200, typeof(StatusView), IsList = true)]
    [Lookup("statuses", "name", "name")]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "statuses")] HttpRequest request) => Task.FromResult<IResult>(
        request.DemandAny(Permission.UsersRead, Permission.PresenceWrite).Try(out _, out var error)
            ? Answer.Ok(new PageAnswer<StatusView>([.. Enum.GetValues<PresenceClass>().Select(status => new StatusView(status.ToString(), status.ToString(), status))], null))
            : Answer.Problem(error));
}
