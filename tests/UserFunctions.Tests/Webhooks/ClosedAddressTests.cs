using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Platform.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Webhooks;

/// <summary>Nobody makes the app call what only it can reach, by whatever name.</summary>
public sealed class ClosedAddressTests
{
    private const string PublicOne = "203.0.114.7";
    private static readonly string[] Created = ["user.created"];

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.9.10")]
    [InlineData("10.0.0.8")]
    [InlineData("172.16.0.1")]
    [InlineData("192.168.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("168.63.129.16")]
    [InlineData("100.100.100.200")]
    [InlineData("0.0.0.0")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::ffff:10.0.0.8")]
    [InlineData("::127.0.0.1")]
    [InlineData("fe80::1")]
    [InlineData("fec0::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2001:0:53aa:64c::1")]
    public async Task A_name_that_leads_to_a_closed_address_is_refused_when_the_webhook_is_made_also_beside_an_open_one(string address)
    {
        var names = new Names(_ => [IPAddress.Parse(address)]);
        await using var own = await OwnApp.Start(["CreateWebhook"], names.Replace);
        await Refused(own);
        names.Answers = _ => [IPAddress.Parse(PublicOne), IPAddress.Parse(address)];
        await Refused(own);

        static async Task Refused(OwnApp own)
        {
            var refused = (await own.Tenant.Post("webhooks", new { callbackUrl = "https://hooks.example.com/in", events = Created })).Expect(HttpStatusCode.BadRequest, "callbackUrl.invalid");
            Assert.Contains("not of the public internet", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_name_that_nobody_knows_is_refused()
    {
        await using var own = await OwnApp.Start(["CreateWebhook"], new Names(_ => throw new SocketException((int)SocketError.HostNotFound)).Replace);
        var refused = (await own.Tenant.Post("webhooks", new { callbackUrl = "https://hooks.example.com/in", events = Created })).Expect(HttpStatusCode.BadRequest, "callbackUrl.invalid");
        Assert.Contains("cannot be found", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::1")]
    public async Task A_name_that_leads_elsewhere_by_the_time_of_sending_is_refused_at_every_try(string address)
    {
        // Something would answer there.
        await using var receiver = await Receiver.Start();
        var names = new Names(_ => [IPAddress.Parse(PublicOne)]);
        await using var own = await OwnApp.Start(replace: names.Replace, settings: new Dictionary<string, string?> { ["Webhooks:RetryDelays"] = "00:00:00.05,00:00:00.05" });
        var hook = (await own.Tenant.Post("webhooks", new { callbackUrl = $"https://hooks.example.com:{receiver.Address.Port}/in", events = Created })).Expect(HttpStatusCode.Created);
        var asked = names.Asked;
        names.Answers = _ => [IPAddress.Parse(address)];
        await own.Tenant.User();
        await Eventually.Holds(async () => !(await own.Tenant.Get($"webhooks/{hook.Id}"))["enabled"].GetBoolean());
        Assert.Equal(asked + 3, names.Asked);
        var failed = Assert.Single((await own.Tenant.Get($"webhooks/{hook.Id}/deliveries?state=failed")).Value);
        Assert.Equal(3, failed.GetProperty("tries").GetInt32());
        Assert.False(failed.TryGetProperty("lastStatus", out _));
        Assert.Contains("not of the public internet", failed.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Empty(receiver.All);
        // A test is a try too, and says no more.
        var tested = (await own.Tenant.Post($"webhooks/{hook.Id}/test")).Expect(HttpStatusCode.OK);
        Assert.Contains("not of the public internet", tested.TextOf("reason"), StringComparison.Ordinal);
        Assert.Equal(asked + 4, names.Asked);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_the_reason_says_so()
    {
        await using var receiver = await Receiver.Start();
        receiver.Answers = (context, path, _) =>
        {
            context.Response.Headers.Location = receiver.Url("elsewhere");
            return Task.FromResult(path == "elsewhere" ? 204 : 307);
        };
        var tenant = await TestApp.NewTenant();
        var hook = (await tenant.Post("webhooks", new { callbackUrl = receiver.Url("moved"), events = Created })).Expect(HttpStatusCode.Created);
        var tested = (await tenant.Post($"webhooks/{hook.Id}/test")).Expect(HttpStatusCode.OK);
        Assert.Equal((false, 307), (tested["delivered"].GetBoolean(), tested["status"].GetInt32()));
        Assert.Contains("redirects are not followed", tested.TextOf("reason"), StringComparison.Ordinal);
        Assert.Equal(["moved"], receiver.All.Select(r => r.Path));
    }

    /// <summary>Answers where names lead as a test wants it.</summary>
    private sealed class Names(Func<string, IPAddress[]> answers)
    {
        private int asked;

        public Func<string, IPAddress[]> Answers { get; set; } = answers;

        public int Asked => asked;

        public void Replace(IServiceCollection services) => services.AddSingleton<ResolveHost>((host, _) =>
        {
            Interlocked.Increment(ref asked);
            return Task.FromResult(Answers(host));
        });
    }
}
