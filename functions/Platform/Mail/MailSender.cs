using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;

namespace UserFunctions.Platform.Mail;

/// <summary>Hands a mail on. Returning means that the other side has it; whatever it throws says why not.</summary>
public interface IMailSender
{
    /// <summary>Sends the mail.</summary>
    Task Send(Letter letter, CancellationToken cancellationToken);
}

/// <summary>Sends through an SMTP server, encrypted by STARTTLS unless the settings say otherwise.</summary>
/// <param name="settings">The server.</param>
/// <param name="from">The sender's address.</param>
public sealed class SmtpMailSender(SmtpSettings settings, string from) : IMailSender
{
    private const int TimeoutMilliseconds = 30_000;

    /// <inheritdoc/>
    public async Task Send(Letter letter, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient(settings.Host, settings.Port) { EnableSsl = settings.StartTls, Timeout = TimeoutMilliseconds };
        if (settings.User is not null)
            client.Credentials = new NetworkCredential(settings.User, settings.Password);
        // The client's own timeout does not hold for the asynchronous call.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeoutMilliseconds);
        using var message = Envelope.Of(letter, from);
        await client.SendMailAsync(message, limit.Token);
    }
}

/// <summary>Puts each mail as an <c>.eml</c> file into a folder; the same mail again replaces its file.</summary>
/// <param name="folder">Made when it is not there.</param>
/// <param name="from">The sender's address.</param>
public sealed class PickupMailSender(string folder, string from) : IMailSender
{
    /// <inheritdoc/>
    public Task Send(Letter letter, CancellationToken cancellationToken)
    {
        // Written beside and moved: whoever watches the folder never sees half a mail.
        var draft = Path.Combine(folder, ".draft", Path.GetRandomFileName());
        Directory.CreateDirectory(draft);
        try
        {
            using var client = new SmtpClient { DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory, PickupDirectoryLocation = draft };
            using var message = Envelope.Of(letter, from);
            client.Send(message);
            File.Move(Directory.EnumerateFiles(draft).Single(), Path.Combine(folder, letter.Id + ".eml"), overwrite: true);
        }
        finally
        {
            Directory.Delete(draft, recursive: true);
        }

        return Task.CompletedTask;
    }
}

/// <summary>A letter as a mail of the wire (RFC 5322).</summary>
internal static class Envelope
{
    public static MailMessage Of(Letter letter, string from)
    {
        // The class does not escape what ends a quoted name, so that a name could look like further recipients.
        var shown = letter.ToName.Replace('"', '\'').Replace('\\', '/');
        var mail = new MailMessage(new MailAddress(from), new MailAddress(letter.To, shown, Encoding.UTF8))
        {
            Subject = letter.Subject,
            SubjectEncoding = Encoding.UTF8,
            BodyEncoding = Encoding.UTF8,
            Body = letter.Text,
        };
        mail.Headers.Add("Message-ID", $"<{letter.Id}@{mail.From!.Host}>");
        if (letter.Html is not null)
            mail.AlternateViews.Add(AlternateView.CreateAlternateViewFromString(letter.Html, Encoding.UTF8, MediaTypeNames.Text.Html));
        return mail;
    }
}
