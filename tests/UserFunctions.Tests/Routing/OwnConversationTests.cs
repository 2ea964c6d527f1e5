using System.Net;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Platform.Http;
using UserFunctions.Tests.SignIn;

namespace UserFunctions.Tests.Routing;

/// <summary>What an agent who signed in does without an administrator: their own status, their own conversations, and nobody else's.</summary>
public sealed class OwnConversationTests : IAsyncLifetime
{
    private Desk desk = null!;
    private Guid agent;
    private Guid other;
    private SignedIn session = null!;

    public async Task InitializeAsync()
    {
        desk = await Desk.Open();
        (agent, other) = (await desk.Agent(), await desk.Agent());
        session = await In(agent);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    [Spec("S095", "S056")]
    public async Task Agents_set_their_own_status_and_nobody_elses()
    {
        (await Send(HttpMethod.Put, $"users/{agent}/status", new { status = "Unavailable" })).Expect(HttpStatusCode.Accepted);
        await Eventually.Holds(async () => (await desk.Tenant.Get($"users/{agent}/status")).TextOf("source") == "Agent");
        (await Send(HttpMethod.Put, $"users/{agent}/next-status", new { status = "Inactive" })).Expect(HttpStatusCode.OK);
        (await Send(HttpMethod.Delete, $"users/{agent}/next-status")).Expect(HttpStatusCode.NoContent);
        (await Send(HttpMethod.Post, $"users/{agent}/presence/sessions", new { device = "browser" })).Expect(HttpStatusCode.OK);
        await Refused(HttpMethod.Put, $"users/{other}/status", new { status = "Inactive" }, "presence.write");
        await Refused(HttpMethod.Put, $"users/{other}/next-status", new { status = "Inactive" }, "presence.write");
        await Refused(HttpMethod.Delete, $"users/{other}/next-status", null, "presence.write");
        await Refused(HttpMethod.Post, $"users/{other}/presence/sessions", new { device = "browser" }, "presence.write");
        await Refused(HttpMethod.Post, "hooks/status", new { user = other, status = "Inactive" }, "presence.write");
    }

    [Fact]
    [Spec("S088", "S092", "S095")]
    public async Task Nobody_raises_their_own_limits()
    {
        await Refused(HttpMethod.Put, $"users/{agent}/capacity", new { chatLimit = -1 }, "presence.write");
        await Refused(HttpMethod.Put, $"users/{agent}/next-status", new { status = "Inactive", mode = "Requeue" }, "routing.write");
    }

    [Fact]
    [Spec("S068")]
    public async Task Agents_answer_see_and_end_what_they_are_offered()
    {
        var chat = await desk.Comes(new { preferredAgent = agent, wrapUpSeconds = 60 });
        Assert.Equal(agent, Desk.AgentOf(chat));
        Assert.Equal("Offering", (await session.Get($"conversations/{chat.Id}")).Expect(HttpStatusCode.OK).TextOf("state"));
        Assert.Equal("Assigned", (await Do(chat, "accept")).Expect(HttpStatusCode.OK).TextOf("state"));
        Assert.Equal("Wrapping", (await Do(chat, "release")).Expect(HttpStatusCode.OK).TextOf("state"));
        Assert.Equal("Completed", (await Do(chat, "wrap-up")).Expect(HttpStatusCode.OK).TextOf("state"));
        var again = await desk.Comes(new { preferredAgent = agent });
        Assert.Equal(other, Desk.AgentOf((await Do(again, "decline")).Expect(HttpStatusCode.OK)));
        (await Do(again, "decline")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    [Spec("S068")]
    public async Task Agents_touch_nothing_that_others_have()
    {
        var chat = await desk.Comes(new { preferredAgent = other });
        await Refused(HttpMethod.Get, $"conversations/{chat.Id}", null, "routing.read");
        (await Do(chat, "accept", new { agent = other })).Expect(HttpStatusCode.BadRequest, "agent.invalid");
        (await Do(chat, "accept")).Expect(HttpStatusCode.Conflict, "conversation.state");
        (await desk.Do(chat, "accept")).Expect(HttpStatusCode.OK);
        foreach (var action in (string[])["release", "wrap-up", "cancel", "assign"])
            await Refused(HttpMethod.Post, $"conversations/{chat.Id}/{action}", action is "assign" ? new { agent } : new { }, "routing.write");
        foreach (var action in (string[])["transfer", "forward"])
        {
            await Refused(HttpMethod.Post, $"conversations/{chat.Id}/{action}", new { agent }, "routing.write");
            await Refused(HttpMethod.Post, $"conversations/{chat.Id}/{action}", new { department = desk.Department }, "routing.write");
        }

        var now = await desk.Now(chat);
        Assert.Equal(("Assigned", other), (now.TextOf("state"), Desk.AgentOf(now)));
        Assert.Empty((await session.Get("conversations")).Expect(HttpStatusCode.OK).Value);
    }

    [Fact]
    [Spec("S068")]
    public async Task Agents_forward_and_transfer_what_is_theirs()
    {
        var (first, second) = (await desk.Comes(new { preferredAgent = agent }), await desk.Comes(new { preferredAgent = agent }));
        (await Do(first, "accept")).Expect(HttpStatusCode.OK);
        (await Do(second, "accept")).Expect(HttpStatusCode.OK);
        Assert.Equal(new[] { first.Id, second.Id }.Order(), (await session.Get("conversations?state=Assigned")).Expect(HttpStatusCode.OK).Value.Select(item => item.GetProperty("id").GetGuid()).Order());
        Assert.Equal(other, Desk.AgentOf((await Do(first, "forward", new { agent = other })).Expect(HttpStatusCode.OK)));
        Assert.Equal(other, (await Do(second, "transfer", new { agent = other })).Expect(HttpStatusCode.OK)["transferAgentId"].GetGuid());
        (await Do(second, "transfer", new { agent = other, force = true })).Expect(HttpStatusCode.Forbidden, "key.forbidden");
        var colleague = await In(other);
        Assert.Equal(second.Id, (await colleague.Get($"conversations/{second.Id}")).Expect(HttpStatusCode.OK).Id);
        await Refused(HttpMethod.Post, $"conversations/{second.Id}/release", new { }, "routing.write", colleague);
        Assert.Equal(other, Desk.AgentOf((await Send(HttpMethod.Post, $"conversations/{second.Id}/accept", new { }, colleague)).Expect(HttpStatusCode.OK)));
    }

    [Fact]
    [Spec("S068", "S069")]
    public async Task What_waits_for_a_group_its_members_see_and_a_supervisor_sees_everything()
    {
        var group = (await desk.Tenant.Post("groups", new { name = "Night" })).Expect(HttpStatusCode.Created);
        (await desk.Tenant.Patch($"users/{agent}", new { groups = new[] { "Night" } })).Expect(HttpStatusCode.OK);
        await desk.Is(agent, "Unavailable");
        var (ours, theirs) = (await desk.Comes(new { group = group.Id }), await desk.Comes(new { preferredAgent = other }));
        Assert.Equal([ours.Id], (await session.Get("conversations")).Expect(HttpStatusCode.OK).Value.Select(item => item.GetProperty("id").GetGuid()));
        (await desk.Tenant.Patch($"users/{other}", new { role = "Supervisor" })).Expect(HttpStatusCode.OK);
        var supervisor = await In(other);
        Assert.Equal(new[] { ours.Id, theirs.Id }.Order(), (await supervisor.Get("conversations")).Expect(HttpStatusCode.OK).Value.Select(item => item.GetProperty("id").GetGuid()).Order());
        await Refused(HttpMethod.Post, $"conversations/{ours.Id}/forward", new { department = desk.Department }, "routing.write", supervisor);
        Assert.Equal(desk.Department, (await Do(ours, "forward", new { department = desk.Department })).Expect(HttpStatusCode.OK)["departmentId"].GetGuid());
    }

    private async Task<SignedIn> In(Guid user)
    {
        (await desk.Tenant.Post($"users/{user}/password", new { password = Person.Good, mustChange = false })).Expect(HttpStatusCode.OK);
        return await new Person(desk.Tenant, user, (await desk.Tenant.Get($"users/{user}")).TextOf("loginId")!, Person.Good).In();
    }

    private Task<Reply> Do(Reply conversation, string action, object? body = null) => Send(HttpMethod.Post, $"conversations/{conversation.Id}/{action}", body ?? new { });

    private Task<Reply> Send(HttpMethod method, string path, object? body = null, SignedIn? by = null) =>
        TestApp.Send(desk.Tenant.App, null, method, path, body is null ? null : TestApp.Body(body), ("Authorization", $"Bearer {(by ?? session).Access}"));

    private async Task Refused(HttpMethod method, string path, object? body, string permission, SignedIn? by = null)
    {
        var refused = (await Send(method, path, body, by)).Expect(HttpStatusCode.Forbidden, "key.forbidden");
        ErrorShape.Check(refused);
        Assert.Equal(permission, refused.Json.GetProperty("error").GetProperty("target").GetString());
    }
}
