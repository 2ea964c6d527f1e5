using System.Net;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.SignIn;

namespace UserFunctions.Tests.Routing;

/// <summary>What is offered to an agent who signs out is taken back at once, and nobody waits for the offer's end.</summary>
public sealed class SignOutTests : IAsyncLifetime
{
    private OwnDesk own = null!;

    private Desk Desk => own.Desk;

    public async Task InitializeAsync() => own = await OwnDesk.Open();

    public async Task DisposeAsync() => await own.DisposeAsync();

    [Fact]
    [Spec("S056")]
    public async Task Who_ends_their_last_device_loses_what_is_offered_and_keeps_what_they_have()
    {
        var agent = await Desk.Agent(new { loginBasedCalling = true });
        await IsThere(agent);
        var (held, offered) = (await Desk.Comes(), await Desk.Comes());
        (await Desk.Do(held, "accept")).Expect(HttpStatusCode.OK);
        (await Desk.Tenant.Post($"users/{agent}/presence/sessions", new { device = "desk", expiresInSeconds = 0 })).Expect(HttpStatusCode.OK);
        await Desk.Becomes(offered, "Queued");
        await Desk.Becomes(held, "Assigned", agent);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Spec("S056")]
    public async Task Who_signs_out_everywhere_has_no_device_any_more(bool byThemselves)
    {
        var agent = await Desk.Agent(new { loginBasedCalling = true });
        (await Desk.Tenant.Post($"users/{agent}/password", new { password = Person.Good, mustChange = false })).Expect(HttpStatusCode.OK);
        var person = new Person(Desk.Tenant, agent, (await Desk.Tenant.Get($"users/{agent}")).TextOf("loginId")!, Person.Good);
        var (one, other) = (await person.In(), await person.In());
        await IsThere(agent);
        var offered = await Desk.Comes();
        Assert.Equal(agent, Desk.AgentOf(offered));
        (await one.Send(HttpMethod.Post, "sign-out")).Expect(HttpStatusCode.NoContent);
        Assert.Single((await Desk.Tenant.Get($"users/{agent}/presence/sessions")).Value);
        if (byThemselves)
            (await other.Send(HttpMethod.Post, "sign-out")).Expect(HttpStatusCode.NoContent);
        else
            (await Desk.Tenant.Delete($"users/{agent}/sessions")).Expect(HttpStatusCode.OK);
        Assert.Empty((await Desk.Tenant.Get($"users/{agent}/presence/sessions")).Value);
        await Desk.Becomes(offered, "Queued");
    }

    private async Task IsThere(Guid agent) => (await Desk.Tenant.Post($"users/{agent}/presence/sessions", new { device = "desk" })).Expect(HttpStatusCode.OK);
}
