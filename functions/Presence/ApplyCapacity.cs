using UserFunctions.Platform.Errors;
using UserFunctions.Users;

namespace UserFunctions.Presence;

/// <summary>Queue <c>capacity-changes</c> → the user's capacity. The message: <c>{"tenant","user"}</c> with at least one of <c>chatLimit, channelLimits, profile, totalUnits, channelUnits, pausedChannels</c>, and, if wanted, <c>changedAt, by, id</c>.</summary>
public sealed class ApplyCapacity(PresenceQueue queue, UserWriter users)
{
    /// <summary>The queue's name.</summary>
    public const string Queue = "capacity-changes";

    /// <summary>Kind of its operations.</summary>
    public const string Kind = "capacity";

    /// <summary>What is put on the queue.</summary>
    internal static PresenceKind<CapacityWish> Changes { get; } = new(Kind, Queue, CapacityWish.Read);

    /// <summary>Kind of the change in the log.</summary>
    public const string ChangeKind = "capacity.changed";

    /// <summary>Applies the change unless a newer one stands; a wrong one ends as a refused operation.</summary>
    [Function("ApplyCapacity")]
    public Task Run([QueueTrigger(Queue)] string message, string id, DateTimeOffset insertionTime, CancellationToken cancellationToken) =>
        queue.Apply(
            Kind, message, id, insertionTime, CapacityWish.Read,
            (change, user, wish) => Set(change, user, new(change.ChangedAt, change.By, change.Id), wish, cancellationToken),
            cancellationToken);

    private async Task<Result<bool>> Set(PresenceChange change, Guid user, LimitsMark mark, CapacityWish wish, CancellationToken cancellationToken)
    {
        var written = await users.Change(change.Caller, user, null, ChangeKind, (current, context) => wish.After(current, mark, context.Now), cancellationToken);
        return written.Map(after => after.Work.LimitsSet?.Id == mark.Id);
    }
}
