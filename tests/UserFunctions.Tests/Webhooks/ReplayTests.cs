using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Platform.Storage;
using UserFunctions.Tests.Given;
using UserFunctions.Webhooks;

namespace UserFunctions.Tests.Webhooks;

/// <summary>A replay of events that were given up.</summary>
public sealed class ReplayTests
{
    // No function takes the messages: the test is the queue.
    private static readonly string[] Served = ["CreateWebhook", "ReadWebhook", "ChangeWebhook", "ListDeliveries", "RetryDelivery", "ReplayWebhook", "CreateUser"];
    private static readonly string[] Created = ["user.created"];

    [Fact]
    public async Task A_run_that_begins_in_the_middle_of_a_replay_tells_what_was_given_up()
    {
        HeldTables? tables = null;
        await using var receiver = await Receiver.Start();
        await using var own = await OwnApp.Start(Served, Around(real => tables = new HeldTables(real)), DeliveryTests.Fast("01:00:00"));
        var (hook, first, second) = await GivenUp(own, receiver);
        receiver.Answers = (_, _, _) => Task.FromResult(503);
        var deletion = tables!.HoldNext(DeliveryTable.Table, operation => operation.Action == RowAction.Delete && operation.Row.Key == second.Key);
        var replay = own.Tenant.Post($"webhooks/{hook}/replay", new { from = $"n{second.Change - 1}" });
        await deletion.Reached;
        // Neither shown nor tried again as it was.
        Assert.Equal(first.EventId, Assert.Single((await own.Tenant.Get($"webhooks/{hook}/deliveries")).Value).GetProperty("eventId").GetString());
        (await own.Tenant.Post($"webhooks/{hook}/deliveries/{second.EventId}/retry")).Expect(HttpStatusCode.NotFound);
        await Eventually.Holds(async () =>
        {
            await DeliveryScheduleTests.Continue(own, hook);
            return receiver.All.Count(r => r.Id == second.EventId) == 2;
        });
        deletion.Release();
        (await replay).Expect(HttpStatusCode.Accepted);
        // What the run wrote of it is not what the replay deletes.
        receiver.Answers = (_, _, _) => Task.FromResult(204);
        own.Time.Pass(TimeSpan.FromHours(2));
        await DeliveryScheduleTests.Continue(own, hook);
        Assert.Equal(second.EventId, Assert.Single(await receiver.Gets(1)).Id);
        await Stands(own, hook, pending: 0, failed: 1);
    }

    [Fact]
    public async Task A_replay_that_is_cut_off_behind_its_first_write_tells_everything_and_leaves_nothing()
    {
        CutTables? tables = null;
        await using var receiver = await Receiver.Start();
        await using var own = await OwnApp.Start(Served, settings: DeliveryTests.Fast());
        var dying = await own.Another(["ReplayWebhook"], Around(real => tables = new CutTables(real, DeliveryTable.Table)));
        var (hook, first, second) = await GivenUp(own, receiver);
        receiver.Answers = (_, _, _) => Task.FromResult(204);
        tables!.Live(writes: 1);
        (await own.Tenant.On(dying).Post($"webhooks/{hook}/replay", new { from = $"n{second.Change - 1}" })).Expect(HttpStatusCode.InternalServerError);
        tables.Live();
        await Eventually.Holds(async () =>
        {
            await DeliveryScheduleTests.Continue(own, hook);
            return receiver.Delivered.Count == 1;
        });
        Assert.Equal(second.EventId, receiver.Delivered[0].Id);
        await Stands(own, hook, pending: 0, failed: 1);
        Assert.Equal([first.Key], (await own.Rows(DeliveryTable.Partition("main", hook), "e|", DeliveryTable.Table)).Select(row => row.Key));
    }

    private static Action<IServiceCollection> Around(Func<ITables, ITables> around) => services =>
    {
        var real = services.Last(service => service.ServiceType == typeof(ITables)).ImplementationFactory!;
        services.AddSingleton(provider => around((ITables)real(provider)));
    };

    // Two events that were given up, and the webhook is switched on.
    private static async Task<(Guid Hook, Delivery First, Delivery Second)> GivenUp(OwnApp own, Receiver receiver)
    {
        receiver.Answers = (_, _, _) => Task.FromResult(410);
        // Whoever switches it on begins to tell: this one tells nothing any more.
        var stopped = await own.Another(["ChangeWebhook"], settings: DeliveryTests.Fast());
        await stopped.Services.GetRequiredService<DeliverEvents>().StopAsync(default);
        var hook = (await own.Tenant.Post("webhooks", new { callbackUrl = receiver.Url(), events = Created })).Expect(HttpStatusCode.Created).Id;
        for (var failed = 1; failed <= 2; failed++)
        {
            await own.Tenant.User();
            await Stands(own, hook, pending: 0, failed, enabled: false);
            (await own.Tenant.On(stopped).Patch($"webhooks/{hook}", new { enabled = true })).Expect(HttpStatusCode.OK);
        }

        var dead = receiver.All.Select(r => new Delivery(r.Change, r.Id, r.Type, r.Subject)).ToList();
        return (hook, dead[0], dead[1]);
    }

    private static Task Stands(OwnApp own, Guid hook, int pending, int failed, bool enabled = true) => Eventually.Holds(async () =>
        await own.Tenant.Get($"webhooks/{hook}") is var view && (view["pending"].GetInt32(), view["failed"].GetInt32(), view["enabled"].GetBoolean()) == (pending, failed, enabled));
}
