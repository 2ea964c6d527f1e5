using System.Text.Json;
using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Mail;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.SignIn;

/// <summary>
/// Queue <c>password-resets</c> → at most one mail. A message delivered twice sends the same mail, with the same link. Five failures are followed by a wait and five more, as long as the link
/// lives; then the mail is given up, which the log says.
/// </summary>
public sealed class DeliverPasswordReset(
    UserWriter users, Passwords passwords, PasswordResetTable resets, IMailSender sender, ResetSettings settings, Facts facts, Queues queues, TimeProvider time, ILogger<DeliverPasswordReset> logger)
{
    /// <summary>Reads the message; one that cannot be read is logged and dropped, because trying it again would change nothing.</summary>
    [Function("DeliverPasswordReset")]
    public async Task Run([QueueTrigger(ResetMessage.Queue)] string message, int dequeueCount, CancellationToken cancellationToken)
    {
        ResetMessage? asked;
        try
        {
            asked = Json.Read<ResetMessage>(message);
        }
        catch (JsonException exception)
        {
            logger.LogError(exception, "A message on {Queue} is not a request for a password and was dropped.", ResetMessage.Queue);
            return;
        }

        if (asked?.Tenant is null || asked.Email is null || !TenantRegistry.IsName(asked.Tenant))
        {
            logger.LogError("A message on {Queue} names nobody and was dropped.", ResetMessage.Queue);
            return;
        }

        using var scope = logger.Correlate(asked.CorrelationId);
        await Try(asked, dequeueCount, cancellationToken);
    }

    // What comes after the last try is on the queue before it begins: whoever dies at it leaves that behind, and what was sent by then is not sent again.
    private async Task Try(ResetMessage asked, int attempt, CancellationToken cancellationToken)
    {
        var (round, isLast) = (asked.Round ?? 0, attempt >= PasswordReset.MaxTries);
        if (isLast && round < PasswordReset.RetryDelays.Count)
            await queues.Send(ResetMessage.Queue, asked.Later(), cancellationToken, PasswordReset.RetryDelays[round]);
        try
        {
            await Handle(asked, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException && (isLast || MailFailure.IsFinal(exception)))
        {
            logger.LogError(exception, "A mail for another password failed, try {Attempt} of {MaxTries}, round {Round} of {Rounds}", attempt, PasswordReset.MaxTries, round, PasswordReset.RetryDelays.Count);
        }
    }

    /// <summary>Sends the mail, unless there is no such user, or the user was sent too many. Throws when it could not be sent, or when two are at it at once.</summary>
    public async Task Handle(ResetMessage asked, CancellationToken cancellationToken)
    {
        if (await users.FindByEmail(asked.Tenant, asked.Email, cancellationToken) is not { Login.AccountEnabled: true } user)
            return;
        var version = await passwords.VersionOf(asked.Tenant, user.Id, cancellationToken);
        // Who has not accepted the invitation has a link already; it is another matter for one who was given a password.
        if (user.Lifecycle is not Lifecycle.Active && (user.Lifecycle is not Lifecycle.Pending || version is null))
            return;
        if (await Next(asked, user, version ?? default, cancellationToken) is not { SentAt: null } reset || reset.ExpiresAt <= time.GetUtcNow())
            return;
        var start = TenantSettings.Of(await facts.ForReading(asked.Tenant, [], cancellationToken)).Sso.StartUrl;
        await sender.Send(ResetMail.Write(asked.Tenant, user, reset, settings, start), cancellationToken);
        // Lost: the mail goes out once more, with the same link.
        if (await resets.Find(asked.Tenant, user.Id, cancellationToken) is { } current && current.RequestId == reset.RequestId)
            await resets.Save(asked.Tenant, current with { SentAt = time.GetUtcNow() }, cancellationToken);
    }

    // The row is there before the mail is, so a mail whose sending was cut off is sent again with the same link. Null: one too many.
    private async Task<PasswordReset?> Next(ResetMessage asked, User user, Guid version, CancellationToken cancellationToken)
    {
        var before = await resets.Find(asked.Tenant, user.Id, cancellationToken);
        if (before?.RequestId == asked.RequestId)
            return before;
        // One that was put off, and a later one was mailed for meanwhile: ids of requests are in the order of their times.
        if (before?.RequestId.CompareTo(asked.RequestId) > 0)
            return null;
        if (before?.IsTooSoon(time.GetUtcNow()) is true)
        {
            logger.LogInformation("User {UserId} was sent enough mails for another password", user.Id);
            return null;
        }

        var hasLink = user.Login.AuthenticationMethod is AuthenticationMethod.Password;
        var next = hasLink && before?.IsKept(user.Email, version, time.GetUtcNow()) is true
            ? before.Again(asked.RequestId, time.GetUtcNow())
            : PasswordReset.Next(before, user.Id, user.Email, asked.RequestId, version, hasLink, time.GetUtcNow());
        next = hasLink ? next.Sealed(asked.Tenant, settings.LinkKey) : next;
        return await resets.Save(asked.Tenant, next, cancellationToken) ? next
            : throw new InvalidOperationException($"Two requests for a password of user {user.Id} met: the message is read again.");
    }
}
