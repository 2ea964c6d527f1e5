using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Presence;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Invitations;

namespace UserFunctions.Tests.Presence;

/// <summary>Devices that say that their user is there, and what becomes of a status when they no longer do.</summary>
public sealed class SessionTests
{
    private static readonly string[] Served =
    [
        "CreateUser", "ReadUser", "ChangeUser", "DeliverInvitation", "AcceptInvitation", "SetStatus", "ApplyStatus", "ReadStatus", "ReadOperation", "ReportSession", "ListSessions",
        "ChangePresenceSettings", "CreateStatus", "ChangeStatus",
    ];

    [Fact]
    [Spec("S056", "S058", "S096")]
    public async Task Who_takes_calls_only_while_signed_in_is_reached_while_any_device_is_there()
    {
        await using var own = await OwnApp.Start(Served);
        var user = await Ready(own, isLoginBased: true);
        Assert.Equal("Offline", await Agent(own, user));
        Assert.Single(await Beat(own, user, "desk"));
        Assert.Equal("Active", await Agent(own, user));
        Assert.Equal(2, (await Beat(own, user, "phone", new { device = "phone", kind = "Push" })).Count);
        own.Time.Pass(TimeSpan.FromMinutes(3));
        await Sweep(own);
        // The phone is woken when there is something: its lease is a long one, and one is enough.
        Assert.Equal(("Active", 1), (await Agent(own, user), (await own.Tenant.Get($"users/{user}/presence/sessions")).Value.Count));
        Assert.Empty(await Beat(own, user, "phone", new { device = "phone", kind = "Push", expiresInSeconds = 0 }));
        Assert.Equal("Offline", await Agent(own, user));
        (await own.Tenant.Patch($"users/{user}", new { loginBasedCalling = false })).Expect(HttpStatusCode.OK);
        Assert.Equal("Active", await Agent(own, user));
    }

    [Fact]
    [Spec("S056")]
    public async Task A_lost_device_that_is_back_in_time_costs_nothing_and_later_the_status_is_that_of_who_is_gone()
    {
        await using var own = await OwnApp.Start(Served);
        var user = await Ready(own, isLoginBased: true);
        await Beat(own, user, "desk");
        await own.Tenant.Sets(user, "status", new { status = "Available" });
        own.Time.Pass(TimeSpan.FromSeconds(90));
        await Sweep(own);
        Assert.Equal(("Offline", "Available"), (await Agent(own, user), (await Status(own, user)).TextOf("status")));
        await Beat(own, user, "desk");
        Assert.Equal(("Active", "Available"), (await Agent(own, user), (await Status(own, user)).TextOf("status")));
        own.Time.Pass(TimeSpan.FromSeconds(121));
        await Sweep(own);
        var gone = await Status(own, user);
        Assert.Equal(("Inactive", "Disconnect", "presence", "Offline"), (gone.TextOf("status"), gone.TextOf("source"), gone.TextOf("changedBy"), gone.TextOf("agentStatus")));
        // Only the agent or an administrator makes them available again.
        await Beat(own, user, "desk");
        await Sweep(own);
        Assert.Equal("Inactive", (await Status(own, user)).TextOf("status"));
        await own.Tenant.Sets(user, "status", new { status = "Available" });
        Assert.Equal(("Available", "Admin"), ((await Status(own, user)).TextOf("status"), (await Status(own, user)).TextOf("source")));
    }

    [Fact]
    [Spec("S058")]
    public async Task Who_counts_as_always_there_keeps_the_status_when_the_last_device_is_gone()
    {
        await using var own = await OwnApp.Start(Served);
        var user = await Ready(own, isLoginBased: false);
        await Beat(own, user, "desk");
        await own.Tenant.Sets(user, "status", new { status = "Available" });
        own.Time.Pass(TimeSpan.FromHours(1));
        await Sweep(own);
        Assert.Equal(("Available", "Active"), ((await Status(own, user)).TextOf("status"), await Agent(own, user)));
    }

    [Fact]
    public async Task Grace_and_the_status_of_who_is_gone_are_the_tenants_choice_and_never_more_available()
    {
        await using var own = await OwnApp.Start(Served);
        var (user, absent) = (await Ready(own, isLoginBased: true), await Ready(own, isLoginBased: true));
        (await own.Tenant.Post("statuses", new { name = "Lost", @class = "Unavailable" })).Expect(HttpStatusCode.Created);
        (await own.Tenant.Patch("presence-settings", new { disconnectStatus = "Available" })).Expect(HttpStatusCode.BadRequest, "disconnectStatus.more_available");
        var settings = (await own.Tenant.Patch("presence-settings", new { graceSeconds = 0, disconnectStatus = "lost" })).Expect(HttpStatusCode.OK);
        Assert.Equal((0, "Lost", "\"1\""), (settings["graceSeconds"].GetInt32(), settings.TextOf("disconnectStatus"), settings.ETag));
        await Beat(own, user, "desk");
        await Beat(own, absent, "desk");
        await own.Tenant.Sets(user, "status", new { status = "Available" });
        await own.Tenant.Sets(absent, "status", new { status = "Inactive", reason = "Holiday" });
        own.Time.Pass(TimeSpan.FromSeconds(61));
        await Sweep(own);
        Assert.Equal(("Lost", "Unavailable"), ((await Status(own, user)).TextOf("name"), (await Status(own, user)).TextOf("status")));
        Assert.Equal(("Inactive", "Holiday"), ((await Status(own, absent)).TextOf("status"), (await Status(own, absent)).TextOf("reason")));
    }

