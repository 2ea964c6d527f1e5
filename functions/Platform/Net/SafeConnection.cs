using System.Net;
using System.Net.Sockets;
using UserFunctions.Platform.Http;

namespace UserFunctions.Platform.Net;

/// <summary>The addresses of a host by its name.</summary>
public delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken cancellationToken);

/// <summary>An address that is not called; the message says which host and why.</summary>
public sealed class ClosedAddressException(string message) : IOException(message);

/// <summary>What connections are allowed.</summary>
/// <param name="AllowLoopback">Addresses of this very machine, and http to them.</param>
/// <param name="Timeout">How long connecting may take.</param>
public sealed record ConnectionRules(bool AllowLoopback, TimeSpan Timeout);

/// <summary>
/// Connections to addresses that others named: receivers of events, identity providers. Each one is made to an address that was just looked up and checked, so a name that leads elsewhere than when it was named, or elsewhere than a
/// moment ago, gets nowhere. No proxy, no redirects, no cookies.
/// </summary>
public sealed class SafeConnection(ConnectionRules rules, ResolveHost resolve) : IDisposable
{
    private const int MaxUrl = 2048;
    private static readonly TimeSpan Reused = TimeSpan.FromMinutes(2);

    private HttpMessageInvoker? client;

    /// <summary>Sends requests.</summary>
    public HttpMessageInvoker Client => client ??= new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = rules.Timeout,
        PooledConnectionLifetime = Reused,
        MaxResponseHeadersLength = 16,
        ConnectCallback = Connect,
        ActivityHeadersPropagator = null,
    });

    /// <summary>What is wrong with a URL, in words that follow its name; null: nothing.</summary>
    public async Task<string?> Refusal(string text, CancellationToken cancellationToken)
    {
        if (text.Length > MaxUrl)
            return $"has {text.Length} characters; at most {MaxUrl} are allowed";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.HostNameType is UriHostNameType.Unknown or UriHostNameType.Basic || url.Host.Length == 0)
            return $"'{FieldReader.Shown(text)}' is not an absolute URL such as https://example.com/hook";
        if (url.UserInfo.Length > 0 || url.Fragment.Length > 0)
            return "must have no user name and no fragment";
        var isLocal = rules.AllowLoopback && (url.IsLoopback || url.Host == "[::1]");
        if (url.Scheme != Uri.UriSchemeHttps && !(isLocal && url.Scheme == Uri.UriSchemeHttp))
            return $"begins with {url.Scheme}: only https is allowed";
        try
        {
            _ = await Addresses(url.IdnHost, cancellationToken);
            return null;
        }
        catch (ClosedAddressException exception)
        {
            return exception.Message;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => client?.Dispose();

    // One closed address among several closes the name: who mixes them wants to get past this.
    private async Task<IPAddress[]> Addresses(string host, CancellationToken cancellationToken)
    {
        IPAddress[] found;
        try
        {
            found = IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : await resolve(host, cancellationToken);
        }
        catch (SocketException)
        {
            found = [];
        }

        if (found.Length == 0)
            throw new ClosedAddressException($"names the host '{FieldReader.Shown(host)}', which cannot be found");
        return Array.TrueForAll(found, address => PublicAddress.Allows(address, rules.AllowLoopback))
            ? found
            : throw new ClosedAddressException($"leads to an address that is not of the public internet (host '{FieldReader.Shown(host)}'): loopback, private, link-local and metadata addresses are refused");
    }

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await Addresses(context.DnsEndPoint.Host, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
