using System.Net.Mail;

namespace UserFunctions.Platform.Mail;

/// <summary>The other side has answered that it does not take the mail.</summary>
/// <param name="message">Why, without anything secret.</param>
/// <param name="isFinal">It will not take it later either.</param>
public sealed class MailRefusedException(string message, bool isFinal) : IOException(message)
{
    /// <summary>Trying again after a while changes nothing.</summary>
    public bool IsFinal { get; } = isFinal;
}

/// <summary>What a failure to send means for the next try.</summary>
public static class MailFailure
{
    // The 5xx of RFC 5321 that speak of the mailbox or the mail; others come from settings that somebody may correct meanwhile.
    private static readonly HashSet<SmtpStatusCode> Final =
    [
        SmtpStatusCode.MailboxUnavailable, SmtpStatusCode.UserNotLocalTryAlternatePath, SmtpStatusCode.ExceededStorageAllocation, SmtpStatusCode.MailboxNameNotAllowed, SmtpStatusCode.TransactionFailed,
    ];

    /// <summary>True when trying again after a while changes nothing: there is no such mailbox, or the mail itself is refused.</summary>
    public static bool IsFinal(Exception exception) => exception switch
    {
        MailRefusedException refused => refused.IsFinal,
        SmtpException smtp => Final.Contains(smtp.StatusCode),
        _ => false,
    };
}
