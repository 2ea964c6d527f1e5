using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Users;

/// <summary><c>POST /api/users/{id}/disable</c> and <c>POST /api/users/disable</c> (S107): no new work; what is open is finished, configuration and sign-in stay.</summary>
public sealed class DisableUser(UserActions actions)
{
    /// <summary>Kind of the change.</summary>
    public const string Kind = "user.disabled";

    /// <summary>200 with the user as it is now; 404; 409 for the owner and oneself; 412.</summary>
    [Function("DisableUser")]
    [Operation("Disable a user", "Gives a user no new work; what is open is finished, and signing in stays possible.", Visibility = Visibility.Important, IsVersioned = true)]
    [Answers(200, typeof(UserView))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "users/{id:guid}/disable")] HttpRequest request, Guid id, CancellationToken cancellationToken) =>
        actions.One(request, id, Handle, cancellationToken);

    /// <summary>200 with one outcome per user; 400.</summary>
    [Function("DisableUsers")]
    [Operation("Disable users", "Gives up to 200 users no new work, with one outcome for each.")]
    [Takes(typeof(BulkBody))]
    [Answers(200, typeof(ActionOutcome), IsList = true)]
    public Task<IResult> RunMany([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "users/disable")] HttpRequest request, CancellationToken cancellationToken) =>
        actions.Many(request, Handle, cancellationToken);

    /// <summary>Gives the agent no new work.</summary>
    internal Task<Result<ActedUser>> Handle(Caller caller, Guid id, string? ifMatch, CancellationToken cancellationToken) =>
        actions.Change(caller, id, ifMatch, Kind, static (user, context) => UserActions.With(user, AgentState.Disabled, context), cancellationToken);
}
