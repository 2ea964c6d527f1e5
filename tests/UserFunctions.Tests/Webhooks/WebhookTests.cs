using System.Net;
using UserFunctions.Platform.Net;
using UserFunctions.Platform.Signing;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Webhooks;

public sealed class WebhookTests
{
    private static readonly string[] Created = ["user.created"];

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("172.31.255.1", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:a00:1::", false)]
    public void Only_addresses_of_the_public_internet_are_open(string address, bool isOpen) => Assert.Equal(isOpen, PublicAddress.Allows(IPAddress.Parse(address), false));

    [Theory]
    [InlineData("http://example.com/hook")]
    [InlineData("https://127.0.0.1/hook")]
    [InlineData("https://localhost/hook")]
    [InlineData("https://[::1]/hook")]
    [InlineData("https://2130706433/hook")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://user:pass@8.8.8.8/")]
    [InlineData("ftp://8.8.8.8/")]
    [InlineData("hook")]
    public async Task A_webhook_to_an_address_that_is_not_public_is_refused(string url)
    {
        await using var own = await OwnApp.Start(only: ["CreateWebhook"]);
        var refused = (await own.Tenant.Post("webhooks", new { callbackUrl = url, events = Created })).Expect(HttpStatusCode.BadRequest, "callbackUrl.invalid");
        Assert.StartsWith("callbackUrl ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flow_subscribes_once_and_unsubscribes_without_a_key_however_often()
    {
        await using var receiver = await Receiver.Start();
        var tenant = await TestApp.NewTenant();
        var url = receiver.Url("flow") + "?sig=secret";
        var first = (await tenant.Post("triggers/user.created", new { callbackUrl = url })).Expect(HttpStatusCode.Created);
        var again = (await tenant.Post("triggers/user.created", new { callbackUrl = url })).Expect(HttpStatusCode.Created);
        Assert.Equal((first.Location, first.Text), (again.Location, again.Text));
        var listed = Assert.Single(await tenant.All("webhooks"));
        Assert.Equal(receiver.Url("flow") + "?…", listed.GetProperty("callbackUrl").GetString());
        Assert.DoesNotContain(await tenant.Rows(), row => row.Columns.Values.OfType<string>().Any(text => text.Contains("sig=", StringComparison.Ordinal) || text.Contains("whsec_", StringComparison.Ordinal)));
        await tenant.User();
        await receiver.Gets(1);
        // The address is the credential: a key that comes with it may have been rotated out.
        var old = (await tenant.Post("keys", new { name = "flow", role = "Agent" })).Expect(HttpStatusCode.Created);
        (await tenant.Post($"keys/{old.Id}/rotate", new { overlapHours = 0 })).Expect(HttpStatusCode.OK);
        foreach (var key in new[] { old.TextOf("key"), null, tenant.Key, null })
            (await TestApp.Send(tenant.App, key, HttpMethod.Delete, first.Location!)).Expect(HttpStatusCode.NoContent);
        Assert.Empty(await tenant.All("webhooks"));
    }

    [Fact]
    public async Task A_receiver_that_is_gone_is_told_no_more_and_what_it_missed_can_be_replayed()
    {
        await using var receiver = await Receiver.Start();
        receiver.Answers = (_, _, _) => Task.FromResult(410);
        var tenant = await TestApp.NewTenant();
        var hook = (await tenant.Post("webhooks", new { callbackUrl = receiver.Url(), events = Created })).Expect(HttpStatusCode.Created);
        await tenant.User();
        await Eventually.Holds(async () => !(await tenant.Get($"webhooks/{hook.Id}"))["enabled"].GetBoolean());
        var failed = Assert.Single((await tenant.Get($"webhooks/{hook.Id}/deliveries?state=failed")).Value);
        Assert.Equal(410, failed.GetProperty("lastStatus").GetInt32());
        (await tenant.Post($"webhooks/{hook.Id}/replay", new { from = "n0" })).Expect(HttpStatusCode.Conflict, "webhook.disabled");
        receiver.Answers = (_, _, _) => Task.FromResult(200);
        (await tenant.Patch($"webhooks/{hook.Id}", new { enabled = true })).Expect(HttpStatusCode.OK);
        (await tenant.Post($"webhooks/{hook.Id}/replay", new { from = "n0" })).Expect(HttpStatusCode.Accepted);
        Assert.Equal(failed.GetProperty("eventId").GetString(), (await receiver.Gets(1))[0].Id);
    }

    [Fact]
    public async Task After_the_last_try_the_event_is_given_up_the_webhook_switched_off_and_a_retry_delivers_it()
    {
        await using var receiver = await Receiver.Start();
        receiver.Answers = (_, _, _) => Task.FromResult(503);
        await using var own = await OwnApp.Start(settings: DeliveryTests.Fast("00:00:00.05,00:00:00.05"));
        var hook = (await own.Tenant.Post("webhooks", new { callbackUrl = receiver.Url(), events = Created })).Expect(HttpStatusCode.Created);
        await own.Tenant.User();
        await Eventually.Holds(async () => !(await own.Tenant.Get($"webhooks/{hook.Id}"))["enabled"].GetBoolean());
        Assert.Equal(3, receiver.All.Count);
        Assert.Single(receiver.All.Select(r => r.Id).Distinct());
        Assert.Contains("3 tries", (await own.Tenant.Get($"webhooks/{hook.Id}")).TextOf("disabledReason"), StringComparison.Ordinal);
        receiver.Answers = (_, _, _) => Task.FromResult(200);
        (await own.Tenant.Patch($"webhooks/{hook.Id}", new { enabled = true })).Expect(HttpStatusCode.OK);
        (await own.Tenant.Post($"webhooks/{hook.Id}/deliveries/{receiver.All[0].Id}/retry")).Expect(HttpStatusCode.Accepted);
        await receiver.Gets(1);
        await Eventually.Holds(async () => (await own.Tenant.Get($"webhooks/{hook.Id}"))["failed"].GetInt32() == 0);
    }

    [Fact]
    public async Task While_a_secret_rotates_both_sign_and_a_test_says_what_came_of_it()
    {
        await using var receiver = await Receiver.Start();
        var tenant = await TestApp.NewTenant();
        var hook = (await tenant.Post("webhooks", new { callbackUrl = receiver.Url(), events = Created })).Expect(HttpStatusCode.Created);
        var rotated = (await tenant.Post($"webhooks/{hook.Id}/rotate-secret")).Expect(HttpStatusCode.OK);
        Assert.NotEqual(hook.TextOf("secret"), rotated.TextOf("secret"));
        Assert.Null((await tenant.Get($"webhooks/{hook.Id}")).TextOf("secret"));
        var tested = (await tenant.Post($"webhooks/{hook.Id}/test")).Expect(HttpStatusCode.OK);
        Assert.True(tested["delivered"].GetBoolean());
        var got = Assert.Single(receiver.All);
        var timestamp = long.Parse(got.Headers["webhook-timestamp"], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(Signature.Of([rotated.TextOf("secret")!, hook.TextOf("secret")!], got.Id, timestamp, got.Body), got.Headers["webhook-signature"]);
    }
}
