using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace UserFunctions.Tenants;

/// <summary>IPv4 and IPv6 addresses and CIDR ranges (S022, S051).</summary>
public static class IpRange
{
    /// <summary>The range in canonical form, a single address as <c>/32</c> or <c>/128</c>; null when the text is none.</summary>
    /// <remarks>203.0.113.7/24 means the range that the address lies in; an IPv4 address in IPv6 clothes (<c>::ffff:203.0.113.7</c>) is the IPv4 address.</remarks>
    public static string? Parse(string text)
    {
        var parts = text.Split('/');
        if (parts.Length > 2 || Address(parts[0]) is not { } address)
            return null;
        var bits = address.GetAddressBytes().Length * 8;
        if (parts.Length == 1)
            return new IPNetwork(address, bits).ToString();
        // The length of a range in IPv6 clothes counts from the IPv6 address's beginning.
        var clothes = parts[0].Contains(':', StringComparison.Ordinal) ? 128 - bits : 0;
        return int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length - clothes is var own && own >= 0 && own <= bits
            ? new IPNetwork(Masked(address, own), own).ToString()
            : null;
    }

    /// <summary>True when the address lies in one of the ranges; false for a text that is no single address.</summary>
    public static bool Cover(IEnumerable<string> ranges, string address) => Address(address) is { } single && Cover(ranges, single);

    /// <summary>The same for an address that was read; an IPv4 address in IPv6 clothes is the IPv4 address.</summary>
    public static bool Cover(IEnumerable<string> ranges, IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return ranges.Any(range => Parse(range) is { } known && IPNetwork.Parse(known).Contains(plain));
    }

    // The parser also takes 10, 10.1, 0x0a.1.1.1 and 010.1.1.1 (octal), which are addresses to it and mistakes to a person, and scopes and ports such as %eth0 and [::1]:80.
    private static IPAddress? Address(string text)
    {
        if (text.AsSpan().ContainsAny('%', '[') || !IPAddress.TryParse(text, out var address))
            return null;
        if (address.AddressFamily is AddressFamily.InterNetwork)
            return address.ToString() == text ? address : null;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    private static IPAddress Masked(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = length; bit < bytes.Length * 8; bit++)
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return new IPAddress(bytes);
    }
}
