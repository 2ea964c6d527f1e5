using Microsoft.AspNetCore.Http;
using UserFunctions.Clients;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Presence;
using UserFunctions.Users;

namespace UserFunctions.Routing;

/// <summary>Why a user would not get a conversation of a client on a channel.</summary>
/// <param name="Client">Name of the client; null: the user answers for none.</param>
/// <param name="ClientId">Its id.</param>
/// <param name="Channel">Name of the channel.</param>
/// <param name="Reason">The first thing against it.</param>
public sealed record AgentChannel(
    [property: Field("Name of the client; absent: the user answers for none.")] string? Client,
    [property: Field("Id of the client.")] Guid? ClientId,
    [property: Field("Name of the channel.")] string Channel,
    [property: Field("The first thing that is against the user getting a conversation of that client on that channel; None: nothing is.")] Reason Reason);

/// <summary>Why a user does not get a conversation that waits.</summary>
/// <param name="ConversationId">Which.</param>
/// <param name="Channel">On which channel.</param>
/// <param name="Reason">The first thing against it.</param>
public sealed record AgentWaiting(
    [property: Field("Id of the conversation that waits.")] Guid ConversationId,
    [property: Field("Name of the channel that it came on.")] string Channel,
    [property: Field("The first thing that is against the user getting it; None: nothing is, and others come first.")] Reason Reason);

/// <summary>Why a user gets what they get.</summary>
/// <param name="UserId">Who.</param>
/// <param name="DisplayName">Full name.</param>
/// <param name="Status">As it was last set.</param>
/// <param name="Used">Open conversations by channel.</param>
/// <param name="Chats">Open conversations over all channels but voice.</param>
/// <param name="ChatLimit">How many of those the user may have.</param>
/// <param name="ChannelLimits">How many by channel.</param>
/// <param name="Misses">Offers in a row that were not answered.</param>
/// <param name="NotResponding">Gets nothing because of them.</param>
/// <param name="LastWorkAt">When the user was last offered something or was done with it, UTC; null: never.</param>
/// <param name="Channels">By client and channel.</param>
/// <param name="Waiting">What waits, in the order of the queue, at most <see cref="ExplainRouting.MostWaiting"/>.</param>
public sealed record AgentExplanation(
    [property: Field("Id of the user.")] Guid UserId,
    [property: Field("Full name of the user.")] string DisplayName,
    [property: Field("Available: ready for work; Unavailable: at work, but not for new conversations; Inactive: absent.")] PresenceClass Status,
    [property: Field("How many conversations the user has or is offered, by channel.")] IReadOnlyDictionary<string, int> Used,
    [property: Field("How many of those are not calls.")] int Chats,
    [property: Field("Most conversations at once over all channels but calls; -1 is unlimited.")] int ChatLimit,
    [property: Field("Most conversations at once by channel; -1 is unlimited, and so is a channel that is not named.")] IReadOnlyDictionary<string, int> ChannelLimits,
    [property: Field("How many offers in a row the user did not answer.")] int Misses,
    [property: Field("True: the user gets nothing because of that, until their status is set anew.")] bool NotResponding,
    [property: Field("When the user was last offered something or was done with it, in UTC; absent: never.")] DateTimeOffset? LastWorkAt,
    [property: Field("What is against the user, by client and channel.")] IReadOnlyList<AgentChannel> Channels,
    [property: Field("The first 50 conversations that wait, and why the user does not get each of them.")] IReadOnlyList<AgentWaiting> Waiting);

/// <summary>Which user.</summary>
public sealed record ExplainQuery
{
    /// <summary>By id or address.</summary>
    [Field("Id or e-mail address of the user.", IsRequired = true, Lookup = "users")]
    public string? User { get; init; }
}

