using System.Net;
using UserFunctions.Routing;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Presence;

namespace UserFunctions.Tests.Routing;

/// <summary>Whatever makes room for a conversation that waits has it offered at once: nothing here waits for the sweep, whose timer the app of these tests does not serve.</summary>
public sealed class SupplyTests : IAsyncLifetime
{
    private OwnApp own = null!;
    private Desk desk = null!;

    public async Task InitializeAsync()
    {
        own = await OwnApp.Start(Served);
        desk = await Desk.Open(own.Tenant);
    }

    public async Task DisposeAsync() => await own.DisposeAsync();

    [Fact]
    [Spec("S091")]
    public async Task A_release_makes_room()
    {
        var agent = await desk.Agent(new { chatLimit = 1 });
        var first = await desk.Comes();
        var waits = await Waits();
        (await desk.Do(first, "accept")).Expect(HttpStatusCode.OK);
        (await desk.Do(first, "release")).Expect(HttpStatusCode.OK);
        await desk.Becomes(waits, "Offering", agent);
    }

    [Theory]
    [InlineData("decline")]
    [InlineData("cancel")]
    public async Task An_offer_that_is_not_wanted_makes_room(string action)
    {
        var agent = await desk.Agent(new { chatLimit = 1 });
        var first = await desk.Comes();
        var waits = await Waits();
        (await desk.Do(first, action)).Expect(HttpStatusCode.OK);
        await desk.Becomes(waits, "Offering", agent);
    }

    [Fact]
    public async Task The_end_of_writing_up_makes_room()
    {
        var agent = await desk.Agent(new { chatLimit = 1 });
        var first = await desk.Comes(new { wrapUpSeconds = 3600 });
        var waits = await Waits();
        (await desk.Do(first, "accept")).Expect(HttpStatusCode.OK);
        (await desk.Do(first, "release")).Expect(HttpStatusCode.OK);
        Assert.Equal("Queued", (await desk.Now(waits)).TextOf("state"));
        (await desk.Do(first, "wrap-up")).Expect(HttpStatusCode.OK);
        await desk.Becomes(waits, "Offering", agent);
    }

    [Fact]
    [Spec("S090")]
    public async Task A_raised_limit_makes_room()
    {
        var agent = await desk.Agent(new { chatLimit = 0 });
        var waits = await Waits();
        await desk.Tenant.Sets(agent, "capacity", new { chatLimit = 1 });
        await desk.Becomes(waits, "Offering", agent);
        var next = await Waits();
        (await desk.Tenant.Patch($"users/{agent}", new { chatLimit = 2 })).Expect(HttpStatusCode.OK);
        await desk.Becomes(next, "Offering", agent);
    }

    [Fact]
    [Spec("S094")]
    public async Task Raised_limits_of_a_profile_make_room()
    {
        var profile = (await desk.Tenant.Post("capacity-profiles", new { name = "Junior", channelLimits = new { LiveChat = 0 } })).Expect(HttpStatusCode.Created);
        var agent = await desk.Agent();
        await desk.Tenant.Sets(agent, "capacity", new { profile = "Junior" });
        var waits = await Waits();
        (await desk.Tenant.Patch($"capacity-profiles/{profile.Id}", new { channelLimits = new { LiveChat = 1 } })).Expect(HttpStatusCode.OK);
        await desk.Becomes(waits, "Offering", agent);
    }

    [Fact]
    [Spec("S119")]
    public async Task Who_accepts_the_invitation_makes_room()
    {
        var clients = new[] { new { client = desk.Client, channels = new[] { "LiveChat" } } };
        var user = (await desk.Tenant.User(new { department = desk.Department, licences = new Dictionary<string, bool> { ["Smartflows"] = true } })).Id;
        (await desk.Tenant.Patch($"users/{user}", new { clients })).Expect(HttpStatusCode.OK);
        await desk.Available(user);
        var waits = await Waits();
        await desk.Tenant.Activate(user);
        await desk.Becomes(waits, "Offering", user);
    }

