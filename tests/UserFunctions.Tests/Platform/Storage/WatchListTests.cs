using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Invitations;
using UserFunctions.Tests.Routing;
using UserFunctions.Tests.Webhooks;
using UserFunctions.Users;
using UserFunctions.Webhooks;

namespace UserFunctions.Tests.Platform.Storage;

/// <summary>The sweeps ask only those tenants that have something for them.</summary>
public sealed class WatchListTests
{
    [Fact]
    public async Task A_tenant_is_swept_while_a_conversation_is_open_and_again_when_the_next_one_comes()
    {
        await using var desk = await OwnDesk.Open();
        Assert.Empty(await On(desk.Own, "conversations"));
        var first = await desk.Desk.Comes();
        await desk.Pass(TimeSpan.FromMinutes(10));
        Assert.Equal(["main"], await On(desk.Own, "conversations"));
        (await desk.Tenant.Post($"conversations/{first.Id}/cancel", new { })).Expect(HttpStatusCode.OK);
        await desk.Pass(1);
        Assert.Empty(await On(desk.Own, "conversations"));
        var second = await desk.Desk.Comes();
        Assert.Equal(["main"], await On(desk.Own, "conversations"));
        // Whoever put it there lately does not look again whether it still is: it stays for as long as they may think so.
        (await desk.Tenant.Post($"conversations/{second.Id}/cancel", new { })).Expect(HttpStatusCode.OK);
        await desk.Pass(90);
        Assert.Equal(["main"], await On(desk.Own, "conversations"));
    }

    [Fact]
    public async Task A_log_that_was_written_is_swept_and_then_left_alone()
    {
        await using var own = await OwnApp.Start(only: ["CreateUser"]);
        var user = await own.Tenant.User();
        Assert.Equal("main", Assert.Single(await On(own, "changes")).Split('|')[1]);
        await Lost(own);
        await own.Function<SweepChanges>().Run(new(), CancellationToken.None);
        Assert.Empty((await own.Queue("invites").PeekMessagesAsync(1)).Value);
        await Sweep(own);
        Assert.Contains(user.Id.ToString(), await own.Message("invites"), StringComparison.Ordinal);
        await Sweep(own, WatchLists.Stays);
        Assert.Empty(await On(own, "changes"));
    }

    [Fact]
    public async Task A_change_that_is_written_long_after_it_was_announced_is_swept_too()
    {
        HeldTables tables = null!;
        await using var own = await OwnApp.Start(["CreateUser"], services =>
        {
            var real = services.Last(s => s.ServiceType == typeof(ITables)).ImplementationFactory!;
            services.AddSingleton<ITables>(provider => tables = new HeldTables((ITables)real(provider)));
        });
        var late = tables.HoldNext(ChangeLog.Table, step => step.Row.Key.StartsWith("u|", StringComparison.Ordinal));
        var creating = own.Tenant.User();
        await late.Reached;
        await Sweep(own);
        late.Release();
        var user = await creating;
        await Lost(own);
        await Sweep(own, WatchLists.Stays);
        Assert.Contains(user.Id.ToString(), await own.Message("invites"), StringComparison.Ordinal);
        Assert.Empty(await On(own, "changes"));
    }

