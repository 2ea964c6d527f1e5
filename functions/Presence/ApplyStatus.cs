using UserFunctions.Platform.Errors;
using UserFunctions.Users;

namespace UserFunctions.Presence;

/// <summary>Queue <c>status-changes</c> → the user's status. The message: <c>{"tenant","user","status"}</c> and, if wanted, <c>reason, changedAt, by, id</c>.</summary>
/// <remarks>
/// The hot row says what the status is; the user's row shows a copy of it. They are two writes: a message is done when both are, so one whose process died
/// in between comes again and copies what stands by then.
/// </remarks>
public sealed class ApplyStatus(PresenceQueue queue, PresenceTable presence, UserWriter users)
{
    /// <summary>The queue's name.</summary>
    public const string Queue = "status-changes";

    /// <summary>Kind of its operations.</summary>
    public const string Kind = "status";

    /// <summary>Kind of the change in the log.</summary>
    public const string ChangeKind = "presence.changed";

    /// <summary>Applies the change unless a newer one stands; a wrong one ends as a refused operation.</summary>
    [Function("ApplyStatus")]
    public Task Run([QueueTrigger(Queue)] string message, string id, DateTimeOffset insertionTime, CancellationToken cancellationToken) =>
        queue.Apply(Kind, message, id, insertionTime, UserStatus.Read, (change, user, read) => Set(change, user, read.Status, read.Reason, cancellationToken), cancellationToken);

    private async Task<Result<bool>> Set(PresenceChange change, Guid user, PresenceClass status, string? reason, CancellationToken cancellationToken)
    {
        var stands = await presence.Set(change.Tenant, new UserStatus(user, status, reason, change.ChangedAt, change.By, change.Id), cancellationToken);
        UserStatus shown;
        do
        {
            shown = await presence.Status(change.Tenant, user, cancellationToken);
            var copied = await users.Change(change.Caller, user, null, ChangeKind, Show, cancellationToken);
            // Who was deleted in between has no row to show it in.
            if (!copied.Ok && copied.Error!.Kind is not ErrorKind.NotFound)
                return copied.Error;
        }
        // The hot row may have moved while an older status of it was copied.
        while ((await presence.Status(change.Tenant, user, cancellationToken)).ChangeId != shown.ChangeId);
        return stands;

        async Task<Result<User>> Show(User current, UserContext context, CancellationToken token)
        {
            shown = await presence.Status(change.Tenant, user, token);
            // The version stays: it counts what is said about the person, and a form that is open at the moment is none the worse.
            return current.Presence == shown.Status ? current : current with { Presence = shown.Status, PresenceChangedAt = shown.ChangedAt };
        }
    }
}
