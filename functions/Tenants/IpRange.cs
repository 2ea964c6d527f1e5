using System.Net;

namespace UserFunctions.Tenants;

/// <summary>IPv4 and IPv6 addresses and CIDR ranges (S022, S051).</summary>
public static class IpRange
{
    /// <summary>The range in canonical form, a single address as <c>/32</c> or <c>/128</c>; null when the text is none.</summary>
    public static string? Parse(string text)
    {
        // Short forms such as "10" or "10.1" are addresses to the parser and mistakes to a person.
        var address = text.Split('/')[0];
        if (!address.Contains(':', StringComparison.Ordinal) && address.Split('.').Length != 4)
            return null;
        if (IPNetwork.TryParse(text, out var network))
            return network.ToString();
        if (!text.Contains('/', StringComparison.Ordinal))
            return IPAddress.TryParse(text, out var single) ? new IPNetwork(single, single.GetAddressBytes().Length * 8).ToString() : null;
        return Masked(text);
    }

    // 203.0.113.7/24 means the range that the address lies in.
    private static string? Masked(string text)
    {
        var parts = text.Split('/');
        if (parts.Length != 2 || !IPAddress.TryParse(parts[0], out var address) || !int.TryParse(parts[1], System.Globalization.NumberStyles.None, null, out var length))
            return null;
        var bytes = address.GetAddressBytes();
        if (length > bytes.Length * 8)
            return null;
        for (var bit = length; bit < bytes.Length * 8; bit++)
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return new IPNetwork(new IPAddress(bytes), length).ToString();
    }
}
