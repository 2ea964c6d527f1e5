using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Routing;

public sealed class TransferTests
{
    [Fact]
    public async Task A_conversation_is_listed_for_whom_it_is_offered_to_while_another_has_it()
    {
        var desk = await Desk.Open();
        var first = await desk.Agent();
        var chat = await desk.Comes();
        (await desk.Do(chat, "accept")).Expect(HttpStatusCode.OK);
        var second = await desk.Agent();
        (await desk.Do(chat, "transfer", new { agent = second })).Expect(HttpStatusCode.OK);
        foreach (var agent in new[] { first, second })
            Assert.Equal(chat.Id, Assert.Single(await desk.Tenant.All($"conversations?agent={agent}")).GetProperty("id").GetGuid());
        (await desk.Do(chat, "decline", new { agent = second })).Expect(HttpStatusCode.OK);
        Assert.Empty(await desk.Tenant.All($"conversations?agent={second}"));
    }

    [Fact]
    public async Task A_transfer_to_a_department_goes_to_the_next_when_another_instance_has_filled_the_first()
    {
        await using var own = await OwnDesk.Open();
        var desk = own.Desk;
        var agent = await desk.Agent();
        var chat = await desk.Comes();
        (await desk.Do(chat, "accept")).Expect(HttpStatusCode.OK);
        var department = (await own.Tenant.Department()).Id;
        var (filled, next) = (await desk.Member(new { chatLimit = 1 }), await desk.Member(new { chatLimit = 1 }));
        foreach (var one in new[] { filled, next })
        {
            (await own.Tenant.Patch($"users/{one}", new { department })).Expect(HttpStatusCode.OK);
            await desk.Available(one);
        }

        // Who has done something lately comes behind who has not.
        var done = await desk.Comes(new { department, preferredAgent = next });
        Assert.Equal(next, Desk.AgentOf(done));
        (await desk.Do(done, "cancel")).Expect(HttpStatusCode.OK);
        var elsewhere = desk.On(await own.Own.Another(OwnDesk.Served));
        var other = await desk.Comes();
        Assert.Equal(0, (await desk.Load(filled)).Chats);
        (await elsewhere.Do(other, "assign", new { agent = filled })).Expect(HttpStatusCode.OK);
        var moved = (await desk.Do(chat, "transfer", new { department })).Expect(HttpStatusCode.OK);
        Assert.Equal((agent, next), (Desk.AgentOf(moved), moved["transferAgentId"].GetGuid()));
    }

    [Fact]
    public async Task A_simulation_knows_what_another_instance_has_given_out()
    {
        await using var own = await OwnDesk.Open();
        var desk = own.Desk;
        var agent = await desk.Agent(new { chatLimit = 1 });
        Assert.Equal(0, (await desk.Load(agent)).Chats);
        var elsewhere = desk.On(await own.Own.Another(OwnDesk.Served));
        Assert.Equal(agent, Desk.AgentOf(await elsewhere.Comes()));
        // What it has read itself it takes for the truth for a moment.
        var simulated = await Eventually.Finds(async () =>
            await own.Tenant.Post("routing/simulate", new { client = desk.Client, channel = "LiveChat", department = desk.Department }) is var told && told["chosenId"].ValueKind == default ? told : null);
        Assert.Equal("ChatsFull", simulated["candidates"][0].GetProperty("reason").GetString());
    }
}
