using System.Net;
using UserFunctions.Tests.Given;
using UserFunctions.Webhooks;

namespace UserFunctions.Tests.Webhooks;

/// <summary>What becomes of a receiver that fails for many subjects at once.</summary>
public sealed class DownTests
{
    // More than make a receiver count as down.
    private const int Users = DeliveryRules.DownFrom + 1;

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
        (await own.Tenant.Patch($"webhooks/{made.Id}", new { enabled = false })).Expect(HttpStatusCode.OK);
        var user = await own.Tenant.User();
        Assert.Equal(made.Id, (await own.Tenant.Post("triggers/user.created", new { callbackUrl = receiver.Url() })).Expect(HttpStatusCode.Created).Id);
        Assert.Equal($"users/{user.Id}", Assert.Single(await receiver.Gets(1)).Subject);
    }

    // A webhook that begins with so many events at once, to a receiver that takes none of them: what is not named by its path is answered with 500.
    private static async Task<Guid> Down(OwnApp own, Receiver receiver, Dictionary<string, int>? answers = null)
    {
        receiver.Answers = (_, path, _) => Task.FromResult(answers?.GetValueOrDefault(path, 500) ?? 500);
        var hook = (await own.Tenant.Post("webhooks", new { callbackUrl = receiver.Url(), events = Created, enabled = false })).Expect(HttpStatusCode.Created).Id;
        for (var n = 0; n < Users; n++)
            await own.Tenant.User();
        (await own.Tenant.Patch($"webhooks/{hook}", new { enabled = true })).Expect(HttpStatusCode.OK);
        await IsDown(own, hook);
        return hook;
    }

    private static Task<Reply> View(OwnApp own, Guid hook) => own.Tenant.Get($"webhooks/{hook}");

    private static Task IsDown(OwnApp own, Guid hook, bool isDown = true) => Eventually.Holds(async () => (await View(own, hook))["isDown"].GetBoolean() == isDown);
}
