using UserFunctions.Platform.Errors;

namespace UserFunctions.Presence;

/// <summary>Queue <c>status-changes</c> → the user's status. The message: <c>{"tenant","user","status"}</c> and, if wanted, <c>reason, source, changedAt, by, id</c>.</summary>
/// <remarks>A message is done when both writes of <see cref="PresenceWriter"/> are, so one whose process died in between comes again and copies what stands by then.</remarks>
public sealed class ApplyStatus(PresenceQueue queue, PresenceWriter writer, ForgetMisses forget, MayGetWork mayGetWork)
{
    /// <summary>The queue's name.</summary>
    public const string Queue = "status-changes";

    /// <summary>Kind of its operations.</summary>
    public const string Kind = "status";

    /// <summary>What is put on the queue.</summary>
    internal static PresenceKind<(TenantStatus Status, string? Reason)> Changes { get; } = new(Kind, Queue, UserStatus.Read);

    /// <summary>Kind of the change in the log, whatever a status comes of.</summary>
    public const string ChangeKind = "presence.changed";

    /// <summary>Applies the change unless a newer one stands; a wrong one ends as a refused operation.</summary>
    [Function("ApplyStatus")]
    public Task Run([QueueTrigger(Queue)] string message, string id, DateTimeOffset insertionTime, CancellationToken cancellationToken) =>
        queue.Apply(
            Kind, message, id, insertionTime, UserStatus.Read,
            (change, user, read) => Set(change, Of(change, user, read.Status, read.Reason), cancellationToken),
            cancellationToken);

    private async Task<Result<bool>> Set(PresenceChange change, UserStatus status, CancellationToken cancellationToken)
    {
        var stands = await writer.Set(change.Caller, status, cancellationToken);
        // Who sets the same status again changes nothing that others would hear of.
        if (stands is { Ok: true, Value: true } && change.Source is (StatusSource.Agent or StatusSource.Admin) && await forget.Handle(change.Tenant, status.UserId, cancellationToken))
            mayGetWork(change.Tenant);
        return stands;
    }

    private static UserStatus Of(PresenceChange change, Guid user, TenantStatus status, string? reason) =>
        new(user, status.Class, reason, change.ChangedAt, change.By, change.Id) { StatusId = status.IsBuiltIn ? null : status.Id, Source = change.Source };
}
