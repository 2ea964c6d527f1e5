namespace UserFunctions.Presence;

/// <summary>Queue <c>status-changes</c> → the user's status. The message: <c>{"tenant","user","status"}</c> and, if wanted, <c>reason, changedAt, by, id</c>.</summary>
public sealed class ApplyStatus(PresenceQueue queue, PresenceTable presence)
{
    /// <summary>The queue's name.</summary>
    public const string Queue = "status-changes";

    /// <summary>Kind of its operations.</summary>
    public const string Kind = "status";

    /// <summary>Applies the change unless a newer one stands; a wrong one ends as a refused operation.</summary>
    [Function("ApplyStatus")]
    public Task Run([QueueTrigger(Queue)] string message, string id, DateTimeOffset insertionTime, CancellationToken cancellationToken) =>
        queue.Apply(
            Kind, message, id, insertionTime, UserStatus.Read,
            (change, user, read) => presence.Set(change.Tenant, new UserStatus(user, read.Status, read.Reason, change.ChangedAt, change.By, change.Id), cancellationToken),
            cancellationToken);
}
