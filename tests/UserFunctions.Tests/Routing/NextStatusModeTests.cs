using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Routing;

/// <summary>What becomes of what an agent has open when a next status is set.</summary>
public sealed class NextStatusModeTests : IAsyncLifetime
{
    private static readonly string[] Narrow = ["users.read", "presence.write"];

    private OwnDesk own = null!;
    private Desk desk = null!;

    public async Task InitializeAsync() => desk = (own = await OwnDesk.Open()).Desk;

    public async Task DisposeAsync() => await own.DisposeAsync();

    [Fact]
    [Spec("S095", "S107")]
    public async Task Requeue_gives_everything_to_others_at_once_and_the_status_with_it()
    {
        var (agent, held) = await Holding(2);
        var over = held[1];
        (await desk.Do(over, "release", new { wrapUpSeconds = 600 })).Expect(HttpStatusCode.OK);
        var next = await desk.Agent();
        var set = await Next(agent, new { status = "Unavailable", mode = "Requeue" });
        Assert.Equal(("Unavailable", default), (set.TextOf("status"), set["next"].ValueKind));
        var back = await desk.Becomes(held[0], "Offering", next);
        Assert.Equal(held[0].TextOf("enqueuedAt"), back.TextOf("enqueuedAt"));
        await desk.Becomes(over, "Completed");
        Assert.Equal(0, (await desk.Load(agent)).Chats);
    }

    [Fact]
    [Spec("S095", "S107")]
    public async Task What_is_still_open_at_the_deadline_goes_back_and_the_status_comes()
    {
        var (agent, held) = await Holding(2);
        var set = await Next(agent, new { status = "Inactive", deadlineSeconds = 60 });
        Assert.Equal(("Available", "Drain"), (set.TextOf("status"), set["next"].GetProperty("mode").GetString()));
        (await desk.Do(held[0], "release")).Expect(HttpStatusCode.OK);
        await own.Pass(55);
        Assert.Equal(("Assigned", agent), ((await desk.Now(held[1])).TextOf("state"), Desk.AgentOf(await desk.Now(held[1]))));
        await own.Pass(6);
        Assert.Equal("Queued", (await desk.Now(held[1])).TextOf("state"));
        Assert.Equal("Inactive", (await desk.Tenant.Get($"users/{agent}/status")).TextOf("status"));
        Assert.Equal(0, (await desk.Load(agent)).Chats);
    }

    [Fact]
    [Spec("S095", "S107")]
    public async Task Reassign_gives_another_agent_what_they_can_take_and_the_rest_when_they_can()
    {
        var (agent, held) = await Holding(2);
        var heir = await desk.Agent(new { chatLimit = 1 });
        var set = await Next(agent, new { status = "Unavailable", mode = "Reassign", reassignTo = heir });
        Assert.Equal(("Available", heir), (set.TextOf("status"), set["next"].GetProperty("reassignTo").GetGuid()));
        Assert.Equal([agent, heir], (await Task.WhenAll(held.Select(desk.Now))).Select(now => Desk.AgentOf(now)!.Value).Order().ToHashSet().Order());
        var moved = Desk.AgentOf(await desk.Now(held[0])) == heir ? held[0] : held[1];
        Assert.Equal("Assigned", (await desk.Now(moved)).TextOf("state"));
        (await desk.Do(moved, "release")).Expect(HttpStatusCode.OK);
        await own.Pass(15);
        var rest = moved == held[0] ? held[1] : held[0];
        Assert.Equal(("Assigned", heir), ((await desk.Now(rest)).TextOf("state"), Desk.AgentOf(await desk.Now(rest))));
        Assert.Equal(("Unavailable", 0), ((await desk.Tenant.Get($"users/{agent}/status")).TextOf("status"), (await desk.Load(agent)).Chats));
    }

    [Fact]
    public async Task What_the_other_agent_cannot_take_by_the_deadline_waits_again()
    {
        var (agent, held) = await Holding(1);
        var heir = await desk.Agent(new { chatLimit = 0 });
        await Next(agent, new { status = "Unavailable", mode = "Reassign", reassignTo = heir, deadlineSeconds = 60 });
        Assert.Equal(agent, Desk.AgentOf(await desk.Now(held[0])));
        await own.Pass(61);
        Assert.Equal("Queued", (await desk.Now(held[0])).TextOf("state"));
        Assert.Equal("Unavailable", (await desk.Tenant.Get($"users/{agent}/status")).TextOf("status"));
    }

    [Fact]
    public async Task What_cannot_be_done_is_refused_and_nothing_is_set()
    {
        var (agent, held) = await Holding(1);
        var heir = await desk.Member();
        await Refused(agent, new { mode = "Reassign" }, "reassignTo.missing");
        await Refused(agent, new { mode = "Reassign", reassignTo = "nobody@example.org" }, "reassignTo.unknown");
        await Refused(agent, new { mode = "Reassign", reassignTo = agent }, "reassignTo.same");
        await Refused(agent, new { mode = "Requeue", reassignTo = heir }, "reassignTo.not_used");
        await Refused(agent, new { mode = "Requeue", deadlineSeconds = 5 }, "deadlineSeconds.not_used");
        await Refused(agent, new { mode = "Other" }, "mode.invalid");
        await Refused(agent, new { deadlineSeconds = 86_401 }, "deadlineSeconds.invalid");
        (await desk.Tenant.Post("roles", new { name = "Presence only", permissions = Narrow })).Expect(HttpStatusCode.Created);
        var narrow = await desk.Tenant.As("Presence only");
        var refused = (await narrow.Put($"users/{agent}/next-status", new { status = "Unavailable", mode = "Requeue" })).Expect(HttpStatusCode.Forbidden);
        Assert.Contains("routing.write", refused.Text, StringComparison.Ordinal);
        Assert.Equal(default, (await desk.Tenant.Get($"users/{agent}/status"))["next"].ValueKind);
        Assert.Equal(agent, Desk.AgentOf(await desk.Now(held[0])));
        (await narrow.Put($"users/{agent}/next-status", new { status = "Unavailable" })).Expect(HttpStatusCode.OK);
    }

    private async Task Refused(Guid agent, object more, string code)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToNode(more)!.AsObject();
        body["status"] = "Unavailable";
        var reply = await desk.Tenant.Put($"users/{agent}/next-status", body);
        Assert.True((int)reply.Status is 400 or 409 && reply.Text.Contains(code, StringComparison.Ordinal), reply.Text);
    }

    private async Task<Reply> Next(Guid agent, object body) => (await desk.Tenant.Put($"users/{agent}/next-status", body)).Expect(HttpStatusCode.OK);

    // An agent who has accepted so many chats.
    private async Task<(Guid Agent, IReadOnlyList<Reply> Held)> Holding(int count)
    {
        var agent = await desk.Agent();
        var held = new List<Reply>();
        for (var n = 0; n < count; n++)
        {
            held.Add(await desk.Comes());
            (await desk.Do(held[n], "accept")).Expect(HttpStatusCode.OK);
        }

        return (agent, held);
    }
}