    [Fact]
    [Spec("S095", "S106")]
    public async Task Who_is_enabled_again_makes_room_and_so_does_the_status_Available()
    {
        var agent = await desk.Agent();
        (await desk.Tenant.Post($"users/{agent}/disable")).Expect(HttpStatusCode.OK);
        var waits = await Waits();
        (await desk.Tenant.Post($"users/{agent}/enable")).Expect(HttpStatusCode.OK);
        await desk.Becomes(waits, "Offering", agent);
        await desk.Is(agent, "Unavailable");
        await desk.Becomes(waits, "Queued");
        await AtRest();
        await desk.Available(agent);
        await desk.Becomes(waits, "Offering", agent);
    }

    [Fact]
    [Spec("S084", "S087")]
    public async Task A_client_that_a_user_gets_makes_room()
    {
        var agent = await desk.Agent();
        var client = (await desk.Tenant.Client()).Id;
        var waits = await Waits(new { client });
        (await desk.Tenant.Patch($"users/{agent}", new { clients = new[] { new { client, channels = new[] { "LiveChat" } } } })).Expect(HttpStatusCode.OK);
        await desk.Becomes(waits, "Offering", agent);
    }

    [Fact]
    [Spec("S085")]
    public async Task A_channel_that_a_user_gets_makes_room()
    {
        var agent = await desk.Agent();
        (await desk.Tenant.Patch($"users/{agent}", new { clients = new[] { new { client = desk.Client, channels = new[] { "SMS" } } } })).Expect(HttpStatusCode.OK);
        var waits = await Waits();
        (await desk.Tenant.Patch($"users/{agent}", new { clients = new[] { new { client = desk.Client, channels = new[] { "SMS", "LiveChat" } } } })).Expect(HttpStatusCode.OK);
        await desk.Becomes(waits, "Offering", agent);
    }

    [Fact]
    [Spec("S011")]
    public async Task Who_comes_into_the_department_makes_room()
    {
        var agent = await desk.Agent();
        var department = (await desk.Tenant.Department()).Id;
        var waits = await Waits(new { department });
        (await desk.Tenant.Patch($"users/{agent}", new { department })).Expect(HttpStatusCode.OK);
        await desk.Becomes(waits, "Offering", agent);
    }

    [Fact]
    [Spec("S078", "S080", "S082")]
    public async Task Who_comes_into_a_linked_group_and_a_group_that_is_linked_make_room()
    {
        var (agent, other) = (await desk.Agent(new { chatLimit = 1 }), await desk.Agent(new { chatLimit = 1 }));
        var (group, late) = (await desk.Tenant.Group(), await desk.Tenant.Group());
        var department = (await desk.Tenant.Department(null, new { linkedGroups = new[] { group.Id } })).Id;
        var (first, second) = (await Waits(new { department }), await desk.Comes(new { department }));
        (await desk.Tenant.Put($"groups/{group.Id}/members/{agent}")).Expect(HttpStatusCode.OK);
        await desk.Becomes(first, "Offering", agent);
        (await desk.Tenant.Put($"groups/{late.Id}/members/{other}")).Expect(HttpStatusCode.OK);
        await AtRest();
        (await desk.Tenant.Patch($"departments/{department}", new { linkedGroups = new[] { group.Id, late.Id } })).Expect(HttpStatusCode.OK);
        await desk.Becomes(second, "Offering", other);
    }

    [Fact]
    public async Task A_channel_that_is_not_paused_any_more_makes_room()
    {
        var agent = await desk.Agent();
        await desk.Tenant.Sets(agent, "capacity", new { pausedChannels = new[] { "LiveChat" } });
        var waits = await Waits();
        Assert.Equal("Offering", (await desk.Comes(new { channel = "SMS" })).TextOf("state"));
        await desk.Tenant.Sets(agent, "capacity", new { pausedChannels = Array.Empty<string>() });
        await desk.Becomes(waits, "Offering", agent);
    }

