using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Routing;

/// <summary><c>POST /api/conversations</c>: a conversation came in and is offered to the best agent there is, or waits (S082, S087-S092).</summary>
public sealed class CreateConversation(ConversationStore store, OfferWork offers, Rosters rosters, ConversationDoor door, RequestRows requests, TimeProvider time)
{
    /// <summary>201 with the conversation; 200 with it when its id came before with the same body; 400; 409 when the id is another conversation's.</summary>
    [Function("CreateConversation")]
    [Operation("Route a conversation", "Offers a conversation to the agent who can take it best, or lets it wait for one; the answer says which.", Visibility = Visibility.Important)]
    [Takes(typeof(ConversationBody))]
    [Answers(201, typeof(ConversationView), Also = [200])]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "conversations")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.RoutingWrite, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        var known = await rosters.Recent(read.Caller.Tenant, cancellationToken);
        var fields = new ConversationFields(new FieldReader(read.Body, "conversation"), known);
        var users = await door.Named(read.Caller.Tenant, fields.Named, cancellationToken);
        if (!fields.Create(users, time.GetUtcNow()).Try(out var conversation, out error))
            return Answer.Problem(error);
        var isNew = true;
        var done = await requests.Once(read.Caller, async token =>
        {
            var routed = await Handle(read.Caller.Tenant, conversation, token);
            isNew = routed.Ok && routed.Value.IsNew;
            return routed.Map(pair => door.View(pair.Conversation, known));
        }, cancellationToken);
        if (!done.Try(out var view, out error))
            return Answer.Problem(error);
        return isNew ? Answer.Created(request.Link($"conversations/{view.Id}"), view) : Answer.Ok(view);
    }

    /// <summary>Routes the conversation, unless one of its id is there already.</summary>
    public async Task<Result<(Conversation Conversation, bool IsNew)>> Handle(string tenant, Conversation conversation, CancellationToken cancellationToken)
    {
        if (await offers.Route(tenant, null, conversation with { AskedWith = RequestMark.Of(conversation) }, DecisionCause.Created, cancellationToken) is { } routed)
            return (routed, true);
        // Somebody else wrote it: the same request that came before, or another conversation of this id.
        if (await store.Find(tenant, conversation.Id, cancellationToken) is { } there && there.AsksAs(conversation))
            return (there, false);
        return Error.Conflict("id", "id.taken", $"There is another conversation with the id {conversation.Id}: leave id out, or choose a new one.");
    }
}
