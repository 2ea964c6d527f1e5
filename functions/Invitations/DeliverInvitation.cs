using System.Text.Json;
using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Invitations;

/// <summary>Queue <c>invites</c> → one mail. A message delivered twice sends one mail; five failures end in poison and <c>delivery=failed</c>.</summary>
public sealed class DeliverInvitation(UserWriter users, InvitationTable invitations, IMailSender sender, InvitationSettings settings, Queues queues, TimeProvider time, ILogger<DeliverInvitation> logger)
{
    private const int MaxReason = 300;
    private const int FirstTry = 1;

    /// <summary>Reads the message; one that cannot be read is logged and dropped, because trying it again would change nothing.</summary>
    [Function("DeliverInvitation")]
    public async Task Run([QueueTrigger(InviteMessage.Queue)] string message, int dequeueCount, CancellationToken cancellationToken)
    {
        InviteMessage? invite;
        try
        {
            invite = Json.Read<InviteMessage>(message);
        }
        catch (JsonException exception)
        {
            logger.LogError(exception, "A message on {Queue} is not an invitation and was dropped.", InviteMessage.Queue);
            return;
        }

        if (invite?.Tenant is null || !TenantRegistry.IsName(invite.Tenant))
        {
            logger.LogError("A message on {Queue} names no tenant and was dropped.", InviteMessage.Queue);
            return;
        }

        using var scope = logger.Correlate(invite.CorrelationId);
        if (invite.AlsoFor is { Count: > 0 } others)
            await HandleAll(invite, [invite.UserId, .. others], dequeueCount, cancellationToken);
        else
            await Handle(invite, dequeueCount, cancellationToken);
    }

    // The first that cannot be sent, and those behind it, get messages of their own: each has its own tries and its own end.
    private async Task HandleAll(InviteMessage invite, IReadOnlyList<Guid> all, int attempt, CancellationToken cancellationToken)
    {
        // It has been received before and never ended, so its process died: once more too often, and all of them would go to poison unseen.
        if (attempt > FirstTry)
        {
            await Split(invite, all, cancellationToken);
            return;
        }

        for (var i = 0; i < all.Count; i++)
        {
            try
            {
                await Handle(invite.Alone(all[i]), FirstTry, cancellationToken);
            }
            catch (Exception exception)
            {
                logger.LogInformation("{Count} invitations are tried one by one from here: {Reason}", all.Count - i, exception.Message);
                await Split(invite, all.Skip(i), cancellationToken);
                return;
            }
        }
    }

    private async Task Split(InviteMessage invite, IEnumerable<Guid> users, CancellationToken cancellationToken)
    {
        foreach (var user in users)
            await queues.Send(InviteMessage.Queue, invite.Alone(user), cancellationToken);
    }

    /// <summary>Sends the mail unless it was sent, superseded, or there is nobody to invite. Throws when it could not be sent.</summary>
    public async Task Handle(InviteMessage invite, int attempt, CancellationToken cancellationToken)
    {
        if (await users.Find(invite.Tenant, invite.UserId, cancellationToken) is not { Lifecycle: Lifecycle.Pending } user)
            return;
        if (await Claim(invite, user, cancellationToken) is not { } invitation)
            return;
        try
        {
            using var mail = InvitationMail.Write(invite.Tenant, invitation, user.DisplayName, settings);
            await sender.Send(mail, InvitationMail.IdOf(invite.Tenant, invitation), cancellationToken);
        }
        catch (Exception exception)
        {
            await Failed(invite.Tenant, invitation, attempt, exception);
            throw;
        }

        await invitations.Update(invite.Tenant, invitation, current => current with { Delivery = Delivery.Sent, SentAt = time.GetUtcNow(), ClaimedUntil = null, Reason = null });
    }

    // The row exists before the mail does: a mail whose sending was cut off is sent again with the same link. Null: not ours to send.
    private async Task<Invitation?> Claim(InviteMessage invite, User user, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var current = await invitations.Find(invite.Tenant, invite.UserId, cancellationToken);
        if (current is not null && (current.Version > invite.Version || (current.Version == invite.Version && current.Delivery is Delivery.Sent)))
            return null;
        var isSame = current is { Nonce.Length: > 0 } && current.Version == invite.Version && current.Email == user.Email;
        if (isSame && current!.ClaimedUntil > now)
        {
            // Somebody is at it, or died at it: looked at again when that is known.
            await queues.Send(InviteMessage.Queue, invite, cancellationToken, current.ClaimedUntil.Value - now);
            return null;
        }

        var claimed = isSame
            ? current!
            : Invitation.New(invite.Tenant, invite.UserId, user.Email, invite.Version, settings.TokenKey, now) with { RowETag = current?.RowETag };
        // Refused: somebody claimed it at this very moment, and if he is cut off his own message comes again.
        return await invitations.Save(invite.Tenant, claimed with { ClaimedUntil = now + settings.ClaimedFor }, cancellationToken);
    }

    private async Task Failed(string tenant, Invitation invitation, int attempt, Exception exception)
    {
        var reason = (exception.InnerException ?? exception).Message;
        var isLast = attempt >= Invitation.MaxTries;
        logger.LogWarning(exception, "Invitation of {UserId} failed, try {Attempt} of {MaxTries}", invitation.UserId, attempt, Invitation.MaxTries);
        await invitations.Update(
            tenant,
            invitation,
            current => current with { Delivery = isLast ? Delivery.Failed : Delivery.Sending, ClaimedUntil = null, Reason = reason[..Math.Min(reason.Length, MaxReason)] });
    }
}
