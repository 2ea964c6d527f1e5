using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Routing;

/// <summary>Which conversations are listed.</summary>
public sealed record ConversationQuery
{
    /// <summary>One or more, with commas.</summary>
    [Field("Only conversations in these states.")]
    public IReadOnlyList<ConversationState>? State { get; init; }

    /// <summary>An id.</summary>
    [Field("Only conversations that this user has or is offered: the id of the user.", Lookup = "users")]
    public Guid? Agent { get; init; }
}

/// <summary><c>GET /api/conversations</c> and <c>/api/conversations/{id}</c>.</summary>
public sealed class ReadConversations(ConversationStore store, ITables tables, Rosters rosters, ConversationDoor door)
{
    /// <summary>200 with the conversation; 404.</summary>
    [Function("ReadConversation")]
    [Operation("Get a conversation", "Gets where a conversation is, who has it or is offered it, and its place in the queue while it waits.", Visibility = Visibility.Important)]
    [PathValue("conversations/{id:guid}", "Conversation Id", "Id of the conversation.", Lookup = "conversations")]
    [Answers(200, typeof(ConversationView))]
    public async Task<IResult> Read([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "conversations/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.RoutingRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        return await store.Find(caller.Tenant, id, cancellationToken) is { } conversation
            ? Answer.Ok(door.View(conversation, await rosters.Recent(caller.Tenant, cancellationToken)))
            : Answer.Problem(Error.NotFound("conversation", id.ToString()));
    }

    /// <summary>200, in the order of their ids.</summary>
    [Function("ListConversations")]
    [Operation("List conversations", "Lists conversations with where each of them is, in the order of their ids.")]
    [Query(typeof(ConversationQuery))]
    [Answers(200, typeof(ConversationView), IsPage = true)]
    [Lookup("conversations", "id", "createdAt")]
    public async Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "conversations")] HttpRequest request, CancellationToken cancellationToken)
    {
        // Whoever moves conversations has to be able to choose one.
        if (!request.DemandAny(Permission.RoutingRead, Permission.RoutingWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadPage("state", "agent").Try(out var page, out error))
            return Answer.Problem(error);
        if (!request.ReadChoices<ConversationState>("state").Try(out var states, out error))
            return Answer.Problem(error);
        var agent = request.Word("agent");
        if (agent is not null && !Guid.TryParse(agent, out _))
            return Answer.Problem(Error.Invalid("agent", "agent.invalid", $"agent '{FieldReader.Shown(agent)}' is not valid: give the id of a user."));
        var wanted = states.Select(state => state.ToString()).ToHashSet(StringComparer.Ordinal);
        var (rows, last) = await tables.List(
            ConversationTable.Table, caller.Tenant, ConversationTable.Prefix, page,
            row => (wanted.Count == 0 || wanted.Contains(row.Text("state")!)) && (agent is null || row.Id("agent") == Guid.Parse(agent)), cancellationToken);
        var known = await rosters.Recent(caller.Tenant, cancellationToken);
        return request.Page([.. rows.Select(row => door.View(ConversationTable.Read(row), known))], page, last);
    }
}
