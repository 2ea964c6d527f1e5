namespace UserFunctions.Presence;

/// <summary>Queue <c>capacity-changes</c> → the user's capacity. The message: <c>{"tenant","user"}</c> with <c>chatLimit</c>, <c>channelLimits</c> or both, and, if wanted, <c>changedAt, by, id</c>.</summary>
public sealed class ApplyCapacity(PresenceQueue queue, PresenceTable presence)
{
    /// <summary>The queue's name.</summary>
    public const string Queue = "capacity-changes";

    /// <summary>Kind of its operations.</summary>
    public const string Kind = "capacity";

    /// <summary>Applies the change unless a newer one stands; a wrong one ends as a refused operation.</summary>
    [Function("ApplyCapacity")]
    public Task Run([QueueTrigger(Queue)] string message, string id, DateTimeOffset insertionTime, CancellationToken cancellationToken) =>
        queue.Apply(
            Kind, message, id, insertionTime, UserCapacity.Read,
            (change, user, read) => presence.Set(change.Tenant, new UserCapacity(user, read.ChatLimit, read.ChannelLimits, change.ChangedAt, change.By, change.Id), cancellationToken),
            cancellationToken);
}
