using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Invitations;

/// <summary>Queue <c>invites-poison</c>: messages that nobody got to the end of, mostly because their processes died. They are tried later, or the invitation says that it failed.</summary>
public sealed class FailInvitation(UserWriter users, InvitationTable invitations, Facts facts, InvitationSettings settings, Queues queues, TimeProvider time, ILogger<FailInvitation> logger)
{
    /// <summary>What an invitation says whose mail was cut off again and again.</summary>
    public const string Reason = "The sending was cut off again and again: see the log, then send it again.";

    /// <summary>Reads the message; one that cannot be read is logged and dropped.</summary>
    [Function("FailInvitation")]
    public async Task Run([QueueTrigger(InviteMessage.PoisonQueue)] string message, CancellationToken cancellationToken)
    {
        if (DeliverInvitation.Read(message, logger) is not { } invite)
            return;
        using var scope = logger.Correlate(invite.CorrelationId);
        if (invite.IsNotice is true)
        {
            logger.LogError("Nobody could be told that {UserId} accepted", invite.UserId);
            return;
        }

        foreach (var user in (IEnumerable<Guid>)[invite.UserId, .. invite.AlsoFor ?? []])
            await Handle(invite.Alone(user), cancellationToken);
    }

    private async Task Handle(InviteMessage invite, CancellationToken cancellationToken)
    {
        if (await users.Find(invite.Tenant, invite.UserId, cancellationToken) is not { Lifecycle: Lifecycle.Pending } user)
            return;
        var current = await invitations.Find(invite.Tenant, invite.UserId, cancellationToken);
        // Sent or given up with a reason of its own, or a newer one is on its way.
        if (current is not null && (current.Version > invite.Version || (current.Version == invite.Version && current.Delivery is Delivery.Sent or Delivery.Failed)))
            return;
        if ((invite.Round ?? 0) < settings.RetryDelays.Count)
        {
            await queues.Send(InviteMessage.Queue, invite.Later(), cancellationToken, settings.RetryDelays[invite.Round ?? 0]);
            return;
        }

        logger.LogError("The invitation of {UserId} is given up", invite.UserId);
        if (current?.Version == invite.Version)
            await invitations.Update(invite.Tenant, current, row => row.Delivery is Delivery.Sent ? row : row with { Delivery = Delivery.Failed, ClaimedUntil = null, Reason = row.Reason ?? Reason });
        else
            await invitations.Save(invite.Tenant, await Failed(invite, user, current, cancellationToken), cancellationToken);
    }

    private async Task<Invitation> Failed(InviteMessage invite, User user, Invitation? current, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return new()
        {
            UserId = user.Id,
            Email = user.Email,
            Version = invite.Version,
            Delivery = Delivery.Failed,
            CreatedAt = now,
            ExpiresAt = now + TenantSettings.Of(await facts.ForReading(invite.Tenant, [], cancellationToken)).Invitations.Lifetime,
            Resends = current?.Resends ?? [],
            Reason = Reason,
            RowETag = current?.RowETag,
        };
    }
}
