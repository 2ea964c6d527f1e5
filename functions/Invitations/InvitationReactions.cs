using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Invitations;

/// <summary>What invitations do about changes of users that others make.</summary>
public sealed class InvitationReactions(UserWriter users, InvitationTable invitations, Queues queues, Facts facts, TimeProvider time)
{
    private static readonly TimeSpan HeldBack = TimeSpan.FromSeconds(1);

    /// <summary>Users are purged → their invitations, which hold their addresses, are removed too.</summary>
    public static ChangeReaction Forget(InvitationTable invitations) => new(new HashSet<string> { PurgeUsers.Kind }, async (change, token) =>
    {
        foreach (var user in change.What.Ids)
            await invitations.Forget(change.Tenant, user, token);
    });

    /// <summary>The address of an invited user changes → a new link goes to the new one; the old link ended with the change itself.</summary>
    public static ChangeReaction Follow(Func<InvitationReactions> reactions) => new(new HashSet<string>(), async (change, token) =>
    {
        foreach (var user in change.What.Parts.Where(part => part.Kind == ChangeUser.Kind).SelectMany(part => part.Ids).Distinct())
            await reactions().Follows(change, user, token);
    })
    {
        IsForAll = true,
    };

    /// <summary>An invitation is accepted, whichever way → it says so, and those who want to know are told.</summary>
    public static ChangeReaction Accepted(Func<InvitationReactions> reactions) => new(new HashSet<string> { Activation.Kind }, async (change, token) =>
    {
        foreach (var user in change.What.Ids)
            await reactions().IsAccepted(change, user, token);
    });

    private async Task Follows(ChangeToReact change, Guid id, CancellationToken cancellationToken)
    {
        if (await users.Find(change.Tenant, id, cancellationToken) is not { Lifecycle: Lifecycle.Pending } user
            || await invitations.Find(change.Tenant, id, cancellationToken) is not { } current)
            return;
        // Whoever was deleted and restored is invited anew on request only.
        if (current.IsFor(user) || current.CreatedAt < user.RestoredAt)
            return;
        var now = time.GetUtcNow();
        var terms = TenantSettings.Of(await facts.ForReading(change.Tenant, [], cancellationToken)).Invitations;
        var next = new Invitation
        {
            UserId = id,
            Email = user.Email,
            Version = current.Version + 1,
            Delivery = Delivery.Queued,
            CreatedAt = now,
            ExpiresAt = now + terms.Lifetime,
            Resends = current.Recent(now),
            RowETag = current.RowETag,
        };
        await queues.Send(InviteMessage.Queue, new InviteMessage(change.Tenant, id, next.Version, change.CorrelationId), cancellationToken, HeldBack);
        await invitations.Save(change.Tenant, next, cancellationToken);
    }

    private async Task IsAccepted(ChangeToReact change, Guid id, CancellationToken cancellationToken)
    {
        if (await invitations.Find(change.Tenant, id, cancellationToken) is not { } invitation)
            return;
        var now = time.GetUtcNow();
        if (invitation.AcceptedAt is null)
            await invitations.Update(change.Tenant, invitation, current => current.AcceptedAt is null ? current with { AcceptedAt = now } : current);
        var terms = TenantSettings.Of(await facts.ForReading(change.Tenant, [], cancellationToken)).Invitations;
        if (terms.Notify.Count > 0 && invitation.NotifiedAt is null)
            await queues.Send(InviteMessage.Queue, new InviteMessage(change.Tenant, id, invitation.Version, change.CorrelationId) { IsNotice = true }, cancellationToken);
    }
}