    [Fact]
    public async Task A_status_without_a_sign_of_its_user_becomes_another_one_after_its_idle_time()
    {
        await using var own = await OwnApp.Start(Served);
        var user = await Ready(own, isLoginBased: false);
        await own.Tenant.Sets(user, "status", new { status = "Available" });
        own.Time.Pass(TimeSpan.FromHours(10));
        await Sweep(own);
        Assert.Equal("Available", (await Status(own, user)).TextOf("status"));
        (await own.Tenant.Patch("statuses/Available", new { idleMinutes = 10, idleStatus = "Unavailable" })).Expect(HttpStatusCode.OK);
        // What is set anew, and what a device says of its user, puts it off.
        await own.Tenant.Sets(user, "status", new { status = "Available" });
        own.Time.Pass(TimeSpan.FromMinutes(9));
        await Beat(own, user, "desk", new { device = "desk", isActive = true });
        own.Time.Pass(TimeSpan.FromMinutes(9));
        await Beat(own, user, "desk");
        await Sweep(own);
        Assert.Equal("Available", (await Status(own, user)).TextOf("status"));
        own.Time.Pass(TimeSpan.FromMinutes(1));
        await Sweep(own);
        var idle = await Status(own, user);
        Assert.Equal(("Unavailable", "Idle"), (idle.TextOf("status"), idle.TextOf("source")));
    }

    [Fact]
    public async Task What_a_process_that_died_did_not_show_the_next_word_of_the_device_shows()
    {
        await using var own = await OwnApp.Start(Served);
        var user = await Ready(own, isLoginBased: true);
        var now = own.Time.GetUtcNow();
        var table = own.App.Services.GetRequiredService<SessionTable>();
        await table.Write("main", user, before => before.With(new("desk", SessionKind.Heartbeat, now, now, now.AddSeconds(60), null)), CancellationToken.None);
        Assert.Equal("Offline", await Agent(own, user));
        await Beat(own, user, "desk");
        Assert.Equal("Active", await Agent(own, user));
        own.Time.Pass(TimeSpan.FromSeconds(61));
        await Sweep(own);
        Assert.Equal("Offline", await Agent(own, user));
    }

    [Fact]
    [Spec("S104")]
    public async Task A_restored_user_is_online_only_when_a_device_says_so_again()
    {
        await using var own = await OwnApp.Start([.. Served, "DeleteUser", "RestoreUser"]);
        var user = await Ready(own, isLoginBased: true);
        await Beat(own, user, "desk");
        (await own.Tenant.Delete($"users/{user}")).Expect(HttpStatusCode.NoContent);
        own.Time.Pass(TimeSpan.FromHours(1));
        await Sweep(own);
        (await own.Tenant.Post($"users/{user}/restore")).Expect(HttpStatusCode.OK);
        Assert.Equal("Offline", await Agent(own, user));
        await Beat(own, user, "desk");
        Assert.Equal("Active", await Agent(own, user));
    }

    [Fact]
    public async Task A_heartbeat_that_changes_nothing_writes_nothing_but_itself_and_what_is_wrong_is_named()
    {
        await using var own = await OwnApp.Start(Served);
        var user = await Ready(own, isLoginBased: true);
        await Beat(own, user, "desk");
        var before = (await own.Rows("main", "c|")).Count;
        for (var beat = 0; beat < 3; beat++)
            await Beat(own, user, "desk");
        Assert.Equal(before, (await own.Rows("main", "c|")).Count);
        Assert.Equal(["device.missing", "expiresInSeconds.invalid"], (await own.Tenant.Post($"users/{user}/presence/sessions", new { expiresInSeconds = 301 })).Expect(HttpStatusCode.BadRequest).Codes);
        (await own.Tenant.Post($"users/{Guid.NewGuid()}/presence/sessions", new { device = "desk" })).Expect(HttpStatusCode.NotFound, "user.not_found");
        for (var device = 1; device < PresenceSessions.Max; device++)
            await Beat(own, user, $"other {device}");
        (await own.Tenant.Post($"users/{user}/presence/sessions", new { device = "one too many" })).Expect(HttpStatusCode.Conflict, "sessions.too_many");
    }

    private static async Task<Guid> Ready(OwnApp own, bool isLoginBased)
    {
        var user = await own.Tenant.User(new { loginBasedCalling = isLoginBased });
        await own.Accept((await own.Mail(user.Id)).Token);
        return user.Id;
    }

    private static async Task<IReadOnlyList<System.Text.Json.JsonElement>> Beat(OwnApp own, Guid user, string device, object? body = null) =>
        (await own.Tenant.Post($"users/{user}/presence/sessions", body ?? new { device })).Expect(HttpStatusCode.OK).Value;

    private static Task Sweep(OwnApp own) => own.Function<SweepPresence>().Run(new(), CancellationToken.None);

    private static Task<Reply> Status(OwnApp own, Guid user) => own.Tenant.Get($"users/{user}/status");

    private static async Task<string?> Agent(OwnApp own, Guid user) => (await own.Tenant.Get($"users/{user}")).TextOf("agentStatus");
}
