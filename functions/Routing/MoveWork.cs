using UserFunctions.Platform.Errors;
using UserFunctions.Presence;

namespace UserFunctions.Routing;

/// <summary>Where a body says that a conversation goes.</summary>
/// <param name="Agent">To this agent; null: to a department or group.</param>
/// <param name="Department">The department.</param>
/// <param name="Group">Or the group.</param>
/// <param name="IsForced">Whatever the agent's limits and status say.</param>
/// <param name="By">Who says so.</param>
internal sealed record Destination(Guid? Agent, Guid? Department, Guid? Group, bool IsForced, string By)
{
    /// <summary>What whoever asks may move alone; null: every conversation.</summary>
    public OwnConversations? Own { get; init; }
}

/// <summary>Moves conversations by hand, within the limits unless forced.</summary>
public sealed class MoveWork(ConversationStore store, GiveWork give, AnswerWork answers, TendWork tend, Rosters rosters, AgentLoads loads, TimeProvider time)
{
    // Agents of a department whose load is read anew before one of them is chosen.
    private const int MostReads = 50;

    /// <summary>Gives a conversation that waits, or is offered to somebody, to one agent.</summary>
    internal async Task<Result<Conversation>> Assign(string tenant, Guid id, Destination to, CancellationToken cancellationToken)
    {
        var agent = to.Agent!.Value;
        if (await store.Find(tenant, id, cancellationToken) is not { } stored)
            return Error.NotFound("conversation", id.ToString());
        if (to.Own?.Against(stored) is { } foreign)
            return foreign;
        if (stored.State is ConversationState.Assigned && stored.Offer!.UserId == agent)
            return stored;
        // An offer of it ends with the assignment.
        var free = stored.State is ConversationState.Offering ? stored.TakeBackOffer(stored.Offer!.UserId, time.GetUtcNow()) : stored;
        var given = await give.Assign(tenant, stored, free, agent, to.IsForced, to.By, cancellationToken);
        if (given.Try(out var assigned, out var error))
            return await tend.Follow(tenant, assigned, DecisionCause.Moved, cancellationToken);
        // Whom it was offered to before may have been let go for it.
        if (await store.Find(tenant, id, cancellationToken) is { Owed.Count: > 0 } left)
            await tend.Follow(tenant, left, DecisionCause.Returned, cancellationToken);
        return error;
    }

    /// <summary>Offers it to somebody else, while the agent who has it keeps it.</summary>
    internal async Task<Result<Conversation>> Transfer(string tenant, Guid id, Destination to, CancellationToken cancellationToken)
    {
        if (await store.Find(tenant, id, cancellationToken) is not { } stored)
            return Error.NotFound("conversation", id.ToString());
        if (to.Own?.Against(stored) is { } foreign)
            return foreign;
        // The same request again finds its own offer.
        if (stored.Transfer is { } offered && (to.Agent is null || offered.UserId == to.Agent))
            return stored;
        if (stored.Transfer is { } other)
        {
            if (!(await tend.Step(tenant, id, (current, now) => current.Transfer == other ? current.TakeBackOffer(other.UserId, now) : current, cancellationToken)).Try(out stored, out var error))
                return error;
        }

        if (to.Agent is { } agent)
            return await give.Transfer(tenant, stored, agent, to.IsForced, to.By, cancellationToken);
        return await TransferTo(tenant, stored, to, cancellationToken);
    }

    // As it is known somebody may be free who is not any more: then it is the next one's turn.
    private async Task<Result<Conversation>> TransferTo(string tenant, Conversation stored, Destination to, CancellationToken cancellationToken)
    {
        var known = await rosters.Now(tenant, cancellationToken);
        var asking = stored with { DepartmentId = to.Department, GroupId = to.Group, PreferredAgentId = null, ExcludedAgentIds = [.. stored.ExcludedAgentIds, stored.Offer?.UserId ?? default] };
        var question = known.Ask(asking, time.GetUtcNow());
        await loads.Refresh(tenant, known.Roster.All.Where(question.IsFor).Select(agent => agent.Id), MostReads, cancellationToken);
        foreach (var candidate in OfferWork.Choose(known, asking, time.GetUtcNow()).Ranked)
        {
            var given = await give.Transfer(tenant, stored, candidate.Agent.Id, to.IsForced, to.By, cancellationToken);
            if (given.Error is not { Code: "capacity_exceeded" or "agent.not_eligible" })
                return given;
            // It may have been claimed for that one and taken back.
            stored = await store.Find(tenant, stored.Id, cancellationToken) ?? stored;
        }

        return Error.Conflict("department", "nobody_free", "Nobody there can take the conversation at the moment: try later, or forward it, and it waits there.");
    }

    /// <summary>Sends it on, and frees the agent who had it.</summary>
    internal async Task<Result<Conversation>> Forward(string tenant, Guid id, Destination to, CancellationToken cancellationToken)
    {
        if (to.Agent is not null)
            return await ForwardTo(tenant, id, to, cancellationToken);
        return await tend.Step(tenant, id, (current, now) => to.Own?.Against(current) is { } foreign ? foreign :
            current.State is not ConversationState.Assigned && current.DepartmentId == to.Department && current.GroupId == to.Group ? current : current.Forward(to.Department, to.Group, null, now), cancellationToken);
    }

    // The place at the next agent is taken before the one at the first is freed: nothing is lost when the next cannot take it.
    private async Task<Result<Conversation>> ForwardTo(string tenant, Guid id, Destination to, CancellationToken cancellationToken)
    {
        var agent = to.Agent!.Value;
        if (await store.Find(tenant, id, cancellationToken) is not { State: ConversationState.Assigned } stored)
            return await Assign(tenant, id, to, cancellationToken);
        if (to.Own?.Against(stored) is { } foreign)
            return foreign;
        if (stored.Offer!.UserId == agent)
            return stored;
        if (!(await Transfer(tenant, id, to, cancellationToken)).Try(out _, out var error))
            return error;
        return await answers.Accept(tenant, id, agent, cancellationToken);
    }
}
