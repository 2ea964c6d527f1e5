using System.Buffers.Text;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace UserFunctions.Invitations;

/// <summary>Settings under <c>Invitations__…</c>. A wrong one stops the app with a sentence that names it.</summary>
public sealed class InvitationSettings
{
    private const int ShortestKey = 32;

    /// <summary>Reads and checks the settings.</summary>
    public InvitationSettings(IConfiguration configuration)
    {
        var settings = configuration.GetSection("Invitations");
        TokenKey = Key(settings["TokenKey"]);
        From = settings["From"] is { Length: > 0 } from ? from : "no-reply@userfunctions.example";
        if (!System.Net.Mail.MailAddress.TryCreate(From, out _))
            throw Wrong("From", From, "one mail address");
        AcceptUrl = settings["AcceptUrl"] is { Length: > 0 } url ? url : "http://localhost:7071/api/invitations/accept";
        if (!Uri.TryCreate(AcceptUrl, UriKind.Absolute, out var accept) || accept.Scheme is not ("http" or "https"))
            throw Wrong("AcceptUrl", AcceptUrl, "an absolute http or https URL");
        PickupFolder = settings["PickupFolder"] is { Length: > 0 } folder ? folder : Path.Combine(Path.GetTempPath(), "userfunctions-mail");
        ClaimedFor = Invitation.ClaimedFor;
        if (settings["ClaimedFor"] is { Length: > 0 } span)
            ClaimedFor = TimeSpan.TryParse(span, CultureInfo.InvariantCulture, out var claimed) && claimed > TimeSpan.Zero ? claimed : throw Wrong("ClaimedFor", span, "a time span such as 00:00:40");
        Smtp = settings["SmtpHost"] is { Length: > 0 } host ? ReadSmtp(host, settings) : null;
    }

    /// <summary><c>TokenKey</c>: at least 32 random bytes in base64url; whoever has it and the table can make links.</summary>
    public byte[] TokenKey { get; }

    /// <summary><c>From</c>: the sender's address.</summary>
    public string From { get; }

    /// <summary><c>AcceptUrl</c>: the page that the link opens; <c>?token=…</c> is added.</summary>
    public string AcceptUrl { get; }

    /// <summary><c>PickupFolder</c>: where mails are put as <c>.eml</c> files while no SMTP server is set.</summary>
    public string PickupFolder { get; }

    /// <summary><c>ClaimedFor</c>: <see cref="Invitation.ClaimedFor"/> unless set. With less than a mail server takes, a mail may go out twice.</summary>
    public TimeSpan ClaimedFor { get; }

    /// <summary>The SMTP server; null: the pickup folder.</summary>
    public SmtpSettings? Smtp { get; }

    private static SmtpSettings ReadSmtp(string host, IConfigurationSection settings)
    {
        var port = 587;
        if (settings["SmtpPort"] is { Length: > 0 } text && !(int.TryParse(text, out port) && port is > 0 and < 65536))
            throw Wrong("SmtpPort", text, "a number from 1 to 65535");
        var startTls = true;
        if (settings["SmtpStartTls"] is { Length: > 0 } flag && !bool.TryParse(flag, out startTls))
            throw Wrong("SmtpStartTls", flag, "true or false");
        var user = settings["SmtpUser"] is { Length: > 0 } name ? name : null;
        if (user is not null && !startTls)
            throw Wrong("SmtpStartTls", "false", "true while SmtpUser is set: a password is not sent in clear");
        return new(host, port, startTls, user, settings["SmtpPassword"] ?? "");
    }

    private static byte[] Key(string? text)
    {
        try
        {
            var key = Base64Url.DecodeFromChars(text ?? "");
            if (key.Length >= ShortestKey)
                return key;
        }
        catch (FormatException)
        {
            // Said below, without the value.
        }

        throw new InvalidOperationException($"The setting Invitations__TokenKey must be at least {ShortestKey} random bytes in base64url (openssl rand -base64 32 | tr '+/' '-_').");
    }

    private static InvalidOperationException Wrong(string name, string value, string allowed) =>
        new($"The setting Invitations__{name} is '{value}'; it must be {allowed}.");
}

/// <summary>An SMTP server.</summary>
/// <param name="Host">Name or address.</param>
/// <param name="Port">587 unless set.</param>
/// <param name="StartTls">True: nothing is sent before the connection is encrypted (RFC 3207).</param>
/// <param name="User">Null: no authentication.</param>
/// <param name="Password">For <paramref name="User"/>.</param>
public sealed record SmtpSettings(string Host, int Port, bool StartTls, string? User, string Password);
