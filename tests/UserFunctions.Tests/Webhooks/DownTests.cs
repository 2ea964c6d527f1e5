using System.Net;
using System.Text;
using UserFunctions.Tests.Given;
using UserFunctions.Webhooks;

namespace UserFunctions.Tests.Webhooks;

/// <summary>What becomes of a receiver that fails for many subjects at once.</summary>
public sealed class DownTests
{
    // More than make a receiver count as down.
    private const int Users = DeliveryRules.DownFrom + 1;

    private const string Poison = "Poison";

    // No function takes the messages: the test is the queue.
    private static readonly string[] Served = ["CreateWebhook", "ReadWebhook", "ChangeWebhook", "ListDeliveries", "SubscribeTrigger", "CreateUser"];
    private static readonly string[] Created = ["user.created"];

    [Fact]
    public async Task A_webhook_that_is_switched_on_again_tells_at_once_what_waits()
    {
        await using var receiver = await Receiver.Start();
        await using var own = await OwnApp.Start(Served, settings: DeliveryTests.Fast("01:00:00"));
        var hook = await Down(own, receiver);
        own.Time.Pass(TimeSpan.FromHours(2));
        await Eventually.Holds(async () =>
        {
            await DeliveryScheduleTests.Continue(own, hook);
            return !(await View(own, hook))["enabled"].GetBoolean();
        });
        Assert.False((await View(own, hook))["isDown"].GetBoolean());
        receiver.Answers = (_, _, _) => Task.FromResult(204);
        (await own.Tenant.Patch($"webhooks/{hook}", new { enabled = true })).Expect(HttpStatusCode.OK);
        await receiver.Gets(Users - 1);
        await Eventually.Holds(async () => await View(own, hook) is var view && (view["pending"].GetInt32(), view["failed"].GetInt32(), view["isDown"].GetBoolean()) == (0, 1, false));
    }

    [Fact]
    public async Task Another_address_does_not_wait_for_what_the_one_before_did_not_answer()
    {
        await using var receiver = await Receiver.Start();
        await using var own = await OwnApp.Start(Served, settings: DeliveryTests.Fast("01:00:00"));
        var hook = await Down(own, receiver, new(StringComparer.Ordinal) { ["other"] = 204 });
        (await own.Tenant.Patch($"webhooks/{hook}", new { callbackUrl = receiver.Url("other") })).Expect(HttpStatusCode.OK);
        var got = await receiver.Gets(Users);
        Assert.All(got, r => Assert.Equal("other", r.Path));
        await Eventually.Holds(async () => await View(own, hook) is var view && (view["pending"].GetInt32(), view["isDown"].GetBoolean()) == (0, false));
    }

    [Fact]
    public async Task A_flow_that_subscribes_again_is_told_at_once_what_it_missed()
    {
        await using var receiver = await Receiver.Start();
        await using var own = await OwnApp.Start(Served, settings: DeliveryTests.Fast());
        var made = (await own.Tenant.Post("triggers/user.created", new { callbackUrl = receiver.Url() })).Expect(HttpStatusCode.Created);
        (await own.Tenant.Post("triggers/user.created", new { callbackUrl = receiver.Url("other") })).Expect(HttpStatusCode.Created);
        (await own.Tenant.Patch($"webhooks/{made.Id}", new { enabled = false })).Expect(HttpStatusCode.OK);
        var user = await own.Tenant.User();
        // What follows from the user has followed.
        await receiver.Gets(1);
        Assert.Equal(made.Id, (await own.Tenant.Post("triggers/user.created", new { callbackUrl = receiver.Url() })).Expect(HttpStatusCode.Created).Id);
        Assert.Equal([("other", $"users/{user.Id}"), ("hook", $"users/{user.Id}")], (await receiver.Gets(2)).Select(r => (r.Path, r.Subject)));
    }

