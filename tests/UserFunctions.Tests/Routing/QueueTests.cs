using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Routing;

/// <summary>Conversations that wait: in which order, with which place, and for how long.</summary>
public sealed class QueueTests
{
    [Fact]
    [Spec("S091")]
    public async Task The_greater_priority_is_served_first_and_of_equals_who_came_first()
    {
        var desk = await Desk.Open();
        var early = await desk.Comes();
        var late = await desk.Comes();
        var urgent = await desk.Comes(new { priority = 50 });
        var most = await desk.Comes(new { priority = 100 });
        Assert.Equal([1, 2, 3, 4], await Positions(desk, most, urgent, early, late));
        await desk.Agent(new { chatLimit = 1 });
        foreach (var next in new[] { most, urgent, early, late })
        {
            await desk.Becomes(next, "Offering");
            (await desk.Do(next, "accept")).Expect(HttpStatusCode.OK);
            (await desk.Do(next, "release")).Expect(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task A_place_is_one_in_the_department_and_moves_up_as_others_leave()
    {
        var desk = await Desk.Open();
        var (first, second, third) = (await desk.Comes(), await desk.Comes(), await desk.Comes());
        var elsewhere = await desk.Comes(new { department = (await desk.Tenant.Department()).Id });
        Assert.Equal([1, 2, 3, 1], await Positions(desk, first, second, third, elsewhere));
        (await desk.Do(second, "cancel")).Expect(HttpStatusCode.OK);
        Assert.Equal([1, 2], await Positions(desk, first, third));
        Assert.Equal(default, (await desk.Now(second))["position"].ValueKind);
    }

    [Fact]
    public async Task How_long_it_takes_is_told_by_what_was_given_out_in_the_last_hour()
    {
        await using var own = await OwnApp.Start();
        var desk = await Desk.Open(own.Tenant);
        List<Reply> waiting = [await desk.Comes(), await desk.Comes(), await desk.Comes(), await desk.Comes(), await desk.Comes()];
        Assert.Equal(default, (await desk.Now(waiting[4]))["estimatedSeconds"].ValueKind);
        await desk.Agent(new { chatLimit = 1 });
        for (var i = 0; i < 2; i++)
        {
            await desk.Becomes(waiting[i], "Offering");
            (await desk.Do(waiting[i], "accept")).Expect(HttpStatusCode.OK);
            own.Time.Pass(TimeSpan.FromSeconds(100));
            (await desk.Do(waiting[i], "release")).Expect(HttpStatusCode.OK);
        }

        await desk.Becomes(waiting[2], "Offering");
        // One went every hundred seconds, and a little for the test itself. What is just being offered leaves the queue with the next step.
        await Eventually.Holds(async () => (await desk.Now(waiting[3]))["position"].GetInt32() == 1);
        Assert.InRange((await desk.Now(waiting[3]))["estimatedSeconds"].GetInt32(), 100, 130);
        Assert.InRange((await desk.Now(waiting[4]))["estimatedSeconds"].GetInt32(), 200, 260);
        own.Time.Pass(TimeSpan.FromHours(1));
        Assert.Equal(default, (await desk.Now(waiting[3]))["estimatedSeconds"].ValueKind);
    }

    [Fact]
    public async Task A_place_and_how_long_it_takes_are_the_same_on_every_instance()
    {
        await using var own = await OwnApp.Start();
        var desk = await Desk.Open(own.Tenant);
        var elsewhere = desk.On(await own.Another());
        // The other one has looked at the queue, and then others came.
        var first = await desk.Comes();
        Assert.Equal(1, (await elsewhere.Now(first))["position"].GetInt32());
        var (second, third, fourth) = (await desk.Comes(), await desk.Comes(), await desk.Comes());
        // What it has read it takes for the truth for a moment.
        await Eventually.Holds(async () => (await Positions(elsewhere, second, third, fourth)).SequenceEqual([2, 3, 4]));
        Assert.Equal(4, (await elsewhere.Tenant.Get("conversations?state=Queued")).Value.Max(one => one.GetProperty("position").GetInt32()));
        Assert.Equal(5, (await elsewhere.Comes())["position"].GetInt32());
        await desk.Agent(new { chatLimit = 1 });
        foreach (var next in new[] { first, second })
        {
            await desk.Becomes(next, "Offering");
            (await desk.Do(next, "accept")).Expect(HttpStatusCode.OK);
            own.Time.Pass(TimeSpan.FromSeconds(100));
            (await desk.Do(next, "release")).Expect(HttpStatusCode.OK);
        }

        await desk.Becomes(third, "Offering");
        var last = await Eventually.Finds(async () => await elsewhere.Now(fourth) is var now && now["position"].GetInt32() == 1 ? now : null);
        Assert.InRange(last["estimatedSeconds"].GetInt32(), 90, 200);
    }

    [Fact]
    public async Task What_comes_back_keeps_its_place_before_those_who_came_later()
    {
        await using var own = await OwnApp.Start();
        var desk = await Desk.Open(own.Tenant);
        var agent = await desk.Agent(new { chatLimit = 1 });
        var first = await desk.Comes();
        var later = await desk.Comes();
        Assert.Equal(1, (await desk.Now(later))["position"].GetInt32());
        own.Time.Pass(TimeSpan.FromSeconds(31));
        await desk.Sweep();
        var missed = await desk.Becomes(first, "Queued");
        Assert.Equal((first.TextOf("enqueuedAt"), 1), (missed.TextOf("enqueuedAt"), missed["position"].GetInt32()));
        await desk.Becomes(later, "Offering", agent);
        (await desk.Do(later, "decline")).Expect(HttpStatusCode.OK);
        Assert.Equal([1, 2], await Positions(desk, first, later));
        Assert.Equal(later.TextOf("enqueuedAt"), (await desk.Now(later)).TextOf("enqueuedAt"));
    }

    [Fact]
    [Spec("S035")]
    public async Task What_waited_for_too_long_goes_to_the_failover_department_with_the_time_that_it_waits_since()
    {
        await using var own = await OwnApp.Start();
        var desk = await Desk.Open(own.Tenant);
        var next = await own.Tenant.Department();
        (await own.Tenant.Patch($"departments/{desk.Department}", new { failover = new { kind = "Department", to = next.Id } })).Expect(HttpStatusCode.OK);
        var chat = await desk.Comes(new { maxWaitSeconds = 600 });
        var patient = await desk.Comes();
        own.Time.Pass(TimeSpan.FromSeconds(400));
        await desk.Sweep();
        Assert.Equal(desk.Department, (await desk.Now(chat))["departmentId"].GetGuid());
        own.Time.Pass(TimeSpan.FromSeconds(201));
        await desk.Sweep();
        var moved = await desk.Now(chat);
        Assert.Equal(("Queued", next.Id, chat.TextOf("enqueuedAt")), (moved.TextOf("state"), moved["departmentId"].GetGuid(), moved.TextOf("enqueuedAt")));
        Assert.Equal(desk.Department, (await desk.Now(patient))["departmentId"].GetGuid());
        // There it may wait for as long once more, and then the call ends, as nothing else is said there.
        own.Time.Pass(TimeSpan.FromSeconds(601));
        await desk.Sweep();
        var over = await desk.Now(chat);
        Assert.Equal(("Overflowed", "HangUp", true), (over.TextOf("state"), over.TextOf("overflow"), over.TextOf("endedAt") is not null));
        (await desk.Do(chat, "cancel")).Expect(HttpStatusCode.Conflict, "conversation.state");
        Assert.Equal("Queued", (await desk.Now(patient)).TextOf("state"));
    }

    [Fact]
    public async Task What_waited_for_too_long_is_offered_at_once_where_it_goes_to()
    {
        await using var own = await OwnApp.Start();
        var desk = await Desk.Open(own.Tenant);
        var next = await own.Tenant.Department();
        (await own.Tenant.Patch($"departments/{desk.Department}", new { failover = new { kind = "Department", to = next.Id } })).Expect(HttpStatusCode.OK);
        var agent = await desk.Agent();
        (await own.Tenant.Patch($"users/{agent}", new { department = next.Id })).Expect(HttpStatusCode.OK);
        var chat = await desk.Comes(new { maxWaitSeconds = 60 });
        Assert.Equal("Queued", chat.TextOf("state"));
        own.Time.Pass(TimeSpan.FromSeconds(61));
        await desk.Sweep();
        Assert.Equal(("Offering", agent), ((await desk.Now(chat)).TextOf("state"), Desk.AgentOf(await desk.Now(chat))));
    }

    [Fact]
    public async Task Out_of_routing_it_says_where_it_went()
    {
        await using var own = await OwnApp.Start();
        var desk = await Desk.Open(own.Tenant);
        (await own.Tenant.Patch($"departments/{desk.Department}", new { failover = new { kind = "Number", to = "9876543210" } })).Expect(HttpStatusCode.OK);
        var chat = await desk.Comes(new { maxWaitSeconds = 5 });
        own.Time.Pass(TimeSpan.FromSeconds(6));
        await desk.Sweep();
        var over = await desk.Now(chat);
        Assert.Equal(("Overflowed", "Number", "9876543210"), (over.TextOf("state"), over.TextOf("overflow"), over.TextOf("overflowTo")));
        Assert.Empty(await own.Tenant.All("conversations?state=Queued"));
    }

    private static async Task<IReadOnlyList<int>> Positions(Desk desk, params Reply[] waiting)
    {
        var positions = new List<int>();
        foreach (var one in waiting)
            positions.Add((await desk.Now(one))["position"].GetInt32());
        return positions;
    }
}
