using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;

namespace UserFunctions.Routing;

/// <summary><c>POST /api/conversations/{id}/release</c>, <c>/wrap-up</c> and <c>/cancel</c>: how a conversation ends.</summary>
public sealed class EndConversation(TendWork tend, ConversationDoor door)
{
    private const int MaxWrapUp = 3600;

    /// <summary>200 with the conversation, also when it was released before; 409 with its state when no agent has it.</summary>
    [Function("ReleaseConversation")]
    [Operation("Release a conversation", "Ends a conversation that an agent has; the agent is free for the next one when it is written up.", Visibility = Visibility.Important)]
    [Takes(typeof(ReleaseBody), IsOptional = true)]
    [Answers(200, typeof(ConversationView))]
    public Task<IResult> Release([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "conversations/{id:guid}/release")] HttpRequest request, Guid id, CancellationToken cancellationToken) =>
        door.Do(request, id, Permission.ConversationsOwn, (asked, _) =>
        {
            var seconds = asked.Fields.Integer("wrapUpSeconds", 0, MaxWrapUp, "seconds").Value;
            return Task.FromResult<Func<CancellationToken, Task<Platform.Errors.Result<Conversation>>>>(ends => tend.Step(asked.Caller.Tenant, id, asked.Within((current, now) => current.Release(seconds, now)), ends));
        }, cancellationToken);

    /// <summary>200 with the conversation, also when it was written up before; 409 with its state when it is not over.</summary>
    [Function("EndWrapUp")]
    [Operation("End the writing up of a conversation", "Says that an agent has written up a conversation that is over, and so is free before the time for it ends.")]
    [Answers(200, typeof(ConversationView))]
    public Task<IResult> EndWrapUp([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "conversations/{id:guid}/wrap-up")] HttpRequest request, Guid id, CancellationToken cancellationToken) =>
        door.Do(request, id, Permission.ConversationsOwn, (asked, _) => Task.FromResult<Func<CancellationToken, Task<Platform.Errors.Result<Conversation>>>>(
            ends => tend.Step(asked.Caller.Tenant, id, asked.Within((current, now) => current.EndWrapUp(now)), ends)), cancellationToken);

    /// <summary>200 with the conversation, also when it was cancelled before; 409 with its state when an agent has it, or had it.</summary>
    [Function("CancelConversation")]
    [Operation("Cancel a conversation", "Takes a conversation back whose customer left before an agent had it; an offer of it ends.")]
    [Answers(200, typeof(ConversationView))]
    public Task<IResult> Cancel([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "conversations/{id:guid}/cancel")] HttpRequest request, Guid id, CancellationToken cancellationToken) =>
        door.Do(request, id, null, (asked, _) => Task.FromResult<Func<CancellationToken, Task<Platform.Errors.Result<Conversation>>>>(
            ends => tend.Step(asked.Caller.Tenant, id, (current, now) => current.Cancel(now), ends)), cancellationToken);
}
