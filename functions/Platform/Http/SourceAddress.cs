using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace UserFunctions.Platform.Http;

/// <summary>Where a request comes from.</summary>
public static class SourceAddress
{
    // One customer of a provider has this much of IPv6, and may use any address in it.
    private const int BytesOfNetwork = 8;

    /// <summary>The IPv4 address, or the IPv6 network of 64 bits; <see cref="IPAddress.None"/> when nobody says.</summary>
    /// <remarks>The last entry of X-Forwarded-For is written by Azure's front end; those before it are what the caller says of itself. Where nothing stands in front the caller writes that one too.</remarks>
    public static IPAddress Of(HttpContext context)
    {
        var forwarded = context.Request.Headers["X-Forwarded-For"].ToString();
        var last = forwarded[(forwarded.LastIndexOf(',') + 1)..].Trim();
        return Network(IPEndPoint.TryParse(last, out var sent) ? sent.Address : context.Connection.RemoteIpAddress ?? IPAddress.None);
    }

    private static IPAddress Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(BytesOfNetwork).Clear();
        return new(bytes);
    }
}
