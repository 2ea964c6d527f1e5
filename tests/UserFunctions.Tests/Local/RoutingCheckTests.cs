using System.Net;
using UserFunctions.Local.Check;
using UserFunctions.Platform.Storage;
using UserFunctions.Presence;
using UserFunctions.Routing;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Routing;

namespace UserFunctions.Tests.Local;

public sealed class RoutingCheckTests
{
    private static readonly Lazy<Task<Stored>> Sound = new(Busy);

    /// <summary>What is done to the first row whose key begins so, and what the check must say then.</summary>
    public static TheoryData<string, string> Damages => new()
    {
        { "lose q|", "q|… is missing: conversation … waits" },
        { "lose o|", "o|… is missing: conversation …" },
        { "lose x|", "x|… is missing: 1 decisions about conversation … were made" },
        { "lose load", "…|load is missing: 1 reservations are open" },
        { "lose r|", "…|r|… is missing: conversation … names it" },
        { "lose r|", "…|load counts 1 LiveChat, 1 chats, but open are none, 0 chats" },
        { "copy q| to q|999|0000000000000000001|00000000-0000-0000-0000-000000000001", "q|999|… is the place of conversation …, which is not there" },
        { "copy o| to o|00000000-0000-0000-0000-000000000001", "o|… names conversation …, which is not there" },
        { "copy r| to r|00000000-0000-0000-0000-000000000001", "…|r|… is … for conversation …, which is … and does not know of it" },
        { "set r| conversation=00000000-0000-0000-0000-000000000001", "…|r|… is … for conversation …, which is not there" },
        { "set r| state=Completed", "…|r|… is Completed, and so its key should be h|…" },
        { "set r| state=Nowhere", "…|r|… cannot be read: …" },
        { "set r| usedThen=9 limitThen=2", "…|r|… was number 9 on LiveChat, where 2 were allowed" },
        { "set r| chatsThen=4 chatLimitThen=3", "…|r|… was chat number 4, and 3 were allowed" },
        { "set q| waitsUntil=", "q|… is not the place that conversation … has: …" },
    };