/// <summary><c>GET /api/conversations/{id}/explain</c> and <c>GET /api/routing/explain?user=…</c>: why somebody got a conversation, and why somebody gets nothing.</summary>
public sealed class ExplainRouting(ConversationStore store, Rosters rosters, AgentLoads loads, UserWriter users, WaitingQueues queues, QueueReader reader, TimeProvider time)
{
    /// <summary>Conversations that wait and are shown.</summary>
    public const int MostWaiting = 50;

    /// <summary>200 with every decision about the conversation, oldest first; 404.</summary>
    [Function("ExplainConversation")]
    [Operation("Explain the routing of a conversation", "Lists every decision about a conversation with its candidates, what was against each of them, the order of the others and the number that ties were broken with.", Visibility = Visibility.Important)]
    [Answers(200, typeof(Decision), IsList = true)]
    public async Task<IResult> Conversation([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "conversations/{id:guid}/explain")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.RoutingRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (await store.Find(caller.Tenant, id, cancellationToken) is null)
            return Answer.Problem(Error.NotFound("conversation", id.ToString()));
        return Answer.Ok(new PageAnswer<Decision>(await store.Decisions(caller.Tenant, id, cancellationToken), null));
    }

    /// <summary>200 with what is against the user as of now; 400; 404.</summary>
    [Function("ExplainAgent")]
    [Operation("Explain why a user gets nothing", "Gets what is against a user getting conversations at this moment, by client and channel and for each conversation that waits.", Visibility = Visibility.Important)]
    [Query(typeof(ExplainQuery))]
    [Answers(200, typeof(AgentExplanation))]
    public async Task<IResult> Agent([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "routing/explain")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.RoutingRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (request.Word("user") is not { } named)
            return Answer.Problem(Error.Invalid("user", "user.missing", "user is required: give the id or e-mail address of a user."));
        if (await users.FindNamed(caller.Tenant, named, cancellationToken) is not { } user)
            return Answer.Problem(Error.NotFound("user", FieldReader.Shown(named)));
        var known = await rosters.Now(caller.Tenant, cancellationToken);
        var load = await loads.Read(caller.Tenant, user.Id, cancellationToken);
        await reader.Refresh(caller.Tenant, cancellationToken);
        return Answer.Ok(Explained(known, known.Roster.Find(user.Id) ?? new AgentMaker(caller.Tenant, known.Facts, loads).Of(user), load, time.GetUtcNow()));
    }

    private AgentExplanation Explained(Knowledge known, Agent agent, AgentLoad load, DateTimeOffset now)
    {
        var waiting = queues.Of(known.Tenant).InOrder.Take(MostWaiting)
            .Select(conversation => new AgentWaiting(conversation.Id, conversation.Channel, Eligibility.Of(agent, load, known.Ask(conversation, now), now)));
        return new(
            agent.Id, agent.Name, agent.Presence, load.Used, load.Chats, agent.Limits.ChatLimit, agent.Limits.ChannelLimits, load.Misses, load.IsNotResponding(agent.ActedAt), load.LastWorkAt,
            [.. Channels(known, agent, load, now)], [.. waiting]);
    }

    // As a member of wherever the conversation would come to: whether the user is one is another question.
    private static IEnumerable<AgentChannel> Channels(Knowledge known, Agent agent, AgentLoad load, DateTimeOffset now)
    {
        var clients = agent.Clients.Count == 0 ? [(Guid?)null] : agent.Clients.Select(access => (Guid?)access.Client);
        return from client in clients
               from channel in known.Settings.Channels
               let question = new Question
               {
                   ClientId = client ?? default,
                   Channel = channel,
                   Place = ChannelSet.PlaceOf(channel, known.Settings.Channels),
                   IsVoice = EffectiveCapacity.IsVoice(channel),
                   DepartmentId = agent.DepartmentId,
                   GroupIds = agent.GroupIds,
               }
               select new AgentChannel(client is { } id ? ClientList.Of(known.Facts).Find(id)?.Name : null, client, channel, Eligibility.Of(agent, load, question, now));
    }
}
