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
public sealed class ReadConversations(ConversationStore store, ITables tables, Rosters rosters, QueueReader reader, ConversationDoor door)
{
    private static readonly string[] Seeing = [Permission.RoutingRead, Permission.RoutingWrite, Permission.ConversationsAll];

    /// <summary>200 with the conversation; 403 for an agent whose it is not; 404.</summary>
    [Function("ReadConversation")]
    [Operation("Get a conversation", "Gets where a conversation is, who has it or is offered it, and its place in the queue while it waits.", Visibility = Visibility.Important)]
    [PathValue("conversations/{id:guid}", "Conversation Id", "Id of the conversation.", Lookup = "conversations")]
    [Answers(200, typeof(ConversationView))]
    public async Task<IResult> Read([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "conversations/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!Demand(request).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (await store.Find(caller.Tenant, id, cancellationToken) is not { } conversation)
            return Answer.Problem(Error.NotFound("conversation", id.ToString()));
        var known = await rosters.Recent(caller.Tenant, cancellationToken);
        if (Own(caller, known) is { } own && !own.Has(conversation))
            return Answer.Problem(own.Foreign(Permission.RoutingRead));
        // Its place is one among those that wait, whichever instance let them.
        if (conversation.State is ConversationState.Queued)
            await reader.Refresh(caller.Tenant, cancellationToken);
        return Answer.Ok(door.View(conversation, known));
    }

    /// <summary>200, in the order of their ids.</summary>
    [Function("ListConversations")]
    [Operation("List conversations", "Lists conversations with where each of them is, in the order of their ids; an agent who signed in sees their own and those of their groups.")]
    [Query(typeof(ConversationQuery))]
    [Answers(200, typeof(ConversationView), IsPage = true)]
    [Lookup("conversations", "id", "createdAt")]
    public async Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "conversations")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!Demand(request).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadPage("state", "agent").Try(out var page, out error))
            return Answer.Problem(error);
        if (!request.ReadChoices<ConversationState>("state").Try(out var states, out error))
            return Answer.Problem(error);
        var (agent, user) = (request.Word("agent"), Guid.Empty);
        if (agent is not null && !Guid.TryParse(agent, out user))
            return Answer.Problem(Error.Invalid("agent", "agent.invalid", $"agent '{FieldReader.Shown(agent)}' is not valid: give the id of a user."));
        var wanted = states.Select(state => state.ToString()).ToHashSet(StringComparer.Ordinal);
        var known = await rosters.Recent(caller.Tenant, cancellationToken);
        var own = Own(caller, known);
        var (rows, last) = await tables.List(
            ConversationTable.Table, caller.Tenant, ConversationTable.Prefix, page,
            row => (wanted.Count == 0 || wanted.Contains(row.Text("state")!)) && (agent is null || row.Id("agent") == user || row.Id("other") == user) && own?.Has(ConversationTable.Read(row)) is not false,
            cancellationToken);
        await reader.Refresh(caller.Tenant, cancellationToken);
        return request.Page([.. rows.Select(row => door.View(ConversationTable.Read(row), known))], page, last);
    }

    // Who sees all of them, or a user who sees their own (S068, S069).
    private static Result<Caller> Demand(HttpRequest request) =>
        request.Demand(Permission.ConversationsOwn) is { Ok: true, Value: { UserId: not null } agent } ? agent : request.DemandAny(Seeing);

    private static OwnConversations? Own(Caller caller, Knowledge known) => Seeing.Any(caller.Permissions.Contains) ? null : OwnConversations.Of(caller, known);
}