    [Fact]
    public async Task Conversations_and_places_that_agree_are_found_to_agree()
    {
        var (conversations, agents) = await Sound.Value;
        Assert.Empty(RoutingCheck.Of(conversations, agents));
        Assert.Equal(
            ["Assigned", "Assigned", "Canceled", "Completed", "Offering", "Queued", "Wrapping"],
            conversations.Where(row => row.Key.StartsWith(ConversationTable.Prefix, StringComparison.Ordinal)).Select(row => row.Text("state")!).Order(StringComparer.Ordinal));
        Assert.Equal(5, agents.Count(row => row.Key.StartsWith(ReservationTable.OpenPrefix, StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Rows_of_routing_that_do_not_agree_are_named(string damage, string finding)
    {
        var (conversations, agents) = await Sound.Value;
        var what = damage.Split(' ');
        Named(RoutingCheck.Of(Damaged(conversations, what), Damaged(agents, what)), finding);
    }

    [Theory]
    [InlineData(ConversationState.Queued, ConversationState.Completed, "q|… is the place of conversation …, which is Completed")]
    [InlineData(ConversationState.Queued, ConversationState.Completed, "o|… says that conversation … is open, which is Completed")]
    [InlineData(ConversationState.Queued, ConversationState.Completed, "v|… is Completed and does not say since when")]
    [InlineData(ConversationState.Queued, ConversationState.Assigned, "v|… is Assigned and names no agent")]
    [InlineData(ConversationState.Assigned, ConversationState.Wrapping, "…|r|… is Accepted for conversation …, which is Wrapping")]
    [InlineData(ConversationState.Assigned, ConversationState.Canceled, "v|… is Canceled and names agent …")]
    [InlineData(ConversationState.Offering, ConversationState.Assigned, "v|… is Assigned, but agent … did not accept it")]
    public async Task A_conversation_that_is_not_where_its_rows_say_is_named(ConversationState from, ConversationState to, string finding)
    {
        var (conversations, agents) = await Sound.Value;
        Named(RoutingCheck.Of(Changed(conversations, from, conversation => conversation with { State = to }), agents), finding);
    }

    [Fact]
    public async Task A_conversation_with_two_agents_is_named_and_one_whose_agent_is_somebody_else()
    {
        var (conversations, agents) = await Sound.Value;
        var held = agents.First(row => row.Text("state") == "Accepted");
        var copy = held with { Partition = $"t|{Guid.NewGuid():D}" };
        Named(RoutingCheck.Of(conversations, [.. agents, copy]), "v|… is with 2 agents at once: …");
        Named(RoutingCheck.Of(conversations, [.. agents, copy]), "…|r|… is Accepted for conversation …, which names agent …");
    }

    [Fact]
    public async Task What_is_still_to_be_written_at_an_agent_is_no_finding()
    {
        var (conversations, agents) = await Sound.Value;
        var owing = Changed(conversations, ConversationState.Assigned, conversation => conversation.Release(0, conversation.UpdatedAt).Value);
        Assert.Empty(RoutingCheck.Of(owing, agents));
    }

    [Fact]
    public async Task The_command_counts_conversations_and_names_what_is_wrong_with_them()
    {
        var desk = await Desk.Open();
        await desk.Agent();
        await desk.Comes();
        using var sound = Check(desk.Tenant.Name);
        Assert.EndsWith(" 1 conversations: 0 findings", await sound.Line(desk.Tenant.Name), StringComparison.Ordinal);
        var open = (await TestApp.Rows(desk.Tenant.Name, ConversationTable.OpenPrefix, ConversationTable.Table)).Single();
        await (await TestApp.Service<ITables>()).Submit(ConversationTable.Table, [RowOperation.Delete(open)], CancellationToken.None);
        using var damaged = Check(desk.Tenant.Name);
        Assert.StartsWith($"{desk.Tenant.Name}: {open.Key}: is missing", await damaged.Line(desk.Tenant.Name), StringComparison.Ordinal);

        HostProcess Check(string name) => HostProcess.Start(["check", "--tenant", name], ("AzureWebJobsStorage", AzuriteFixture.ConnectionString.Result));
    }

    // One of each state, with agents of their own; the chat that waits asks for a skill that nobody has.
    private static async Task<Stored> Busy()
    {
        var desk = await Desk.Open();
        await desk.Comes(new { skills = new[] { "nobody" }, maxWaitSeconds = 3600 });
        List<Guid> users = [];
        for (var i = 0; i < 6; i++)
            users.Add(await desk.Agent(new { chatLimit = 1 }));
        var chats = new List<Reply>();
        for (var i = 0; i < 5; i++)
            chats.Add(await desk.Comes(new { preferredAgent = users[i] }));
        foreach (var chat in chats.Skip(1))
            (await desk.Do(chat, "accept")).Expect(HttpStatusCode.OK);
        (await desk.Do(chats[2], "release", new { wrapUpSeconds = 3000 })).Expect(HttpStatusCode.OK);
        (await desk.Do(chats[3], "release")).Expect(HttpStatusCode.OK);
        (await desk.Do(chats[4], "transfer", new { agent = users[5] })).Expect(HttpStatusCode.OK);
        (await desk.Do(await desk.Comes(new { skills = new[] { "nobody" } }), "cancel")).Expect(HttpStatusCode.OK);
        var agents = new List<Row>();
        foreach (var user in users)
            agents.AddRange((await TestApp.Rows(ReservationTable.Partition(desk.Tenant.Name, user), "", PresenceTable.Table)).Where(row => row.Key == ReservationTable.LoadKey || row.Key[1] == '|'));
        return new(await TestApp.Rows(desk.Tenant.Name, "", ConversationTable.Table), agents);
    }

    private static void Named(IReadOnlyList<Finding> findings, string finding)
    {
        var pattern = $"^{System.Text.RegularExpressions.Regex.Escape(finding).Replace("…", ".*", StringComparison.Ordinal)}$";
        Assert.Contains(findings, found => System.Text.RegularExpressions.Regex.IsMatch($"{found.Row} {found.Wrong}", pattern));
    }

    private static List<Row> Changed(IReadOnlyList<Row> rows, ConversationState state, Func<Conversation, Conversation> change)
    {
        var row = rows.First(one => one.Key.StartsWith(ConversationTable.Prefix, StringComparison.Ordinal) && one.Text("state") == state.ToString());
        var changed = ConversationTable.Steps(row.Partition, null, change(ConversationTable.Read(row)), null).First().Row;
        return [.. rows.Where(one => one != row), changed];
    }

    private static List<Row> Damaged(IReadOnlyList<Row> rows, string[] damage)
    {
        if (rows.FirstOrDefault(one => one.Key.StartsWith(damage[1], StringComparison.Ordinal)) is not { } row)
            return [.. rows];
        List<Row> changed = damage[0] switch
        {
            "lose" => [],
            "copy" => [row, row with { Key = damage[3] }],
            _ => [row with { Columns = damage[2..].Select(part => part.Split('=')).Aggregate(new Dictionary<string, object?>(row.Columns), Set) }],
        };
        return [.. rows.Where(one => one != row), .. changed];
    }

    private static Dictionary<string, object?> Set(Dictionary<string, object?> columns, string[] part)
    {
        columns[part[0]] = part[1].Length == 0 ? null : int.TryParse(part[1], out var number) ? number : Guid.TryParse(part[1], out var id) ? id : part[1];
        return columns;
    }

    private sealed record Stored(IReadOnlyList<Row> Conversations, IReadOnlyList<Row> Agents);
}
