using System.Globalization;
using System.Security.Cryptography;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Invitations;

/// <summary>The app as a process of its own sends to a real SMTP server over loopback.</summary>
public sealed class SmtpTests
{
    private const string User = "mailer";
    private const string Password = "a password 'with' blanks";

    [LinuxFact]
    public async Task Each_user_gets_one_mail_over_an_encrypted_and_signed_in_connection()
    {
        using var certificate = new MailCertificate();
        await using var server = await MailServer.Start(certificate, User, Password);
        await using var app = await Sender(server, certificate, (User, Password));
        var emails = Enumerable.Range(0, 12).Select(_ => TestTenant.NewEmail()).ToList();
        var ids = await Task.WhenAll(emails.Select(email => app.Create(email, "Zoë Müller")));
        await Task.WhenAll(ids.Select(id => app.Delivery(id, "sent")));

        Assert.Equal(emails.Order(), server.Mails.Select(m => Assert.Single(m.To)).Order());
        Assert.All(server.Mails, m => Assert.Equal((true, User, "no-reply@userfunctions.example"), (m.Secure, m.User, m.From)));
        Assert.All(server.Mails, m => Assert.Equal(m.To[0], m.Mail.To));
        Assert.All(server.Mails, m => Assert.Contains("Zoë Müller", m.Mail.Body, StringComparison.Ordinal));
        Assert.Equal(12, server.Mails.Select(m => m.Mail.Token).Distinct().Count());
        Assert.All(server.Mails, m => Assert.DoesNotContain(app.Process.Lines, line => line.Contains(m.Mail.Token.Split('.')[2], StringComparison.Ordinal)));
        Assert.DoesNotContain(app.Process.Lines, line => line.Contains(Password, StringComparison.Ordinal));
    }

    [LinuxFact]
    public async Task The_link_of_the_mail_makes_the_user_active()
    {
        using var certificate = new MailCertificate();
        await using var server = await MailServer.Start(certificate);
        await using var app = await Sender(server, certificate);
        var id = await app.Create(TestTenant.NewEmail(), "Asha Rao");
        await app.Delivery(id, "sent");
        (await app.Send(HttpMethod.Post, "invitations/accept", new { token = Assert.Single(server.Mails).Mail.Token })).Expect(System.Net.HttpStatusCode.OK);
        Assert.Equal("Active", (await app.Send(HttpMethod.Get, $"users/{id}")).TextOf("lifecycle"));
    }

    [LinuxFact]
    public async Task A_certificate_of_an_unknown_authority_is_refused_and_nothing_is_sent_in_clear()
    {
        using var certificate = new MailCertificate();
        using var another = new MailCertificate();
        await using var server = await MailServer.Start(certificate, User, Password);
        await using var app = await Sender(server, another, (User, Password));
        var id = await app.Create(TestTenant.NewEmail(), "Asha Rao");
        var reason = await app.Failure(id);
        Assert.Contains("certificate", reason, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(server.Mails);
        Assert.DoesNotContain(Password, reason, StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task A_server_without_STARTTLS_is_refused_and_nothing_is_sent_in_clear()
    {
        using var certificate = new MailCertificate();
        await using var server = await MailServer.Start(certificate: null);
        await using var app = await Sender(server, certificate);
        var id = await app.Create(TestTenant.NewEmail(), "Asha Rao");
        Assert.Contains("secure connection", await app.Failure(id), StringComparison.OrdinalIgnoreCase);
        Assert.Empty(server.Mails);
    }

    [LinuxFact]
    public async Task Wrong_credentials_are_told_as_the_reason()
    {
        using var certificate = new MailCertificate();
        await using var server = await MailServer.Start(certificate, User, Password);
        await using var app = await Sender(server, certificate, (User, "another password"));
        var id = await app.Create(TestTenant.NewEmail(), "Asha Rao");
        Assert.NotEmpty(await app.Failure(id));
        Assert.Empty(server.Mails);
        Assert.DoesNotContain(app.Process.Lines, line => line.Contains("another password", StringComparison.Ordinal));
    }

    private static async Task<SendingApp> Sender(MailServer server, MailCertificate trusted, (string User, string Password)? signIn = null)
    {
        var settings = new Dictionary<string, string>(trusted.Trust)
        {
            ["Invitations__SmtpHost"] = "localhost",
            ["Invitations__SmtpPort"] = server.Port.ToString(CultureInfo.InvariantCulture),
        };
        if (signIn is { } given)
            (settings["Invitations__SmtpUser"], settings["Invitations__SmtpPassword"]) = given;
        return await SendingApp.Start(settings);
    }

    /// <summary>The child process, called over HTTP.</summary>
    private sealed record SendingApp(ChildProcess Process, Uri Address, string Key) : IAsyncDisposable
    {
        private static readonly HttpClient Client = new();

        public static async Task<SendingApp> Start(Dictionary<string, string> settings)
        {
            var key = AzuriteFixture.NewName();
            settings["Keys__Bootstrap"] = key;
            settings["Invitations__TokenKey"] = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
            var process = await ChildApp.Start(await AzuriteFixture.NewAccount(), settings);
            return new(process, ChildApp.Address(process), key);
        }

        public async Task<Reply> Send(HttpMethod method, string path, object? body = null)
        {
            using var request = new HttpRequestMessage(method, new Uri(Address, path)) { Content = body is null ? null : TestApp.Body(body) };
            request.Headers.Add("x-functions-key", Key);
            using var response = await Client.SendAsync(request);
            return await Reply.Read(response);
        }

        public async Task<Guid> Create(string email, string displayName) =>
            (await Send(HttpMethod.Post, "users", new { email, displayName })).Expect(System.Net.HttpStatusCode.Created).Id;

        public Task Delivery(Guid user, string state) =>
            Eventually.Holds(async () => (await Send(HttpMethod.Get, $"users/{user}/invitation")).TextOf("delivery") == state);

        public Task<string> Failure(Guid user) => Eventually.Finds(async () => (await Send(HttpMethod.Get, $"users/{user}/invitation")).TextOf("reason"));

        public ValueTask DisposeAsync() => Process.DisposeAsync();
    }
}
