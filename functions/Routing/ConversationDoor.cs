using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Routing;

/// <summary>A request about a conversation.</summary>
/// <param name="Caller">Who asks.</param>
/// <param name="Id">The conversation.</param>
/// <param name="Fields">The body.</param>
/// <param name="Known">What the body may name, as of now.</param>
internal sealed record ConversationRequest(Caller Caller, Guid Id, FieldReader Fields, Knowledge Known)
{
    /// <summary>What the caller may touch alone; null: every conversation.</summary>
    public OwnConversations? Own { get; init; }

    /// <summary>The step, refused with 403 for a conversation that the caller may not touch.</summary>
    public Func<Conversation, DateTimeOffset, Result<Conversation>> Within(Func<Conversation, DateTimeOffset, Result<Conversation>> step) =>
        (current, now) => Own?.Against(current) is { } refusal ? refusal : step(current, now);
}

/// <summary>What requests about conversations have in common: the key, the body, the Idempotency-Key, the answer.</summary>
public sealed class ConversationDoor(Rosters rosters, WaitingQueues queues, UserWriter users, RequestRows requests, TimeProvider time)
{
    /// <summary>Does something to a conversation: 200 with it as it is then.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The conversation.</param>
    /// <param name="own">The permission that allows it to an agent for their own conversations; null: none does.</param>
    /// <param name="read">Reads the body, and returns what is to be done when nothing is wrong with it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    internal async Task<IResult> Do(
        HttpRequest request, Guid id, string? own, Func<ConversationRequest, CancellationToken, Task<Func<CancellationToken, Task<Result<Conversation>>>>> read, CancellationToken cancellationToken)
    {
        var everybodys = request.Demand(Permission.RoutingWrite);
        var agents = everybodys.Ok || own is null || request.Demand(own) is not { Ok: true, Value.UserId: not null } agent ? everybodys : agent;
        if (!(await request.ReadNamed(agents, cancellationToken, optional: true)).Try(out var named, out var error))
            return Answer.Problem(error);
        var known = await rosters.Now(named.Caller.Tenant, cancellationToken);
        var asked = new ConversationRequest(named.Caller, id, new FieldReader(named.Body, "request"), known) { Own = everybodys.Ok ? null : OwnConversations.Of(named.Caller, known) };
        var act = await read(asked, cancellationToken);
        if (asked.Fields.Finish() is { } invalid)
            return Answer.Problem(invalid);
        var done = await requests.Once(named.Caller, async token => (await act(token)).Map(it => View(it, known)), cancellationToken);
        return done.Try(out var view, out error) ? Answer.Ok(view) : Answer.Problem(error);
    }

    /// <summary>The conversation on the wire.</summary>
    internal ConversationView View(Conversation conversation, Knowledge known) => ConversationView.Of(conversation, known, queues.Of(known.Tenant), time.GetUtcNow());

    /// <summary>The user whom the field <c>agent</c> names; null: it names none, which is an error when it is required, or nobody who is there.</summary>
    internal async Task<Guid?> Agent(ConversationRequest asked, bool isRequired, CancellationToken cancellationToken)
    {
        if (asked.Fields.Text("agent", UserFields.MaxEmail).Value is not { } text)
        {
            if (isRequired)
                asked.Fields.Missing("agent", "give the id or e-mail address of the user who is to get it");
            return isRequired ? null : asked.Caller.UserId;
        }

        return ConversationFields.User(asked.Fields, "agent", text, await Named(asked.Caller.Tenant, [text], cancellationToken));
    }

    /// <summary>Those of the named users who are there.</summary>
    internal async Task<IReadOnlyDictionary<string, Guid>> Named(string tenant, IEnumerable<string> texts, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, Guid>(StringComparer.OrdinalIgnoreCase);
        foreach (var text in texts.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (await users.FindNamed(tenant, text, cancellationToken) is { } user)
                found[text] = user.Id;
        }

        return found;
    }

    /// <summary>The field <c>force</c>; an error when the caller may not.</summary>
    internal static Result<bool> Force(ConversationRequest asked, bool? force) =>
        force is not true || asked.Caller.Permissions.Contains(Permission.RoutingForce) ? force is true
        : new Error(ErrorKind.Forbidden, "key.forbidden", $"The key's role '{asked.Caller.Role}' lacks the permission '{Permission.RoutingForce}': leave force out.", Permission.RoutingForce);
}
