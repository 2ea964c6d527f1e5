using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Users;

/// <summary><c>POST /api/users/{id}/block</c> and <c>POST /api/users/block</c> (S105): no work at all. Offers, outbound calls and sessions end by the change that this leaves in the log.</summary>
public sealed class BlockUser(UserActions actions)
{
    /// <summary>Kind of the change.</summary>
    public const string Kind = "user.blocked";

    /// <summary>200 with the user as it is now; 404; 409 for the owner and oneself; 412.</summary>
    [Function("BlockUser")]
    [Operation("Block a user", "Takes a user off all work at once: offers and sessions end, and outbound calls are refused.", Visibility = Visibility.Important, IsVersioned = true)]
    [Answers(200, typeof(UserView))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "users/{id:guid}/block")] HttpRequest request, Guid id, CancellationToken cancellationToken) =>
        actions.One(request, id, Handle, cancellationToken);

    /// <summary>200 with one outcome per user; 400.</summary>
    [Function("BlockUsers")]
    [Operation("Block users", "Takes up to 200 users off all work at once, with one outcome for each.")]
    [Takes(typeof(BulkBody))]
    [Answers(200, typeof(ActionOutcome), IsList = true)]
    public Task<IResult> RunMany([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "users/block")] HttpRequest request, CancellationToken cancellationToken) =>
        actions.Many(request, Handle, cancellationToken);

    /// <summary>Takes the agent off all work.</summary>
    internal Task<Result<ActedUser>> Handle(Caller caller, Guid id, string? ifMatch, CancellationToken cancellationToken) =>
        actions.Change(caller, id, ifMatch, Kind, static (user, context) => UserActions.With(user, AgentState.Blocked, context), cancellationToken);
}
