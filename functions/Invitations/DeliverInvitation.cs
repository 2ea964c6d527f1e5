using System.Text.Json;
using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Mail;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Invitations;

/// <summary>
/// Queue <c>invites</c> → one mail (S118). A message delivered twice sends one mail. Five failures are followed by a wait and five more, as often as the settings say; then
/// the message ends in poison and the invitation has <c>delivery=failed</c> with the reason.
/// </summary>
public sealed class DeliverInvitation(
    UserWriter users, InvitationTable invitations, Facts facts, IMailSender sender, NotifyOfAcceptance notices, InvitationSettings settings, Queues queues, TimeProvider time, ILogger<DeliverInvitation> logger)
{
    private const int MaxReason = 300;
    private const int FirstTry = 1;

    /// <summary>Reads the message; one that cannot be read is logged and dropped, because trying it again would change nothing.</summary>
    [Function("DeliverInvitation")]
    public async Task Run([QueueTrigger(InviteMessage.Queue)] string message, int dequeueCount, CancellationToken cancellationToken)
    {
        if (Read(message, logger) is not { } invite)
            return;
        using var scope = logger.Correlate(invite.CorrelationId);
        if (invite.IsNotice is true)
            await notices.Handle(invite.Tenant, invite.UserId, cancellationToken);
        else if (invite.AlsoFor is { Count: > 0 } others)
            await HandleAll(invite, [invite.UserId, .. others], dequeueCount, cancellationToken);
        else
            await Handle(invite, dequeueCount, cancellationToken);
    }

    /// <summary>The message; null, which is logged, when it is none.</summary>
    internal static InviteMessage? Read(string message, ILogger logger)
    {
        InviteMessage? invite;
        try
        {
            invite = Json.Read<InviteMessage>(message);
        }
        catch (JsonException exception)
        {
            logger.LogError(exception, "A message on {Queue} is not an invitation and was dropped.", InviteMessage.Queue);
            return null;
        }

        if (invite?.Tenant is not null && TenantRegistry.IsName(invite.Tenant))
            return invite;
        logger.LogError("A message on {Queue} names no tenant and was dropped.", InviteMessage.Queue);
        return null;
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

    /// <summary>Sends the mail unless it was sent, superseded, or there is nobody to invite. Throws when it could not be sent and is to be tried again.</summary>
    public async Task Handle(InviteMessage invite, int attempt, CancellationToken cancellationToken)
    {
        if (await users.Find(invite.Tenant, invite.UserId, cancellationToken) is not { Lifecycle: Lifecycle.Pending } user)
            return;
        var terms = TenantSettings.Of(await facts.ForReading(invite.Tenant, [], cancellationToken)).Invitations;
        if (await Claim(invite, user, terms, cancellationToken) is not { } invitation)
            return;
        try
        {
            await sender.Send(InvitationMail.Write(invite.Tenant, invitation, user.DisplayName, terms, settings), cancellationToken);
        }
        catch (Exception exception)
        {
            if (await IsPutOff(invite, invitation, attempt, exception, cancellationToken))
                return;
            throw;
        }

        await invitations.Update(invite.Tenant, invitation, current => current with { Delivery = Delivery.Sent, SentAt = time.GetUtcNow(), ClaimedUntil = null, Reason = null });
        // Whose address changed before the invitation had a row was not seen by the reaction to that change.
        if (await users.Find(invite.Tenant, invite.UserId, cancellationToken) is { Lifecycle: Lifecycle.Pending } now && !now.Email.Equals(invitation.Email, StringComparison.OrdinalIgnoreCase))
            await queues.Send(InviteMessage.Queue, invite with { Version = invitation.Version + 1, Round = null }, cancellationToken);
    }

    // The row exists before the mail does: a mail whose sending was cut off is sent again with the same link. Null: not ours to send.
    private async Task<Invitation?> Claim(InviteMessage invite, User user, InvitationTerms terms, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var current = await invitations.Find(invite.Tenant, invite.UserId, cancellationToken);
        if (current is not null && (current.Version > invite.Version || (current.Version == invite.Version && current.Delivery is Delivery.Sent)))
            return null;
        var isSame = current is { HasLink: true } && current.Version == invite.Version && current.Email == user.Email;
        if (isSame && current!.ClaimedUntil > now)
        {
            // Somebody is at it, or died at it: looked at again when that is known.
            await queues.SendAt(InviteMessage.Queue, invite, current.ClaimedUntil.Value, cancellationToken);
            return null;
        }

        var claimed = isSame ? current! : FirstOf(current, invite, user, terms, now);
        // Refused: somebody claimed it at this very moment, and if he is cut off his own message comes again.
        return await invitations.Save(invite.Tenant, claimed with { Delivery = Delivery.Sending, ClaimedUntil = now + settings.ClaimedFor }, cancellationToken);
    }

    // A resend has made the row of its version already, without a link.
    private Invitation FirstOf(Invitation? current, InviteMessage invite, User user, InvitationTerms terms, DateTimeOffset now)
    {
        var isAsked = current is { HasLink: false } && current.Version == invite.Version;
        var invitation = new Invitation
        {
            UserId = user.Id,
            Email = user.Email,
            Version = invite.Version,
            Delivery = Delivery.Sending,
            CreatedAt = isAsked ? current!.CreatedAt : now,
            ExpiresAt = now + terms.Lifetime,
            Resends = current?.Resends ?? [],
            RowETag = current?.RowETag,
        };
        return invitation.WithLink(invite.Tenant, settings.TokenKey);
    }

    // True: there is a message for later, and this one is done with.
    private async Task<bool> IsPutOff(InviteMessage invite, Invitation invitation, int attempt, Exception exception, CancellationToken cancellationToken)
    {
        var reason = (exception.InnerException ?? exception).Message;
        var isOver = attempt >= Invitation.MaxTries;
        var isPutOff = isOver && !MailFailure.IsFinal(exception) && (invite.Round ?? 0) < settings.RetryDelays.Count;
        logger.LogWarning(exception, "Invitation of {UserId} failed, try {Attempt} of {MaxTries}, round {Round}", invitation.UserId, attempt, Invitation.MaxTries, invite.Round ?? 0);
        if (isPutOff)
            await queues.Send(InviteMessage.Queue, invite.Later(), cancellationToken, settings.RetryDelays[invite.Round ?? 0]);
        await invitations.Update(
            invite.Tenant,
            invitation,
            current => current with { Delivery = isOver && !isPutOff ? Delivery.Failed : Delivery.Sending, ClaimedUntil = null, Reason = reason[..Math.Min(reason.Length, MaxReason)] });
        return isPutOff;
    }
}
