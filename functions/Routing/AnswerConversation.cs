using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;

namespace UserFunctions.Routing;

/// <summary><c>POST /api/conversations/{id}/accept</c> and <c>/decline</c>: the agent's answer to an offer.</summary>
public sealed class AnswerConversation(AnswerWork answers, ConversationDoor door)
{
    /// <summary>200 with the conversation, also when the same agent accepted it before; 409 with its state when it is not offered to the agent, or not any more.</summary>
    [Function("AcceptConversation")]
    [Operation("Accept a conversation", "Gives a conversation to the agent whom it is offered to, which is possible until the offer expires; a user who signed in accepts what is offered to them.", Visibility = Visibility.Important)]
    [Takes(typeof(AnswerBody), IsOptional = true)]
    [Answers(200, typeof(ConversationView))]
    public Task<IResult> Accept([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "conversations/{id:guid}/accept")] HttpRequest request, Guid id, CancellationToken cancellationToken) =>
        door.Do(request, id, Permission.ConversationsOwn, async (asked, token) =>
        {
            var agent = await Agent(asked, token);
            return ends => answers.Accept(asked.Caller.Tenant, id, agent, ends);
        }, cancellationToken);

    /// <summary>200 with the conversation, also when the same agent declined it before; 409 with its state when it is not offered to the agent.</summary>
    [Function("DeclineConversation")]
    [Operation("Decline a conversation", "Says that the agent whom a conversation is offered to does not take it: it is offered to others, and keeps its place in the queue.", Visibility = Visibility.Important)]
    [Takes(typeof(DeclineBody), IsOptional = true)]
    [Answers(200, typeof(ConversationView))]
    public Task<IResult> Decline([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "conversations/{id:guid}/decline")] HttpRequest request, Guid id, CancellationToken cancellationToken) =>
        door.Do(request, id, Permission.ConversationsOwn, async (asked, token) =>
        {
            var agent = await Agent(asked, token);
            var retryAt = asked.Fields.Time("retryAt").Value;
            return ends => answers.Decline(asked.Caller.Tenant, id, agent, retryAt, ends);
        }, cancellationToken);

    // Who has the rights of an agent answers for nobody else.
    private async Task<Guid?> Agent(ConversationRequest asked, CancellationToken cancellationToken)
    {
        var agent = await door.Agent(asked, isRequired: false, cancellationToken);
        if (asked.Own is { } own && agent != own.UserId)
            asked.Fields.Add("agent", "invalid", "agent is somebody else: leave it out, or give your own id.");
        return agent;
    }
}
