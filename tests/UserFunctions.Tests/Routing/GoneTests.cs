using System.Net;
using UserFunctions.Platform.Storage;
using UserFunctions.Routing;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Routing;

/// <summary>What becomes of conversations whose agent is not there any more without anybody having said so of the agent.</summary>
public sealed class GoneTests : IAsyncLifetime
{
    private OwnDesk own = null!;

    private Desk Desk => own.Desk;

    public async Task InitializeAsync() => own = await OwnDesk.Open();

    public async Task DisposeAsync() => await own.DisposeAsync();

    [Fact]
    [Spec("S047")]
    public async Task Whose_account_is_disabled_loses_chats_at_once_and_keeps_calls()
    {
        var agent = await Desk.Agent(new { callingAgent = true });
        var (chat, call) = (await Accepted(), await Accepted(new { channel = "Voice" }));
        var next = await Desk.Agent(new { callingAgent = true });
        (await Desk.Tenant.Patch($"users/{agent}", new { accountEnabled = false })).Expect(HttpStatusCode.OK);
        var back = await Desk.Becomes(chat, "Offering", next);
        Assert.Equal(chat.TextOf("enqueuedAt"), back.TextOf("enqueuedAt"));
        await own.Pass(61);
        await Desk.Becomes(call, "Assigned", agent);
    }

    [Fact]
    [Spec("S056", "S095")]
    public async Task Who_is_gone_loses_chats_also_when_the_status_of_who_is_gone_is_one_of_those_who_are_there()
    {
        (await Desk.Tenant.Post("statuses", new { name = "Away", @class = "Unavailable" })).Expect(HttpStatusCode.Created);
        (await Desk.Tenant.Patch("presence-settings", new { disconnectStatus = "Away" })).Expect(HttpStatusCode.OK);
        var (gone, there) = (await Desk.Agent(new { loginBasedCalling = true, chatLimit = 1 }), await Desk.Agent(new { chatLimit = 1 }));
        (await Desk.Tenant.Post($"users/{gone}/presence/sessions", new { device = "desk" })).Expect(HttpStatusCode.OK);
        var (one, other) = (await Accepted(), await Accepted());
        var (ofGone, ofThere) = Desk.AgentOf(one) == gone ? (one, other) : (other, one);
        await Desk.Is(there, "Away");
        await own.Pass(61);
        await own.Pass(61);
        Assert.Equal("Disconnect", (await Desk.Tenant.Get($"users/{gone}/status")).TextOf("source"));
        await Desk.Becomes(ofGone, "Assigned", gone);
        await own.Pass(61);
        await Desk.Becomes(ofGone, "Queued");
        await Desk.Becomes(ofThere, "Assigned", there);
    }

    [Fact]
    public async Task One_conversation_that_cannot_be_read_does_not_hold_up_the_others()
    {
        var agent = await Desk.Agent();
        var chat = await Desk.Comes();
        var tables = Desk.Service<ITables>();
        var broken = new Guid("00000000-0000-0000-0000-000000000001");
        await tables.Submit(
            ConversationTable.Table,
            [
                RowOperation.Insert(new Row("main", ConversationTable.Key(broken)) { ["state"] = "Queued", ["conversation"] = "{" }),
                RowOperation.Insert(new Row("main", ConversationTable.OpenPrefix + broken.ToString("D")) { ["state"] = "Queued", ["dueAt"] = own.Own.Time.GetUtcNow() }),
            ],
            CancellationToken.None);
        await own.Pass(31);
        var missed = await Desk.Becomes(chat, "Queued");
        Assert.Equal(agent, missed["tried"][0].GetProperty("agentId").GetGuid());
        Assert.Contains(own.Own.Log.Lines, line => line.Contains($"Conversation {broken} of main could not be swept", StringComparison.Ordinal));
    }

    private async Task<Reply> Accepted(object? fields = null)
    {
        var chat = await Desk.Comes(fields);
        return (await Desk.Do(chat, "accept")).Expect(HttpStatusCode.OK);
    }
}
