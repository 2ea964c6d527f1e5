using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using UserFunctions.Platform.Http;

namespace UserFunctions.Tests.Platform.Http;

public sealed class TrustedProxiesTests
{
    [Theory]
    [InlineData(null, "198.51.100.1", "10.0.0.1", "10.0.0.1")]
    [InlineData("0", "198.51.100.1", "10.0.0.1", "10.0.0.1")]
    [InlineData("1", "203.0.113.7, 198.51.100.1:4711", "10.0.0.1", "198.51.100.1")]
    [InlineData("1", "2001:db8::1", "10.0.0.1", "2001:db8::1")]
    [InlineData("1", "[2001:db8::1]:443", "10.0.0.1", "2001:db8::1")]
    [InlineData("1", "::ffff:198.51.100.1", "10.0.0.1", "198.51.100.1")]
    [InlineData("1", "", "10.0.0.1", "10.0.0.1")]
    [InlineData("1", "unknown", "10.0.0.1", "10.0.0.1")]
    [InlineData("1", null, "::ffff:10.0.0.1", "10.0.0.1")]
    [InlineData("2", "203.0.113.7,198.51.100.1, 10.0.0.2", "10.0.0.1", "198.51.100.1")]
    [InlineData("2", "198.51.100.1", "10.0.0.1", "10.0.0.1")]
    [InlineData("10.0.0.0/8", "203.0.113.7, 198.51.100.1, 10.0.0.2", "10.0.0.1", "198.51.100.1")]
    [InlineData("10.0.0.0/8", "198.51.100.1", "192.0.2.1", "192.0.2.1")]
    [InlineData("10.0.0.1, 2001:db8::/32", "198.51.100.1, 2001:db8::5", "::ffff:10.0.0.1", "198.51.100.1")]
    [InlineData("10.0.0.1", "198.51.100.1, 10.0.0.2", "10.0.0.1", "10.0.0.2")]
    [InlineData("10.0.0.0/8", "198.51.100.1, nonsense", "10.0.0.1", "10.0.0.1")]
    [InlineData("10.0.0.0/8", "10.0.0.3, 10.0.0.2", "10.0.0.1", "10.0.0.3")]
    [InlineData("1", null, null, "255.255.255.255")]
    public void The_address_is_what_the_last_proxy_of_ours_was_called_from(string? setting, string? forwarded, string? connected, string source)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = connected is null ? null : IPAddress.Parse(connected);
        if (forwarded is not null)
            context.Request.Headers["X-Forwarded-For"] = forwarded;
        Assert.Equal(IPAddress.Parse(source), Proxies(setting).Source(context));
    }

    [Theory]
    [InlineData("17")]
    [InlineData("-1")]
    [InlineData("yes")]
    [InlineData("10.0.0.0/8; 10.0.0.1")]
    [InlineData("10.0.0.0/33")]
    public void What_is_neither_a_number_nor_addresses_stops_the_app(string setting) =>
        Assert.Contains(setting, Assert.Throws<InvalidOperationException>(() => Proxies(setting)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("198.51.100.1", "198.51.100.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    public void What_is_counted_is_an_address_or_the_network_of_one_customer(string address, string network) =>
        Assert.Equal(IPAddress.Parse(network), SourceAddress.Network(IPAddress.Parse(address)));

    private static TrustedProxies Proxies(string? setting) =>
        new(new ConfigurationBuilder().AddInMemoryCollection([new(TrustedProxies.Setting, setting)]).Build());
}
