using System.Net;
using System.Net.Sockets;

namespace UserFunctions.Platform.Net;

/// <summary>Which addresses the app calls for others: those of the public internet, so that nobody makes this app call what only it can reach.</summary>
public static class PublicAddress
{
    private static readonly IPNetwork[] Closed =
    [
        .. new[]
        {
            // This network, private, shared (CGNAT), loopback, link-local with the cloud's metadata.
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
            // Protocol assignments, documentation, 6to4 relays, benchmarks, multicast, reserved and broadcast.
            "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            // The host's own services on Azure, although the address is a public one.
            "168.63.129.16/32",
            // Within the public part of IPv6: tunnels that lead to any IPv4 address, benchmarks, ORCHID, documentation.
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(text => IPNetwork.Parse(text)),
    ];

    // Everything else in IPv6 is loopback, unspecified, link-local, unique-local, multicast, translated or not given out.
    private static readonly IPNetwork OpenV6 = IPNetwork.Parse("2000::/3");

    /// <summary>True for an address of the public internet; with <paramref name="allowsLoopback"/> also for those of this machine.</summary>
    public static bool Allows(IPAddress address, bool allowsLoopback)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (allowsLoopback && IPAddress.IsLoopback(address))
            return true;
        return (address.AddressFamily is AddressFamily.InterNetwork || OpenV6.Contains(address)) && !Closed.Any(network => network.Contains(address));
    }
}
