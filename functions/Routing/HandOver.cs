using UserFunctions.Presence;

namespace UserFunctions.Routing;

/// <summary>Takes from an agent what is open before their next status comes: it waits again in its old place, or another agent has it then.</summary>
public sealed class HandOver(ConversationStore store, AgentLoads loads, TendWork tend, MoveWork move, TimeProvider time)
{
    /// <summary>Does it for everything that is open by now; asked again it goes on where it was. What the other agent cannot take, and what is being written up, stays until the deadline.</summary>
    public async Task Handle(string tenant, Guid user, NextStatus next, CancellationToken cancellationToken)
    {
        var heir = next.DeadlineAt <= time.GetUtcNow() ? null : next.ReassignTo;
        foreach (var reservation in await loads.Open(tenant, user, cancellationToken))
        {
            if (heir is null || reservation.State is ReservationState.Pending)
                _ = await tend.Step(tenant, reservation.ConversationId, (current, now) => current.TakeBack(user, now), cancellationToken);
            else if (await store.Find(tenant, reservation.ConversationId, cancellationToken) is { State: ConversationState.Assigned } open && open.Offer!.UserId == user)
                _ = await move.Forward(tenant, open.Id, new(heir, null, null, IsForced: false, next.SetBy), cancellationToken);
        }
    }
}
