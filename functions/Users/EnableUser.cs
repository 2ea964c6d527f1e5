using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Users;

/// <summary><c>POST /api/users/{id}/enable</c> and <c>POST /api/users/enable</c> (S106): work may be routed to the agent again, whether disabled or blocked.</summary>
public sealed class EnableUser(UserActions actions)
{
    /// <summary>Kind of the change.</summary>
    public const string Kind = "user.enabled";

    /// <summary>200 with the user as it is now; 404; 412.</summary>
    [Function("EnableUser")]
    [Operation("Enable a user", "Lets work be given to a user again who was disabled or blocked.", Visibility = Visibility.Important, IsVersioned = true)]
    [Answers(200, typeof(UserView))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "users/{id:guid}/enable")] HttpRequest request, Guid id, CancellationToken cancellationToken) =>
        actions.One(request, id, Handle, cancellationToken);

    /// <summary>200 with one outcome per user; 400.</summary>
    [Function("EnableUsers")]
    [Operation("Enable users", "Lets work be given again to up to 200 users, with one outcome for each.")]
    [Takes(typeof(BulkBody))]
    [Answers(200, typeof(ActionOutcome), IsList = true)]
    public Task<IResult> RunMany([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "users/enable")] HttpRequest request, CancellationToken cancellationToken) =>
        actions.Many(request, Handle, cancellationToken);

    /// <summary>Lets the agent have work.</summary>
    internal Task<Result<ActedUser>> Handle(Caller caller, Guid id, string? ifMatch, CancellationToken cancellationToken) =>
        actions.Change(caller, id, ifMatch, Kind, static (user, context) => UserActions.With(user, AgentState.Enabled, context), cancellationToken);
}
