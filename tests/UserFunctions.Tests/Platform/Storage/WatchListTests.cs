using System.Net;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Invitations;
using UserFunctions.Tests.Routing;
using UserFunctions.Tests.Webhooks;
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
    public async Task A_log_is_swept_once_for_each_minute_in_which_it_was_written()
    {
        await using var own = await OwnApp.Start(only: ["CreateUser"]);
        await Sweep(own);
        Assert.Empty(await On(own, "changes"));
        var user = await own.Tenant.User();
        Assert.Equal("main", Assert.Single(await On(own, "changes")).Split('|')[1]);
        await own.Function<SweepChanges>().Run(new(), CancellationToken.None);
        Assert.Single(await On(own, "changes"));
        await Lost(own);
        await Sweep(own);
        Assert.Empty(await On(own, "changes"));
        Assert.Contains(user.Id.ToString(), await own.Message("invites"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_that_was_not_announced_is_swept_at_night()
    {
        await using var own = await OwnApp.Start(only: ["CreateUser"]);
        var user = await own.Tenant.User();
        await Lost(own);
        foreach (var row in await own.Rows("changes", table: WatchLists.Table))
            await own.Function<WatchLists>().Remove(row, CancellationToken.None);
        await Sweep(own);
        Assert.Empty((await own.Queue("invites").PeekMessagesAsync(1)).Value);
        await own.Function<SweepChanges>().RunAll(new(), CancellationToken.None);
        Assert.Contains(user.Id.ToString(), await own.Message("invites"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tenant_is_looked_at_for_what_is_left_to_tell_while_a_webhook_is_switched_on()
    {
        await using var receiver = await Receiver.Start();
        await using var own = await OwnApp.Start(["CreateWebhook", "ChangeWebhook"], settings: new Dictionary<string, string?> { ["Webhooks:AllowLoopback"] = "true" });
        var hook = (await own.Tenant.Post("webhooks", new { callbackUrl = receiver.Url(), events = new[] { "user.created" } })).Expect(HttpStatusCode.Created);
        await IsOn(own, true);
        (await own.Tenant.Patch($"webhooks/{hook.Id}", new { enabled = false })).Expect(HttpStatusCode.OK);
        await IsOn(own, false);
        (await own.Tenant.Patch($"webhooks/{hook.Id}", new { enabled = true })).Expect(HttpStatusCode.OK);
        await IsOn(own, true);
    }

    // It is put there behind the answer, and taken off by a sweep that finds none.
    private static Task IsOn(OwnApp own, bool expected) => Eventually.Holds(async () =>
    {
        await own.Function<SweepWebhooks>().Run(new(), CancellationToken.None);
        return (await On(own, SweepWebhooks.Watched)).Contains("main") == expected;
    });

    // As if the process had died between the change and the message that follows from it.
    private static async Task Lost(OwnApp own)
    {
        await own.Message("invites");
        await own.Queue("invites").ClearMessagesAsync();
    }

    private static async Task Sweep(OwnApp own)
    {
        own.Time.Pass(SweepChanges.Within + TimeSpan.FromSeconds(1));
        await own.Function<SweepChanges>().Run(new(), CancellationToken.None);
    }

    private static async Task<IReadOnlyList<string>> On(OwnApp own, string list) => [.. (await own.Rows(list, table: WatchLists.Table)).Select(row => row.Key)];
}