    [Fact]
    public async Task A_receiver_that_is_down_gets_one_event_at_a_time_each_time_another_and_all_of_them_when_it_is_back()
    {
        await using var receiver = await Receiver.Start();
        await using var own = await OwnApp.Start(Served, settings: Loopback);
        var hook = await Down(own, receiver);
        var asked = Users;
        Assert.Equal(asked, receiver.All.Count);
        own.Time.Pass(DeliveryRules.RetryDelays[0] * 2);
        await Asked(own, hook, receiver, ++asked);
        foreach (var delay in DeliveryRules.RetryDelays.Skip(1).Take(2))
        {
            own.Time.Pass(delay / 2);
            await DeliveryScheduleTests.Continue(own, hook);
            Assert.Equal(asked, receiver.All.Count);
            own.Time.Pass(delay);
            await Asked(own, hook, receiver, ++asked);
            Assert.True((await View(own, hook))["isDown"].GetBoolean());
        }

        Assert.Equal(3, receiver.All.TakeLast(3).Select(r => r.Id).Distinct().Count());
        // What happens meanwhile waits too.
        await own.Tenant.User();
        await DeliveryScheduleTests.Continue(own, hook);
        Assert.Equal(asked, receiver.All.Count);

        receiver.Answers = (_, _, _) => Task.FromResult(204);
        own.Time.Pass(DeliveryRules.RetryDelays[3] * 2);
        await DeliveryScheduleTests.Continue(own, hook);
        Assert.Equal(Users + 1, (await receiver.Gets(Users + 1)).Select(r => r.Id).Distinct().Count());
        await Eventually.Holds(async () => await View(own, hook) is var view && (view["pending"].GetInt32(), view["changesBehind"].GetInt64(), view["isDown"].GetBoolean()) == (0, 0, false));
    }

    [Fact]
    public async Task An_event_that_is_refused_whatever_happens_holds_up_no_other_when_the_receiver_is_back()
    {
        await using var receiver = await Receiver.Start();
        var isBack = true;
        receiver.Answers = (_, _, body) => Task.FromResult(!Volatile.Read(ref isBack) ? 500 : IsPoison(body) ? 422 : 204);
        await using var own = await OwnApp.Start(Served, settings: Loopback);
        var hook = (await own.Tenant.Post("webhooks", new { callbackUrl = receiver.Url(), events = Created })).Expect(HttpStatusCode.Created).Id;
        await own.Tenant.User(new { designation = Poison });
        await Asked(own, hook, receiver, 1);
        Volatile.Write(ref isBack, false);
        await Begin(own, hook);
        await IsDown(own, hook);
        var asked = receiver.All.Count;
        foreach (var delay in DeliveryRules.RetryDelays.Take(3))
        {
            own.Time.Pass(delay * 2);
            await Asked(own, hook, receiver, ++asked);
        }

        Volatile.Write(ref isBack, true);
        own.Time.Pass(DeliveryRules.RetryDelays[3] * 2);
        await DeliveryScheduleTests.Continue(own, hook);
        await receiver.Gets(Users);
        await Eventually.Holds(async () => await View(own, hook) is var view && (view["pending"].GetInt32(), view["isDown"].GetBoolean(), view["enabled"].GetBoolean()) == (1, false, true));
        // When it happened, when the others failed, perhaps once while nobody was there, and when the receiver was back.
        var waiting = Assert.Single((await own.Tenant.Get($"webhooks/{hook}/deliveries")).Value);
        Assert.InRange(waiting.GetProperty("tries").GetInt32(), 1, 4);
    }

    [Fact]
    public async Task A_receiver_that_refuses_many_events_still_gets_those_that_it_takes()
    {
        await using var receiver = await Receiver.Start();
        receiver.Answers = (_, _, body) => Task.FromResult(IsPoison(body) ? 422 : 204);
        await using var own = await OwnApp.Start(Served, settings: DeliveryTests.Fast("01:00:00,02:00:00,05:00:00"));
        var hook = (await own.Tenant.Post("webhooks", new { callbackUrl = receiver.Url(), events = Created })).Expect(HttpStatusCode.Created).Id;
        await Begin(own, hook, new { designation = Poison }, Users * 2);
        await IsDown(own, hook);
        var user = await own.Tenant.User();
        await DeliveryScheduleTests.Continue(own, hook);
        Assert.Empty(receiver.Delivered);
        own.Time.Pass(TimeSpan.FromHours(2));
        await DeliveryScheduleTests.Continue(own, hook);
        Assert.Equal($"users/{user.Id}", Assert.Single(await receiver.Gets(1)).Subject);
        Assert.True((await View(own, hook))["enabled"].GetBoolean());
    }

