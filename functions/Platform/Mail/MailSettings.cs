using System.Net.Mail;
using Microsoft.Extensions.Configuration;
using UserFunctions.Platform.Signing;

namespace UserFunctions.Platform.Mail;

/// <summary>How mails go out: settings under <c>Invitations__…</c>, where the first mails were. A wrong one stops the app with a sentence that names it.</summary>
public sealed class MailSettings
{
    private const int SubmissionPort = 587;

    /// <summary>Reads and checks the settings.</summary>
    public MailSettings(IConfiguration configuration)
    {
        var settings = configuration.GetSection("Invitations");
        From = settings["From"] is { Length: > 0 } from ? from : "no-reply@userfunctions.example";
        if (!MailAddress.TryCreate(From, out _))
            throw Wrong("From", From, "one mail address");
        PickupFolder = settings["PickupFolder"] is { Length: > 0 } folder ? folder : Path.Combine(Path.GetTempPath(), "userfunctions-mail");
        Smtp = settings["SmtpHost"] is { Length: > 0 } host ? ReadSmtp(host, settings) : null;
        Http = settings["HttpUrl"] is { Length: > 0 } url ? ReadHttp(url, settings["HttpSecret"]) : null;
        if (Http is not null && Smtp is not null)
            throw Wrong("HttpUrl", Http.Url.Host, "empty while SmtpHost is set: mails go one way");
    }

    /// <summary><c>From</c>: the sender's address.</summary>
    public string From { get; }

    /// <summary><c>PickupFolder</c>: where mails are put as <c>.eml</c> files while no SMTP server is set.</summary>
    public string PickupFolder { get; }

    /// <summary>The SMTP server; null: the pickup folder.</summary>
    public SmtpSettings? Smtp { get; }

    /// <summary>The flow that sends the mails itself; null: none does.</summary>
    public HttpMailSettings? Http { get; }

    /// <summary>What sends the mails by these settings.</summary>
    /// <param name="post">For a flow that sends them.</param>
    public IMailSender Sender(PostMail post) =>
        Http is not null ? new HttpMailSender(Http, From, post) : Smtp is not null ? new SmtpMailSender(Smtp, From) : new PickupMailSender(PickupFolder, From);

    private static HttpMailSettings ReadHttp(string url, string? secret)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || !(address.Scheme == Uri.UriSchemeHttps || (address.IsLoopback && address.Scheme == Uri.UriSchemeHttp)))
            throw new InvalidOperationException("The setting Invitations__HttpUrl must be an absolute https URL: that of a flow's HTTP trigger.");
        return IsSecret(secret) ? new(address, secret!)
            : throw new InvalidOperationException($"The setting Invitations__HttpSecret must be {Signature.Prefix} and at least {HttpMailSettings.ShortestSecret} random bytes in base64 (openssl rand -base64 32).");
    }

    private static bool IsSecret(string? text)
    {
        if (text is null || !text.StartsWith(Signature.Prefix, StringComparison.Ordinal))
            return false;
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text[Signature.Prefix.Length..], bytes, out var length) && length >= HttpMailSettings.ShortestSecret;
    }

    private static SmtpSettings ReadSmtp(string host, IConfigurationSection settings)
    {
        var port = SubmissionPort;
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
