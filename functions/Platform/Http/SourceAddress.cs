using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace UserFunctions.Platform.Http;

/// <summary>Where a request comes from, by what <see cref="TrustedProxies"/> say.</summary>
public static class SourceAddress
{
    // One customer of a provider has this much of IPv6, and may use any address in it.
    private const int BytesOfNetwork = 8;

    /// <summary>The IPv4 address, or the IPv6 network of 64 bits; <see cref="IPAddress.None"/> when nobody says.</summary>
    public static IPAddress Of(HttpContext context) => Network(Exact(context));

    /// <summary>The whole address, an IPv4 one in IPv6 clothes as IPv4; <see cref="IPAddress.None"/> when nobody says.</summary>
    public static IPAddress Exact(HttpContext context) => context.RequestServices.GetRequiredService<TrustedProxies>().Source(context);

    /// <summary>What limits are counted by: the IPv4 address itself, or the network of 64 bits that an IPv6 address lies in.</summary>
    public static IPAddress Network(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(BytesOfNetwork).Clear();
        return new(bytes);
    }
}

/// <summary>Whose word about where a request comes from is taken: X-Forwarded-For can be written by anybody, and only what a proxy of our own wrote into it counts.</summary>
public sealed class TrustedProxies
{
    /// <summary>
    /// Setting: how many proxies stand in front of the app, each of which adds the address that it was called from (Azure's front end is one), or the addresses and CIDR ranges
    /// of those proxies with commas between them. Absent or 0: none, the header is ignored.
    /// </summary>
    public const string Setting = "Http:TrustedProxies";

    private const string Header = "X-Forwarded-For";
    private const int Most = 16;

    private readonly int count;
    private readonly IReadOnlyList<IPNetwork> networks = [];

    /// <summary>Reads the setting; one that is neither a number nor a list of addresses stops the app.</summary>
    public TrustedProxies(IConfiguration configuration)
    {
        var setting = configuration[Setting]?.Trim();
        if (string.IsNullOrEmpty(setting) || (int.TryParse(setting, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count <= Most))
            return;
        networks = [.. setting.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(part => NetworkOf(part)
            ?? throw new InvalidOperationException($"The setting Http__TrustedProxies is '{setting}'; it must be a whole number from 0 to {Most}, or addresses and CIDR ranges with commas between them, such as 10.0.0.0/8."))];
    }

    /// <summary>The address that a request comes from; <see cref="IPAddress.None"/> when nobody says.</summary>
    /// <remarks>
    /// Of n proxies the n-th entry from the end counts, when there are as many. Of listed ones the last entry that is none of them counts, when the connection itself comes from one. Otherwise it is
    /// the address of the connection.
    /// </remarks>
    public IPAddress Source(HttpContext context)
    {
        var connected = Plain(context.Connection.RemoteIpAddress ?? IPAddress.None);
        if (count == 0 && networks.Count == 0)
            return connected;
        var entries = context.Request.Headers[Header].ToString().Split(',', StringSplitOptions.TrimEntries);
        return networks.Count == 0 ? Counted(entries) ?? connected : Listed(entries, connected);
    }

    private IPAddress? Counted(string[] entries) => entries.Length < count ? null : AddressOf(entries[^count]);

    // What is no address was not written by a proxy, so nothing before it counts either.
    private IPAddress Listed(string[] entries, IPAddress connected)
    {
        var source = connected;
        for (var i = entries.Length - 1; i >= 0 && IsOurs(source) && AddressOf(entries[i]) is { } before; i--)
            source = before;
        return source;
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private bool IsOurs(IPAddress address) => networks.Any(network => network.Contains(address));

    // Azure's front end writes the port as well.
    private static IPAddress? AddressOf(string entry) => IPEndPoint.TryParse(entry, out var sent) ? Plain(sent.Address) : null;

    // A number alone would be an address too, by the oldest way to write one.
    private static IPNetwork? NetworkOf(string text)
    {
        if (!text.Contains('.') && !text.Contains(':'))
            return null;
        if (IPNetwork.TryParse(text, out var network))
            return network;
        return IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128) : null;
    }
}