    [Fact]
    public async Task A_receiver_that_takes_nothing_at_all_is_given_up_when_the_tries_are_over_and_nothing_is_lost()
    {
        await using var receiver = await Receiver.Start();
        await using var own = await OwnApp.Start(Served, settings: DeliveryTests.Fast("01:00:00,02:00:00"));
        var hook = await Down(own, receiver);
        for (var tries = 2; tries <= 3; tries++)
        {
            own.Time.Pass(TimeSpan.FromHours(3));
            await Asked(own, hook, receiver, Users + tries - 1);
        }

        await Eventually.Holds(async () => !(await View(own, hook))["enabled"].GetBoolean());
        Assert.Contains("no event in 3 tries", (await View(own, hook)).TextOf("disabledReason"), StringComparison.Ordinal);
        receiver.Answers = (_, _, _) => Task.FromResult(204);
        (await own.Tenant.Patch($"webhooks/{hook}", new { enabled = true })).Expect(HttpStatusCode.OK);
        await receiver.Gets(Users);
    }

    [Fact]
    public async Task When_a_receiver_that_is_down_asked_for_time_with_one_event_it_gets_it_for_all()
    {
        await using var receiver = await Receiver.Start();
        var times = 0;
        receiver.Answers = (context, _, _) =>
        {
            if (Interlocked.Increment(ref times) == 2)
                context.Response.Headers.RetryAfter = "7200";
            return Task.FromResult(503);
        };
        await using var own = await OwnApp.Start(Served, settings: Loopback);
        var hook = (await own.Tenant.Post("webhooks", new { callbackUrl = receiver.Url(), events = Created })).Expect(HttpStatusCode.Created).Id;
        await Begin(own, hook);
        await IsDown(own, hook);
        own.Time.Pass(TimeSpan.FromHours(1));
        await DeliveryScheduleTests.Continue(own, hook);
        Assert.Equal(Users, receiver.All.Count);
        own.Time.Pass(TimeSpan.FromHours(1));
        await Asked(own, hook, receiver, Users + 1);
    }

    // A webhook that begins with so many events at once, to a receiver that takes none of them: what is not named by its path is answered with 500.
    private static async Task<Guid> Down(OwnApp own, Receiver receiver, Dictionary<string, int>? answers = null)
    {
        receiver.Answers = (_, path, _) => Task.FromResult(answers?.GetValueOrDefault(path, 500) ?? 500);
        var hook = (await own.Tenant.Post("webhooks", new { callbackUrl = receiver.Url(), events = Created, enabled = false })).Expect(HttpStatusCode.Created).Id;
        await Begin(own, hook);
        await IsDown(own, hook);
        return hook;
    }

    // So many events come up in one step.
    private static async Task Begin(OwnApp own, Guid hook, object? user = null, int count = Users)
    {
        (await own.Tenant.Patch($"webhooks/{hook}", new { enabled = false })).Expect(HttpStatusCode.OK);
        for (var n = 0; n < count; n++)
            await own.Tenant.User(user);
        (await own.Tenant.Patch($"webhooks/{hook}", new { enabled = true })).Expect(HttpStatusCode.OK);
    }

    private static Dictionary<string, string?> Loopback => new() { ["Webhooks:AllowLoopback"] = "true" };

    private static bool IsPoison(byte[] body) => Encoding.UTF8.GetString(body).Contains(Poison, StringComparison.Ordinal);

    private static async Task Asked(OwnApp own, Guid hook, Receiver receiver, int times)
    {
        await Eventually.Holds(async () =>
        {
            await DeliveryScheduleTests.Continue(own, hook);
            return receiver.All.Count >= times;
        });
        await IsIdle(own, hook);
        Assert.Equal(times, receiver.All.Count);
    }

    private static Task<Reply> View(OwnApp own, Guid hook) => own.Tenant.Get($"webhooks/{hook}");

    private static async Task IsDown(OwnApp own, Guid hook)
    {
        await Eventually.Holds(async () => (await View(own, hook))["isDown"].GetBoolean());
        await IsIdle(own, hook);
    }

    // Whoever asks while a run is under way does not wait for it, and sees nothing of what it does.
    private static Task IsIdle(OwnApp own, Guid hook) => Eventually.Holds(async () => (await own.Rows(DeliveryTable.Partition("main", hook), "lease", DeliveryTable.Table)).Count == 0);
}
