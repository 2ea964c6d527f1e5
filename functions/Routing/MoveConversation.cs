using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Routing;

/// <summary><c>POST /api/conversations/{id}/assign</c>, <c>/transfer</c> and <c>/forward</c>: by hand, and within the limits unless forced (S068, S087).</summary>
public sealed class MoveConversation(MoveWork work, ConversationDoor door)
{
    /// <summary>200 with the conversation; 403 for <c>force</c> without the permission; 409 <c>capacity_exceeded</c>, <c>agent.not_eligible</c>, or its state when an agent has it already.</summary>
    [Function("AssignConversation")]
    [Operation("Assign a conversation", "Gives a conversation that nobody has yet to one agent, who is not asked; limits hold unless they are forced.")]
    [Takes(typeof(AssignBody))]
    [Answers(200, typeof(ConversationView))]
    public Task<IResult> Assign([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "conversations/{id:guid}/assign")] HttpRequest request, Guid id, CancellationToken cancellationToken) =>
        door.Do(request, id, null, async (asked, token) =>
        {
            var agent = await door.Agent(asked, isRequired: true, token);
            var force = ConversationDoor.Force(asked, asked.Fields.Flag("force").Value);
            return ends => force.Try(out var isForced, out var error) ? work.Assign(asked.Caller.Tenant, id, new(agent, null, null, isForced, asked.Caller.Actor), ends) : Task.FromResult<Result<Conversation>>(error);
        }, cancellationToken);

    /// <summary>200 with the conversation, which the agent keeps until the other one accepts; 403, 409 as for an assignment; 409 when a department or group has nobody free.</summary>
    [Function("TransferConversation")]
    [Operation("Transfer a conversation", "Offers a conversation to another agent, or to one of a department or group, while the agent who has it keeps it until the other accepts.")]
    [Takes(typeof(MoveBody))]
    [Answers(200, typeof(ConversationView))]
    public Task<IResult> Transfer([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "conversations/{id:guid}/transfer")] HttpRequest request, Guid id, CancellationToken cancellationToken) =>
        Move(request, id, work.Transfer, cancellationToken);

    /// <summary>200 with the conversation; 403, 409 as for an assignment.</summary>
    [Function("ForwardConversation")]
    [Operation("Forward a conversation", "Sends a conversation on to another department, group or agent, and frees the agent who had it at once.")]
    [Takes(typeof(MoveBody))]
    [Answers(200, typeof(ConversationView))]
    public Task<IResult> Forward([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "conversations/{id:guid}/forward")] HttpRequest request, Guid id, CancellationToken cancellationToken) =>
        Move(request, id, work.Forward, cancellationToken);

    private Task<IResult> Move(HttpRequest request, Guid id, Func<string, Guid, Destination, CancellationToken, Task<Result<Conversation>>> move, CancellationToken cancellationToken) =>
        door.Do(request, id, Permission.ConversationsForward, async (asked, token) =>
        {
            var named = asked.Fields.Peek("agent") is not null;
            var agent = await door.Agent(asked, isRequired: false, token);
            var (department, group) = ConversationFields.PlaceOf(asked.Fields, asked.Known, named ? null : "agent", "name the agent, the department or the group that is to answer");
            if (named && (asked.Fields.Peek("department") ?? asked.Fields.Peek("group")) is not null)
                asked.Fields.Add("agent", "invalid", "agent and a department or group are both given: leave one out.");
            var force = ConversationDoor.Force(asked, asked.Fields.Flag("force").Value);
            return ends => force.Try(out var isForced, out var error)
                ? move(asked.Caller.Tenant, id, new(named ? agent : null, department, group, isForced, asked.Caller.Actor) { Own = asked.Own }, ends) : Task.FromResult<Result<Conversation>>(error);
        }, cancellationToken);
}
