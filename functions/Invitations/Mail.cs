using System.Net;
using System.Net.Mail;
using System.Text;

namespace UserFunctions.Invitations;

/// <summary>Hands a mail on. Returning means that the other side has it.</summary>
public interface IMailSender
{
    /// <summary>Sends the mail; <paramref name="id"/> is the same each time the same mail is sent.</summary>
    Task Send(MailMessage mail, string id, CancellationToken cancellationToken);
}

/// <summary>Sends through an SMTP server, encrypted by STARTTLS unless the settings say otherwise.</summary>
public sealed class SmtpMailSender(SmtpSettings settings) : IMailSender
{
    private const int TimeoutMilliseconds = 30_000;

    /// <inheritdoc/>
    public async Task Send(MailMessage mail, string id, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient(settings.Host, settings.Port) { EnableSsl = settings.StartTls, Timeout = TimeoutMilliseconds };
        if (settings.User is not null)
            client.Credentials = new NetworkCredential(settings.User, settings.Password);
        // The client's own timeout does not hold for the asynchronous call.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeoutMilliseconds);
        await client.SendMailAsync(mail, limit.Token);
    }
}

/// <summary>Puts each mail as an <c>.eml</c> file into a folder; the same mail again replaces its file.</summary>
public sealed class PickupMailSender(string folder) : IMailSender
{
    /// <inheritdoc/>
    public Task Send(MailMessage mail, string id, CancellationToken cancellationToken)
    {
        // Written beside and moved: whoever watches the folder never sees half a mail.
        var draft = Path.Combine(folder, ".draft", Path.GetRandomFileName());
        Directory.CreateDirectory(draft);
        try
        {
            using var client = new SmtpClient { DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory, PickupDirectoryLocation = draft };
            client.Send(mail);
            File.Move(Directory.EnumerateFiles(draft).Single(), Path.Combine(folder, id + ".eml"), overwrite: true);
        }
        finally
        {
            Directory.Delete(draft, recursive: true);
        }

        return Task.CompletedTask;
    }
}

/// <summary>Writes the invitation's mail.</summary>
internal static class InvitationMail
{
    public static string IdOf(string tenant, Invitation invitation) => $"{tenant}-{invitation.UserId:D}-{invitation.Version}";

    public static MailMessage Write(string tenant, Invitation invitation, string name, InvitationSettings settings)
    {
        var separator = settings.AcceptUrl.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var link = $"{settings.AcceptUrl}{separator}token={Uri.EscapeDataString(invitation.Token(tenant, settings.TokenKey))}";
        // The class does not escape what ends a quoted name, so that a name could look like further recipients.
        var shown = name.Replace('"', '\'').Replace('\\', '/');
        var mail = new MailMessage(new MailAddress(settings.From), new MailAddress(invitation.Email, shown, Encoding.UTF8))
        {
            Subject = Invitation.Subject,
            SubjectEncoding = Encoding.UTF8,
            BodyEncoding = Encoding.UTF8,
            Body = $"""
                Hello {name},

                you are invited to join {tenant}. To accept, open this link before {invitation.ExpiresAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC:

                {link}

                If you did not expect this mail, do nothing: the link stops working by itself.
                """,
        };
        mail.Headers.Add("Message-ID", $"<{IdOf(tenant, invitation)}@{new MailAddress(settings.From).Host}>");
        return mail;
    }
}
