using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Platform.Storage;
using UserFunctions.Presence;
using UserFunctions.Routing;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Presence;

namespace UserFunctions.Tests.Routing;

/// <summary>Whoever waits is served before those who come later, in whatever moment they come.</summary>
public sealed class TurnTests : IAsyncLifetime
{
    private HeldTables tables = null!;
    private OwnDesk own = null!;
    private Desk desk = null!;

    public async Task InitializeAsync()
    {
        own = await OwnDesk.Open(services =>
        {
            var real = services.Last(service => service.ServiceType == typeof(ITables)).ImplementationFactory!;
            services.AddSingleton<ITables>(provider => tables = new HeldTables((ITables)real(provider)));
            services.AddSingleton(new SupplyTerms(TriesPerPlace: 2));
        });
        desk = own.Desk;
    }

    public async Task DisposeAsync() => await own.DisposeAsync();

    [Theory]
    [InlineData(100)]
    [InlineData(0)]
    [Spec("S091")]
    public async Task What_comes_between_a_release_and_the_look_at_the_queue_waits_behind_what_waits(int priority)
    {
        var agent = await desk.Agent(new { chatLimit = 1 });
        var first = await desk.Comes();
        (await desk.Do(first, "accept")).Expect(HttpStatusCode.OK);
        var waits = await desk.Comes(new { priority });
        // The agent is free by then, and the queue was not looked at.
        var freed = tables.HoldNext(ConversationTable.Table, step =>
            step.Row.Key == ConversationTable.Key(first.Id) && ConversationTable.Read(step.Row) is { State: ConversationState.Completed, Owed.Count: 0 });
        var releasing = desk.Do(first, "release");
        await freed.Reached;
        var late = await desk.Comes();
        Assert.Equal("Queued", late.TextOf("state"));
        var now = await desk.Now(waits);
        Assert.Equal(("Offering", agent), (now.TextOf("state"), Desk.AgentOf(now)));
        freed.Release();
        (await releasing).Expect(HttpStatusCode.OK);
        (await desk.Do(waits, "cancel")).Expect(HttpStatusCode.OK);
        await desk.Becomes(late, "Offering", agent);
    }

    [Fact]
    [Spec("S091")]
    public async Task What_comes_while_the_first_is_being_offered_waits_and_says_why()
    {
        var agent = await desk.Agent(new { chatLimit = 0 });
        var waits = await desk.Comes(new { priority = 100 });
        var place = tables.HoldNext(PresenceTable.Table, step => step.Row.Key.StartsWith(ReservationTable.OpenPrefix, StringComparison.Ordinal));
        await desk.Tenant.Sets(agent, "capacity", new { chatLimit = 1 });
        await place.Reached;
        var late = await desk.Comes();
        Assert.Equal("Queued", late.TextOf("state"));
        var explained = (await desk.Tenant.Get($"conversations/{late.Id}/explain")).Value[^1];
        Assert.Equal("OthersFirst", explained.GetProperty("candidates")[0].GetProperty("reason").GetString());
        place.Release();
        await desk.Becomes(waits, "Offering", agent);
    }

    [Fact]
    [Spec("S091")]
    public async Task What_comes_is_offered_at_once_where_there_is_room_for_it_beside_what_waits()
    {
        var agent = await desk.Agent(new { chatLimit = 0 });
        var (waits, other) = (await desk.Comes(), await desk.Comes(new { skills = new[] { "nobody" } }));
        await own.AtRest();
        var place = tables.HoldNext(PresenceTable.Table, step => step.Row.Key == ReservationTable.LoadKey);
        var raising = desk.Tenant.Sets(agent, "capacity", new { chatLimit = 2 });
        await place.Reached;
        var late = await desk.Comes();
        Assert.Equal(("Offering", agent), (late.TextOf("state"), Desk.AgentOf(late)));
        Assert.Equal(("Offering", "Queued"), ((await desk.Now(waits)).TextOf("state"), (await desk.Now(other)).TextOf("state")));
        place.Release();
        await raising;
    }

    [Fact]
    [Spec("S091")]
    public async Task A_long_queue_in_one_department_does_not_hold_up_another()
    {
        var elsewhere = await desk.Tenant.Department();
        // Each of them asks for something else, so that each is looked at by itself.
        foreach (var skill in new[] { "one", "two", "three" })
            await desk.Comes(new { department = elsewhere.Id, priority = 100, skills = new[] { skill } });
        var waits = await desk.Comes();
        var agent = await desk.Agent();
        await desk.Becomes(waits, "Offering", agent);
    }
}
