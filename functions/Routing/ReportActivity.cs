using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Users;

namespace UserFunctions.Routing;

/// <summary><c>POST /api/conversations/{id}/activity</c>: the customer or the agent said something. A conversation that says so with <c>parkAfterSeconds</c> is parked when nobody does for so long: the agent keeps it, and it does not count.</summary>
public sealed class ReportActivity(TendWork tend, ConversationDoor door)
{
    /// <summary>200 with the conversation: one that was parked counts again, also beyond the agent's limits, or waits for another agent when its own is gone; 409 with its state when it is over.</summary>
    [Function("ReportActivity")]
    [Operation("Report activity in a conversation", "Says that something was said in a conversation; one that was parked counts at its agent again, or goes to another agent when its own is absent.")]
    [Answers(200, typeof(ConversationView))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "conversations/{id:guid}/activity")] HttpRequest request, Guid id, CancellationToken cancellationToken) =>
        door.Do(request, id, Permission.ConversationsOwn, (asked, _) => Task.FromResult<Func<CancellationToken, Task<Result<Conversation>>>>(
            ends => tend.Step(asked.Caller.Tenant, id, asked.Within((current, now) => IsLeft(current, asked.Known) ? current.TakeBack(current.Offer!.UserId, now) : current.Stir(now)), ends)), cancellationToken);

    // Whoever is away for a while finds what they had; a customer who writes again does not wait for that.
    private static bool IsLeft(Conversation conversation, Knowledge known) =>
        conversation is { ParkedAt: not null, Offer: { } offer } && known.Roster.Find(offer.UserId) is null or { Standing: not Reason.None } or { Presence: PresenceClass.Inactive };
}
