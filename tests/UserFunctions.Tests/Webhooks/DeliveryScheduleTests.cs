using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Tests.Given;
using UserFunctions.Webhooks;

namespace UserFunctions.Tests.Webhooks;

public sealed class DeliveryScheduleTests
{
    private static readonly string[] Created = ["user.created"];

    [Fact]
    public async Task Ten_tries_come_at_their_times_then_the_event_is_given_up_and_a_replay_brings_it()
    {
        await using var receiver = await Receiver.Start();
        receiver.Answers = (_, _, _) => Task.FromResult(500);
        // No function takes the messages: the test is the queue.
        await using var own = await OwnApp.Start(["CreateWebhook", "ReadWebhook", "ChangeWebhook", "ListDeliveries", "ReplayWebhook", "CreateUser"], settings: Loopback);
        var hook = (await own.Tenant.Post("webhooks", new { callbackUrl = receiver.Url(), events = Created })).Expect(HttpStatusCode.Created);
        await own.Tenant.User();
        await Tried(own, hook.Id, receiver, 1);
        foreach (var (delay, tries) in DeliveryRules.RetryDelays.Select((delay, i) => (delay, i + 1)))
        {
            var waiting = Assert.Single((await own.Tenant.Get($"webhooks/{hook.Id}/deliveries?state=pending")).Value);
            Assert.Equal(tries, waiting.GetProperty("tries").GetInt32());
            var wait = waiting.GetProperty("nextTryAt").GetDateTimeOffset() - waiting.GetProperty("triedAt").GetDateTimeOffset();
            Assert.InRange(wait, delay, delay * 1.2);
            await Continue(own, hook.Id);
            Assert.Equal(tries, receiver.All.Count);
            own.Time.Pass(wait);
            await Tried(own, hook.Id, receiver, tries + 1);
        }

        var view = await own.Tenant.Get($"webhooks/{hook.Id}");
        Assert.Equal((false, 0, 1), (view["enabled"].GetBoolean(), view["pending"].GetInt32(), view["failed"].GetInt32()));
        Assert.Contains("10 tries", view.TextOf("disabledReason"), StringComparison.Ordinal);
        var dead = Assert.Single((await own.Tenant.Get($"webhooks/{hook.Id}/deliveries?state=failed")).Value);
        Assert.Equal((10, 500, "HTTP 500"), (dead.GetProperty("tries").GetInt32(), dead.GetProperty("lastStatus").GetInt32(), dead.GetProperty("reason").GetString()));
        receiver.Answers = (_, _, _) => Task.FromResult(204);
        own.Time.Pass(TimeSpan.FromMinutes(1));
        (await own.Tenant.Patch($"webhooks/{hook.Id}", new { enabled = true })).Expect(HttpStatusCode.OK);
        (await own.Tenant.Post($"webhooks/{hook.Id}/replay", new { from = "n0" })).Expect(HttpStatusCode.Accepted);
        await receiver.Gets(1);
        Assert.Equal(11, receiver.All.Count);
        Assert.Single(receiver.All.Select(r => r.Id).Distinct());
        // The time of each try is signed anew.
        Assert.Equal(11, receiver.All.Select(r => r.Headers["webhook-timestamp"]).Distinct().Count());
        await Eventually.Holds(async () => (await own.Tenant.Get($"webhooks/{hook.Id}"))["failed"].GetInt32() == 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_receiver_that_asks_for_time_gets_it(bool asDate)
    {
        await using var receiver = await Receiver.Start();
        await using var own = await OwnApp.Start(settings: DeliveryTests.Fast());
        receiver.Answers = (context, _, _) =>
        {
            context.Response.Headers.RetryAfter = asDate ? own.Time.GetUtcNow().AddSeconds(600).ToString("R", System.Globalization.CultureInfo.InvariantCulture) : "600";
            return Task.FromResult(429);
        };
        var hook = (await own.Tenant.Post("webhooks", new { callbackUrl = receiver.Url(), events = Created })).Expect(HttpStatusCode.Created);
        await own.Tenant.User();
        await Tried(own, hook.Id, receiver, 1);
        var waiting = Assert.Single((await own.Tenant.Get($"webhooks/{hook.Id}/deliveries")).Value);
        Assert.InRange((waiting.GetProperty("nextTryAt").GetDateTimeOffset() - waiting.GetProperty("triedAt").GetDateTimeOffset()).TotalSeconds, 598, 601);
    }

    [Fact]
    public async Task Whoever_asks_for_a_delivery_when_the_host_was_stopped_in_the_middle_of_one_is_answered()
    {
        await using var receiver = await Receiver.Start();
        var (reached, goesOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        receiver.Answers = async (_, _, _) =>
        {
            reached.TrySetResult();
            await goesOn.Task;
            return 204;
        };
        await using var own = await OwnApp.Start(["CreateWebhook", "CreateUser"], settings: Loopback);
        var hook = (await own.Tenant.Post("webhooks", new { callbackUrl = receiver.Url(), events = Created })).Expect(HttpStatusCode.Created);
        await own.Tenant.User();
        await reached.Task;
        var deliver = own.App.Services.GetRequiredService<DeliverEvents>();
        await deliver.StopAsync(default);
        goesOn.SetResult();
        await Task.Run(() => deliver.Handle(new("main", hook.Id))).WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_receiver_that_is_slow_to_answer_keeps_no_place_of_the_queue()
    {
        await using var receiver = await Receiver.Start();
        receiver.Answers = (_, _, _) => Task.FromResult(500);
        var settings = new Dictionary<string, string?>(Loopback) { ["Webhooks:Timeout"] = "00:30:00" };
        await using var own = await OwnApp.Start(["CreateWebhook", "ReadWebhook", "ListDeliveries", "CreateUser"], settings: settings);
        var hook = (await own.Tenant.Post("webhooks", new { callbackUrl = receiver.Url(), events = Created })).Expect(HttpStatusCode.Created);
        await own.Tenant.User();
        await Tried(own, hook.Id, receiver, 1);
        var (reached, goesOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        receiver.Answers = async (_, _, _) =>
        {
            reached.TrySetResult();
            await goesOn.Task;
            return 204;
        };
        own.Time.Pass(TimeSpan.FromMinutes(1));
        await Eventually.Holds(async () =>
        {
            await Continue(own, hook.Id).WaitAsync(TimeSpan.FromMinutes(1));
            return reached.Task.IsCompleted;
        });
        Assert.Empty(receiver.Delivered);
        goesOn.SetResult();
        await receiver.Gets(1);
        await Eventually.Holds(async () => (await own.Tenant.Get($"webhooks/{hook.Id}"))["pending"].GetInt32() == 0);
    }

    [Fact]
    public async Task Of_two_instances_one_at_a_time_tells_and_nothing_is_told_twice_or_out_of_order()
    {
        await using var receiver = await Receiver.Start();
        await using var own = await OwnApp.Start(settings: Loopback);
        var other = await own.Another(settings: Loopback);
        var hook = (await own.Tenant.Post("webhooks", new { callbackUrl = receiver.Url(), events = new[] { "user.changed" } })).Expect(HttpStatusCode.Created);
        var users = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ => (await own.Tenant.User()).Id));
        await Task.WhenAll(users.Select(async user =>
        {
            for (var i = 1; i <= 10; i++)
                (await (i % 2 == 0 ? own.Tenant : own.Tenant.On(other)).Patch($"users/{user}", new { designation = $"D{i}" })).Expect(HttpStatusCode.OK);
        }));
        var got = await receiver.Gets(40);
        await Eventually.Holds(async () => (await own.Tenant.Get($"webhooks/{hook.Id}")) is var view && view["changesBehind"].GetInt64() + view["pending"].GetInt32() == 0);
        Assert.Equal(40, receiver.All.Count);
        foreach (var user in users)
            Assert.Equal(Enumerable.Range(1, 10).Select(i => $"D{i}"), got.Where(r => r.Subject == $"users/{user}").Select(r => r.Data.GetProperty("designation").GetString()));
    }

    private static Dictionary<string, string?> Loopback => new() { ["Webhooks:AllowLoopback"] = "true" };

    // What the host does when the message comes.
    internal static Task Continue(OwnApp own, Guid hook) => own.Function<ContinueWebhook>().Run(JsonSerializer.Serialize(new { tenant = own.Tenant.Name, webhookId = hook }, JsonSerializerOptions.Web), default);

    private static Task Tried(OwnApp own, Guid hook, Receiver receiver, int tries) => Eventually.Holds(async () =>
    {
        await Continue(own, hook);
        var kept = (await own.Tenant.Get($"webhooks/{hook}/deliveries")).Value;
        return receiver.All.Count == tries && kept.Count == 1 && kept[0].GetProperty("tries").GetInt32() == tries;
    });
}
