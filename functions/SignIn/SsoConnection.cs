using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.IdentityModel.Protocols;
using UserFunctions.Platform.Net;

namespace UserFunctions.SignIn;

/// <summary>Fetches what issuers publish: over https, only from the public internet, without redirects, bounded in size and time.</summary>
public sealed class SsoConnection : IDocumentRetriever, IDisposable
{
    /// <summary>Setting: <c>true</c> allows issuers on this very machine, and http to them; for local work.</summary>
    public const string LoopbackSetting = "SignIn:AllowLoopback";

    private const int MaxBytes = 512 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly SafeConnection connection;
    private readonly TimeProvider time;

    /// <summary>Reads the setting; one that is neither true nor false stops the app.</summary>
    public SsoConnection(IConfiguration configuration, ResolveHost resolve, TimeProvider time)
    {
        this.time = time;
        var allowLoopback = false;
        if (configuration[LoopbackSetting] is { Length: > 0 } flag && !bool.TryParse(flag, out allowLoopback))
            throw new InvalidOperationException($"The setting SignIn__AllowLoopback is '{flag}'; it must be true or false.");
        connection = new(new(allowLoopback, Timeout), resolve);
    }

    /// <inheritdoc/>
    public async Task<string> GetDocumentAsync(string address, CancellationToken cancel)
    {
        if (await connection.Refusal(address, cancel) is { } refused)
            throw new ClosedAddressException(refused);
        using var limit = new CancellationTokenSource(Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.ParseAdd("application/json");
        using var response = await connection.Client.SendAsync(request, both.Token);
        if (response.StatusCode is not HttpStatusCode.OK)
            throw new IOException($"answered {(int)response.StatusCode}");
        return await Read(await response.Content.ReadAsStreamAsync(both.Token), both.Token);
    }

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();

    private static async Task<string> Read(Stream content, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        var part = new byte[16 * 1024];
        for (int count; (count = await content.ReadAsync(part, cancellationToken)) > 0;)
        {
            if (buffer.Length + count > MaxBytes)
                throw new IOException($"sent more than {MaxBytes} bytes");
            buffer.Write(part, 0, count);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