    [Fact]
    public async Task A_log_whose_sweep_failed_is_met_again()
    {
        var failures = 1;
        await using var own = await OwnApp.Start(["CreateUser"], services => services.AddSingleton(new ChangeReaction(
            new HashSet<string> { CreateUser.Kind }, (change, _) => change.IsRepeat && failures-- > 0 ? throw new IOException("Not now.") : Task.CompletedTask)));
        var user = await own.Tenant.User();
        await Lost(own);
        await Sweep(own);
        await Lost(own);
        await Sweep(own);
        Assert.Contains(user.Id.ToString(), await own.Message("invites"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_missing_on_a_list_is_put_there_at_night()
    {
        await using var receiver = await Receiver.Start();
        await using var own = await OwnApp.Start(["CreateUser", "CreateClient", "CreateDepartment", "CreateConversation", "CreateWebhook"], settings: Loopback);
        (await own.Tenant.Post("webhooks", new { callbackUrl = receiver.Url(), events = new[] { "user.created" } })).Expect(HttpStatusCode.Created);
        await (await Desk.Open(own.Tenant)).Comes();
        var user = await own.Tenant.User();
        await Lost(own);
        await Eventually.Holds(async () => (await On(own, SweepWebhooks.Watched)).Count == 1);
        foreach (var list in (string[])["changes", "conversations", SweepWebhooks.Watched])
        {
            foreach (var row in await own.Rows(list, table: WatchLists.Table))
                await own.Function<WatchLists>().Remove(row, CancellationToken.None);
        }

        await Sweep(own);
        Assert.Empty((await own.Queue("invites").PeekMessagesAsync(1)).Value);
        await own.Function<RenewWatchLists>().Run(new(), CancellationToken.None);
        Assert.Equal(["main"], await On(own, "conversations"));
        Assert.Equal(["main"], await On(own, SweepWebhooks.Watched));
        await Sweep(own);
        Assert.Contains(user.Id.ToString(), await own.Message("invites"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tenant_is_looked_at_for_what_is_left_to_tell_while_it_has_a_webhook()
    {
        await using var receiver = await Receiver.Start();
        await using var own = await OwnApp.Start(["CreateWebhook", "ChangeWebhook", "DeleteWebhook"], settings: Loopback);
        var hook = (await own.Tenant.Post("webhooks", new { callbackUrl = receiver.Url(), events = new[] { "user.created" } })).Expect(HttpStatusCode.Created);
        await Eventually.Holds(async () => (await On(own, SweepWebhooks.Watched)).Count == 1);
        (await own.Tenant.Patch($"webhooks/{hook.Id}", new { enabled = false })).Expect(HttpStatusCode.OK);
        await own.Function<SweepWebhooks>().Run(new(), CancellationToken.None);
        Assert.Equal(["main"], await On(own, SweepWebhooks.Watched));
        (await own.Tenant.Delete($"webhooks/{hook.Id}")).Expect(HttpStatusCode.NoContent);
        // The change before is followed behind its answer, and may put the tenant there once more.
        await Eventually.Holds(async () =>
        {
            await own.Function<SweepWebhooks>().Run(new(), CancellationToken.None);
            return (await On(own, SweepWebhooks.Watched)).Count == 0;
        });
    }

    [Fact]
    public async Task What_is_put_on_a_list_again_while_it_is_looked_at_stays()
    {
        await using var own = await OwnApp.Start(only: []);
        var lists = own.Function<WatchLists>();
        await lists.Put("some", "main", CancellationToken.None);
        var read = Assert.Single(await own.Rows("some", table: WatchLists.Table));
        await lists.Put("some", "main", CancellationToken.None);
        await lists.Remove(read, CancellationToken.None);
        Assert.Equal(["main"], await On(own, "some"));
    }

    private static Dictionary<string, string?> Loopback => new() { ["Webhooks:AllowLoopback"] = "true" };

    // As if the process had died between the change and the message that follows from it.
    private static async Task Lost(OwnApp own)
    {
        await own.Message("invites");
        await own.Queue("invites").ClearMessagesAsync();
    }

    private static async Task Sweep(OwnApp own, TimeSpan? later = null)
    {
        own.Time.Pass(SweepChanges.Within + (later ?? TimeSpan.Zero) + TimeSpan.FromSeconds(1));
        await own.Function<SweepChanges>().Run(new(), CancellationToken.None);
    }

    private static async Task<IReadOnlyList<string>> On(OwnApp own, string list) => [.. (await own.Rows(list, table: WatchLists.Table)).Select(row => row.Key)];
}
