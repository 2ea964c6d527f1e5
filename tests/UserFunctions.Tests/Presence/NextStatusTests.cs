using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Presence;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Routing;

namespace UserFunctions.Tests.Presence;

/// <summary>A status that comes when all is done, and agents who do not answer.</summary>
public sealed class NextStatusTests
{
    [Fact]
    [Spec("S095")]
    public async Task Who_has_nothing_open_gets_the_next_status_at_once()
    {
        var (tenant, user) = await Ready();
        var set = (await tenant.Put($"users/{user}/next-status", new { status = "Inactive", reason = "Home" })).Expect(HttpStatusCode.OK);
        Assert.Equal(("Inactive", default), (set.TextOf("status"), set["next"].ValueKind));
        var shown = await tenant.Get($"users/{user}/status");
        Assert.Equal(("Inactive", "Home", "Admin", $"key:{tenant.KeyId}"), (shown.TextOf("status"), shown.TextOf("reason"), shown.TextOf("source"), shown.TextOf("changedBy")));
        Assert.Equal(["user.created", "invitation.accepted", "presence.changed", "presence.changed", "presence.changed"], (await tenant.Rows("c|")).Select(r => r.Text("kind")));
    }

    [Fact]
    [Spec("S095", "S107")]
    public async Task Who_has_something_open_finishes_it_first_and_it_can_be_taken_back()
    {
        var (tenant, user) = await Ready();
        var open = await Reserve(tenant, user, "SMS");
        var set = (await tenant.Put($"users/{user}/next-status", new { status = "Unavailable" })).Expect(HttpStatusCode.OK);
        Assert.Equal(("Available", "Unavailable"), (set.TextOf("status"), set["next"].GetProperty("name").GetString()));
        Assert.Equal(("Available", "Draining"), await State(tenant, user));
        (await tenant.Delete($"users/{user}/next-status")).Expect(HttpStatusCode.NoContent);
        (await tenant.Delete($"users/{user}/next-status")).Expect(HttpStatusCode.NoContent);
        Assert.Equal(("Available", "Working"), await State(tenant, user));
        (await tenant.Put($"users/{user}/next-status", new { status = "Unavailable" })).Expect(HttpStatusCode.OK);
        await Sweep(tenant);
        Assert.Equal(("Available", "Draining"), await State(tenant, user));
        await Settle(tenant, user, open, ReservationState.Accepted);
        await Settle(tenant, user, open, ReservationState.Completed);
        await Sweep(tenant);
        Assert.Equal(("Unavailable", "Idle"), await State(tenant, user));
        // A status that is set meanwhile takes the place of the next one.
        await Reserve(tenant, user, "SMS");
        (await tenant.Put($"users/{user}/next-status", new { status = "Inactive" })).Expect(HttpStatusCode.OK);
        await tenant.Sets(user, "status", new { status = "Available" });
        Assert.Equal(("Available", "Working"), await State(tenant, user));
    }

    [Fact]
    public async Task What_is_no_next_status_is_refused()
    {
        var (tenant, user) = await Ready();
        (await tenant.Put($"users/{user}/next-status", new { status = "Available" })).Expect(HttpStatusCode.Conflict, "status.more_available");
        (await tenant.Put($"users/{user}/next-status", new { status = "Nothing" })).Expect(HttpStatusCode.BadRequest, "status.unknown");
        (await tenant.Put($"users/{Guid.NewGuid()}/next-status", new { status = "Inactive" })).Expect(HttpStatusCode.NotFound, "user.not_found");
        (await tenant.Delete($"users/{Guid.NewGuid()}/next-status")).Expect(HttpStatusCode.NotFound, "user.not_found");
    }

    [Fact]
    [Spec("S095")]
    public async Task Who_left_a_call_unanswered_gets_nothing_until_they_set_their_status_even_to_the_same()
    {
        var (tenant, user) = await Ready();
        var call = await Reserve(tenant, user, "Voice");
        await Settle(tenant, user, call, ReservationState.TimedOut, DateTimeOffset.UtcNow.AddMinutes(1));
        Assert.Equal(("Available", "NotResponding"), await State(tenant, user));
        await tenant.Sets(user, "status", new { status = "Available" });
        Assert.Equal(("Available", "Idle"), await State(tenant, user));
    }

    [Fact]
    [Spec("S088")]
    public async Task Capacity_shows_what_is_open_and_numbers_that_are_wrong_are_put_right()
    {
        var (tenant, user) = await Ready();
        await tenant.Sets(user, "capacity", new { chatLimit = 5, channelUnits = new { SMS = 3 }, totalUnits = 10 });
        await Reserve(tenant, user, "SMS");
        var shown = await tenant.Get($"users/{user}/capacity");
        Assert.Equal(("""{"SMS":1}""", 3), (shown["used"].GetRawText(), shown["usedUnits"].GetInt32()));
        Assert.Null(await WrongLoads.Reconcile(tenant, user));
        // A limit below what is open takes nothing away.
        await tenant.Sets(user, "capacity", new { chatLimit = 0, channelLimits = new { Voice = 0 } });
        Assert.Equal("""{"SMS":1}""", (await tenant.Get($"users/{user}/capacity"))["used"].GetRawText());
        Assert.Equal(("Available", "Full"), await State(tenant, user));
        await WrongLoads.Write(tenant, user, "SMS");
        var drift = await WrongLoads.Reconcile(tenant, user);
        Assert.Equal((4, 1), (drift!.Before.On("SMS"), drift.After.On("SMS")));
        Assert.Equal("""{"SMS":1}""", (await tenant.Get($"users/{user}/capacity"))["used"].GetRawText());
    }

    private static async Task<(TestTenant Tenant, Guid User)> Ready()
    {
        var tenant = await TestApp.NewTenant();
        var user = (await tenant.User()).Id;
        await tenant.Activate(user);
        await tenant.Sets(user, "status", new { status = "Available" });
        return (tenant, user);
    }

    private static async Task<(string?, string?)> State(TestTenant tenant, Guid user)
    {
        var shown = await tenant.Get($"users/{user}/status");
        return (shown.TextOf("status"), shown.TextOf("routingState"));
    }

    private static AgentLoads Loads(TestTenant tenant) => tenant.App.Services.GetRequiredService<AgentLoads>();

    private static async Task<Guid> Reserve(TestTenant tenant, Guid user, string channel)
    {
        var now = DateTimeOffset.UtcNow;
        var reservation = new Reservation(Guid.CreateVersion7(now), Guid.NewGuid(), user, channel, ReservationState.Pending, now, now.AddSeconds(30));
        // What routing notes at the agent when their limits change may come in between.
        await Eventually.Holds(async () =>
            await Loads(tenant).Read(tenant.Name, user, CancellationToken.None) is var load && await Loads(tenant).Reserve(tenant.Name, load, reservation, load.AsOf, CancellationToken.None));
        return reservation.Id;
    }

    private static async Task Settle(TestTenant tenant, Guid user, Guid reservation, ReservationState state, DateTimeOffset? at = null) =>
        Assert.True((await Loads(tenant).Settle(tenant.Name, user, reservation, state, at ?? DateTimeOffset.UtcNow, CancellationToken.None)).Ok);

    private static Task Sweep(TestTenant tenant) => ActivatorUtilities.CreateInstance<SweepPresence>(tenant.App.Services).Run(new(), CancellationToken.None);
}