    [Fact]
    [Spec("S064")]
    public async Task A_licence_and_a_skill_that_a_user_gets_make_room()
    {
        var agent = await desk.Agent(new { chatLimit = 1 });
        (await desk.Tenant.Patch($"users/{agent}", new { licences = new Dictionary<string, bool> { ["Smartflows"] = false } })).Expect(HttpStatusCode.OK);
        var waits = await Waits(new { skills = new[] { "French" } });
        (await desk.Tenant.Patch($"users/{agent}", new { licences = new Dictionary<string, bool> { ["Smartflows"] = true } })).Expect(HttpStatusCode.OK);
        await AtRest();
        Assert.Equal("Queued", (await desk.Now(waits)).TextOf("state"));
        (await desk.Tenant.Patch($"users/{agent}", new { tags = new[] { "french" } })).Expect(HttpStatusCode.OK);
        await desk.Becomes(waits, "Offering", agent);
    }

    [Fact]
    [Spec("S056")]
    public async Task Who_signs_in_makes_room()
    {
        var agent = await desk.Agent(new { loginBasedCalling = true });
        var waits = await Waits();
        (await desk.Tenant.Post($"users/{agent}/presence/sessions", new { device = "desk" })).Expect(HttpStatusCode.OK);
        await desk.Becomes(waits, "Offering", agent);
    }

    [Fact]
    [Spec("S031")]
    public async Task A_time_group_that_opens_makes_room_with_the_sweep_and_one_that_changes_at_once()
    {
        var now = own.Time.GetUtcNow();
        var (from, day) = (now.AddHours(2), now.AddHours(2).DayOfWeek.ToString());
        var windows = new[] { new { days = new[] { day }, from = $"{from:HH}:00", to = "24:00" } };
        var times = (await desk.Tenant.Post("time-groups", new { name = "Later", timeZone = "UTC", windows })).Expect(HttpStatusCode.Created);
        var agent = await desk.Agent(new { timeGroup = times.Id, chatLimit = 1 });
        var (first, second) = (await desk.Comes(), await desk.Comes());
        await desk.Sweep();
        Assert.Equal("Queued", (await desk.Now(first)).TextOf("state"));
        own.Time.Pass(TimeSpan.FromHours(2));
        await desk.Sweep();
        await desk.Becomes(first, "Offering", agent);
        (await desk.Do(first, "accept")).Expect(HttpStatusCode.OK);
        var other = (await desk.Tenant.Post("time-groups", new { name = "Never", timeZone = "UTC", windows = new[] { new { days = new[] { now.AddDays(3).DayOfWeek.ToString() }, from = "00:00", to = "00:30" } } })).Expect(HttpStatusCode.Created);
        var late = await desk.Agent(new { timeGroup = other.Id });
        await AtRest();
        (await desk.Tenant.Patch($"time-groups/{other.Id}", new { windows })).Expect(HttpStatusCode.OK);
        await desk.Becomes(second, "Offering", late);
    }

    [Fact]
    public async Task A_time_group_that_is_deleted_makes_room()
    {
        var day = own.Time.GetUtcNow().AddDays(3).DayOfWeek.ToString();
        var times = (await desk.Tenant.Post("time-groups", new { name = "Never", timeZone = "UTC", windows = new[] { new { days = new[] { day }, from = "00:00", to = "00:30" } } })).Expect(HttpStatusCode.Created);
        var agent = await desk.Agent(new { timeGroup = times.Id });
        var waits = await Waits();
        var deleted = await desk.Tenant.Delete($"time-groups/{times.Id}?force=true");
        Assert.True(deleted.Status is HttpStatusCode.OK, deleted.Text);
        await desk.Becomes(waits, "Offering", agent);
    }

    // Comes, finds nobody, and the queue is at rest: a look at it that was put off would have been taken by then, and would hide that an event asks for none.
    private async Task<Reply> Waits(object? fields = null)
    {
        var waits = await desk.Comes(fields);
        Assert.Equal("Queued", waits.TextOf("state"));
        await AtRest();
        return waits;
    }

    private Task AtRest() => Eventually.Holds(() => Task.FromResult(
        desk.Service<WaitingQueues>().Of("main").LookedAt is { } at && own.Time.GetElapsedTime(at) > QueueReader.LookEvery * 2.25));

    // All but the sweep of conversations, which runs at start and every minute.
    private static IReadOnlyCollection<string> Served { get; } =
        [.. UserFunctions.Platform.Hosting.FunctionCatalog.Find(typeof(UserFunctions.Routing.SweepConversations).Assembly).Select(function => function.Name).Where(name => name is not "SweepConversations")];
}
