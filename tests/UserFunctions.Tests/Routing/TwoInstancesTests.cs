using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Platform.Storage;
using UserFunctions.Presence;
using UserFunctions.Routing;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Presence;
using UserFunctions.Users;

namespace UserFunctions.Tests.Routing;

/// <summary>Two instances route for one tenant: what one has decided the other does not have in its memory.</summary>
public sealed class TwoInstancesTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_limit_that_one_instance_sets_holds_for_what_the_other_decides_also_when_the_agent_never_had_anything(bool hadSomething)
    {
        await using var own = await Start();
        var desk = await Desk.Open(own.Tenant);
        var agent = await desk.Agent();
        if (hadSomething)
            (await desk.Do(await desk.Comes(), "cancel")).Expect(HttpStatusCode.OK);
        // This one knows the agent as somebody who takes as many as there are.
        Assert.Equal("Queued", (await desk.Comes(new { skills = new[] { "nobody" } })).TextOf("state"));
        var elsewhere = desk.On(await own.Another(await OfHttp()));
        var before = await DemandedAtRest(own, agent);
        (await elsewhere.Tenant.Patch($"users/{agent}", new { chatLimit = 0 })).Expect(HttpStatusCode.OK);
        await Eventually.Holds(async () => await Demanded(own, agent) > before);
        Assert.Equal("Queued", (await desk.Comes()).TextOf("state"));
    }

    [Theory]
    [InlineData("lower")]
    [InlineData("new default")]
    [InlineData("no default any more")]
    [Spec("S094")]
    public async Task A_limit_of_a_profile_that_one_instance_sets_holds_for_what_the_other_decides(string how)
    {
        await using var own = await Start();
        var desk = await Desk.Open(own.Tenant);
        var profile = how is "new default" ? null : await own.Tenant.Post("capacity-profiles", new { name = "Team", chatLimit = 5, isDefault = how is not "lower" });
        var agent = await desk.Agent();
        if (how is "lower")
            await own.Tenant.Sets(agent, "capacity", new { profile = "Team" });
        (await desk.Do(await desk.Comes(), "cancel")).Expect(HttpStatusCode.OK);
        var elsewhere = own.Tenant.On(await own.Another(await OfHttp()));
        var before = await DemandedAtRest(own, agent);
        if (how is "new default")
            (await elsewhere.Post("capacity-profiles", new { name = "All", chatLimit = 0, isDefault = true })).Expect(HttpStatusCode.Created);
        else if (how is "lower")
            (await elsewhere.Patch($"capacity-profiles/{profile!.Id}", new { chatLimit = 0 })).Expect(HttpStatusCode.OK);
        else
            (await elsewhere.Delete($"capacity-profiles/{profile!.Id}?force=true")).Expect(HttpStatusCode.NoContent);
        await Eventually.Holds(async () => await Demanded(own, agent) > before);
        Assert.Equal(how is "no default any more" ? "Offering" : "Queued", (await desk.Comes()).TextOf("state"));
    }

    [Fact]
    public async Task Who_was_changed_by_an_import_of_all_or_none_is_followed_once_it_is_committed()
    {
        var desk = await Desk.Open();
        var agent = await desk.Agent();
        var chat = await desk.Comes();
        (await desk.Tenant.Patch($"users/{agent}", new { clients = Array.Empty<object>() })).Expect(HttpStatusCode.OK);
        await desk.Becomes(chat, "Queued");
        var before = (await desk.Load(agent)).AsOf;
        await desk.Tenant.Group();
        var change = new Change(CreateUser.CommittedKind, []).With([new(CreateUser.CommittedChangesKind, [agent])]);
        Assert.True(WatchAgents.Reaction(desk.Service<WatchAgents>).IsFor(change.Kind));
        await desk.Service<WatchAgents>().Handle(new(desk.Tenant.Name, change, "test", IsRepeat: false), CancellationToken.None);
        Assert.True((await desk.Load(agent)).AsOf > before);
    }

    [Fact]
    public async Task An_agent_who_was_changed_with_others_in_a_file_is_followed_when_the_log_is_gone_through()
    {
        var desk = await Desk.Open();
        var agent = await desk.Agent();
        var chat = await desk.Comes();
        var before = (await desk.Load(agent)).AsOf;
        await desk.Tenant.Group();
        var change = new Change(CreateUser.BulkKind, []) { Also = [new(ChangeUser.Kind, [agent])] };
        await desk.Service<WatchAgents>().Handle(new(desk.Tenant.Name, change, "test", IsRepeat: true), CancellationToken.None);
        var load = await desk.Load(agent);
        Assert.Equal((1, true), (load.Chats, load.AsOf > before));
        Assert.Equal("Offering", (await desk.Now(chat)).TextOf("state"));
    }

    [Fact]
    public async Task An_agent_whom_another_instance_made_available_a_moment_ago_gets_what_comes()
    {
        await using var own = await OwnApp.Start(await OfHttp());
        var desk = await Desk.Open(own.Tenant);
        var agent = await desk.Member();
        // This one has looked at what the others wrote, and takes that for fresh for two seconds.
        Assert.Equal("Queued", (await desk.Comes(new { skills = new[] { "nobody" } })).TextOf("state"));
        await desk.On(await own.Another([.. await OfHttp(), "ApplyStatus"])).Available(agent);
        var chat = await desk.Comes();
        Assert.Equal(("Offering", agent), (chat.TextOf("state"), Desk.AgentOf(chat)));
    }

    [Fact]
    public async Task An_agent_whom_one_instance_takes_for_full_and_another_has_freed_gets_what_waits()
    {
        await using var own = await Start();
        var desk = await Desk.Open(own.Tenant);
        var agent = await desk.Agent(new { chatLimit = 1 });
        var first = await desk.Comes();
        Assert.Equal(agent, Desk.AgentOf(first));
        var second = await desk.Comes();
        Assert.Equal("Queued", second.TextOf("state"));
        // Another instance frees the agent, and ends before it has looked at the queue.
        var gone = await own.Another([]);
        Assert.True((await gone.Services.GetRequiredService<AgentLoads>().Settle("main", agent, Guid.Parse(first.TextOf("reservationId")!), ReservationState.Rescinded, own.Time.GetUtcNow(), default)).Ok);
        await Eventually.Holds(async () =>
        {
            await desk.Sweep();
            return Desk.AgentOf(await desk.Now(second)) == agent;
        });
    }

    [Fact]
    public async Task Loads_that_another_instance_wrote_are_counted_anew_as_well()
    {
        await using var own = await Start();
        var desk = await Desk.Open(own.Tenant);
        var agent = await desk.Agent(new { chatLimit = 4 });
        var chat = await desk.Comes();
        await WrongLoads.Write(own.Tenant, agent, "LiveChat");
        var elsewhere = desk.On(await own.Another([]));
        await ActivatorUtilities.CreateInstance<ReconcileLoads>(elsewhere.Tenant.App.Services).Run(new(), CancellationToken.None);
        Assert.Equal(1, (await desk.Load(agent)).Chats);
        Assert.Equal("Offering", (await desk.Now(chat)).TextOf("state"));
    }

    // Without timers: it does what it is asked, and knows what it has seen.
    private static async Task<OwnApp> Start() => await OwnApp.Start([.. await OfHttp(), "ApplyStatus", "ApplyCapacity"]);

    private static async Task<string[]> OfHttp() => [.. (await TestApp.Shared).Functions.Where(f => f.Route is not null).Select(f => f.Name)];

    // What followed from the setting up is behind it, so whatever is demanded from now on is demanded by what comes.
    private static async Task<long> DemandedAtRest(OwnApp own, Guid agent)
    {
        await own.App.Services.GetRequiredService<Reactions>().StopAsync(CancellationToken.None);
        return await Demanded(own, agent);
    }

    // Read past the instances' own memory.
    private static async Task<long> Demanded(OwnApp own, Guid agent) =>
        (await own.Rows(ReservationTable.Partition("main", agent), ReservationTable.LoadKey, PresenceTable.Table)).Select(row => row.Number("asOf") ?? 0).SingleOrDefault();
}
