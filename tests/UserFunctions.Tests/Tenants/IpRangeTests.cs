using UserFunctions.Tenants;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Tenants;

public sealed class IpRangeTests
{
    [Theory]
    [Spec("S022", "S051")]
    [InlineData("203.0.113.7", "203.0.113.7/32")]
    [InlineData("203.0.113.7/24", "203.0.113.0/24")]
    [InlineData("10.255.255.255/9", "10.128.0.0/9")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("2001:DB8:0:0::1", "2001:db8::1/128")]
    [InlineData("2001:db8:ffff::/33", "2001:db8:8000::/33")]
    [InlineData("::/0", "::/0")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7/32")]
    [InlineData("::ffff:203.0.113.7/120", "203.0.113.0/24")]
    public void What_is_one_is_kept_in_one_form(string text, string kept) => Assert.Equal(kept, IpRange.Parse(text));

    [Theory]
    [Spec("S022", "S051")]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("10.1")]
    [InlineData("010.0.0.1")]
    [InlineData("0x0a.0.0.1")]
    [InlineData("203.0.113.256")]
    [InlineData("203.0.113.7/33")]
    [InlineData("203.0.113.7/-1")]
    [InlineData("203.0.113.7/+8")]
    [InlineData("203.0.113.7/8/8")]
    [InlineData("203.0.113.7/")]
    [InlineData("::ffff:203.0.113.7/90")]
    [InlineData("::1/129")]
    [InlineData("fe80::1%eth0")]
    [InlineData("[::1]:80")]
    [InlineData("localhost")]
    public void What_is_none_or_only_looks_like_one_is_refused(string text) => Assert.Null(IpRange.Parse(text));
}
