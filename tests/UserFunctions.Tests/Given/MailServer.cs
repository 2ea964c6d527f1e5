using System.Globalization;
using System.Text.Json;
using UserFunctions.Local;

namespace UserFunctions.Tests.Given;

/// <summary>A mail as the server took it.</summary>
/// <param name="From">Envelope sender.</param>
/// <param name="To">Envelope recipients.</param>
/// <param name="Secure">True when it came over TLS.</param>
/// <param name="User">Who was signed in; null: nobody.</param>
/// <param name="Raw">The mail itself, as Latin-1 text.</param>
public sealed record TakenMail(string From, string[] To, bool Secure, string? User, string Raw)
{
    /// <summary>The mail, read.</summary>
    public ReceivedMail Mail => ReceivedMail.Parse(Raw);
}

/// <summary>A real SMTP server on 127.0.0.1, a process of its own.</summary>
public sealed class MailServer : IAsyncDisposable
{
    private static readonly string Folder = Path.Combine(LocalFolders.Repository, "tests", "UserFunctions.Tests", "Smtp");

    private readonly ChildProcess process;

    private MailServer(ChildProcess process) => this.process = process;

    /// <summary>Where it listens.</summary>
    public int Port { get; private set; }

    /// <summary>The mails so far, in the order in which they were taken.</summary>
    public IReadOnlyList<TakenMail> Mails => [.. process.Lines.Where(IsMail).Select(line => JsonSerializer.Deserialize<TakenMail>(line, JsonSerializerOptions.Web)!)];

    /// <summary>Starts it.</summary>
    /// <param name="certificate">For STARTTLS; null offers none.</param>
    /// <param name="user">Who has to sign in; null takes mails from anybody.</param>
    /// <param name="password">For <paramref name="user"/>.</param>
    /// <param name="refuse">Every how manieth mail is put off with 451; 0: none.</param>
    public static async Task<MailServer> Start(MailCertificate? certificate, string? user = null, string password = "", int refuse = 0)
    {
        await NpmInstallation.Ensure(Folder, "the SMTP server", null, CancellationToken.None);
        string[] tls = certificate is null ? [] : ["--cert", certificate.CertificateFile, "--key", certificate.KeyFile];
        string[] signIn = user is null ? [] : ["--user", user, "--password", password];
        var process = ChildProcess.Start("node", [Path.Combine(Folder, "server.mjs"), .. tls, .. signIn, "--refuse", refuse.ToString(CultureInfo.InvariantCulture)], Folder);
        var server = new MailServer(process);
        server.Port = JsonDocument.Parse(await process.Says(line => line.StartsWith("{\"port\"", StringComparison.Ordinal))).RootElement.GetProperty("port").GetInt32();
        return server;
    }

    /// <summary>How many mails there are so far.</summary>
    public int Count => process.Lines.Count(IsMail);

    /// <summary>How many were put off.</summary>
    public int Refused => process.Lines.Count(line => line.StartsWith("{\"refused\"", StringComparison.Ordinal));

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private static bool IsMail(string line) => line.StartsWith("{\"from\"", StringComparison.Ordinal);
}
