using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Local;
using UserFunctions.Local.Check;
using UserFunctions.Platform.Storage;
using UserFunctions.Presence;
using UserFunctions.Routing;
using UserFunctions.Tests.Given;
using UserFunctions.Users;

namespace UserFunctions.Tests.Routing;

/// <summary>Processes on one storage that die one after the other: each in the middle of something, and another one finds what is left.</summary>
internal sealed class KillPoints : IAsyncDisposable
{
    private const string Tenant = "main";
    private const int LinesShown = 100;

    // Only the sweep that the test asks for repairs anything, and no message does.
    private static readonly string[] Helpers = ["SweepConversations", "ContinueConversation", "ReconcileLoads", "SweepPresence"];

    private static readonly string[] Served =
    [
        "CreateConversation", "AcceptConversation", "DeclineConversation", "ReleaseConversation", "EndWrapUp", "CancelConversation", "AssignConversation", "TransferConversation", "ForwardConversation", "ReadConversation",
    ];

    private readonly OwnApp own;
    private ITables tables;

    private KillPoints(OwnApp own) => (this.own, tables) = (own, TablesOf(own.App));

    public static async Task<KillPoints> Begin() =>
        new(await OwnApp.Start([.. AppEntry.Functions.Select(function => function.Name).Except(Helpers)], Cut));

    /// <summary>Lets a process die in the scene after so many writes, has another one sweep, and looks whether all is as it should be and the customer is served.</summary>
    /// <returns>False when it came to the end before.</returns>
    public async Task<bool> Dies(KillScene scene, int writes)
    {
        try
        {
            return await DiesAfter(scene, writes);
        }
        catch (TimeoutException exception)
        {
            // What is waited for in vain is another process's doing: only the log knows why it did not.
            throw new TimeoutException($"{exception.Message} After {writes} writes. Logged last:\n{string.Join('\n', own.Log.Lines.TakeLast(LinesShown))}", exception);
        }
    }

    private async Task<bool> DiesAfter(KillScene scene, int writes)
    {
        // Whoever prepares it has no part in what follows.
        TablesOf(own.App).Live();
        var desk = await KillDesk.Open(own.Tenant);
        await scene.Before(desk);
        TablesOf(own.App).Die();
        if (scene.ComesAndDiesAfter is { } claim)
            await Act(scene with { Act = async (it, dying) => await it.Comes(dying) }, desk, claim);
        own.Time.Pass(scene.Later);
        var died = await Act(scene, desk, writes);
        own.Time.Pass(OpenWork.LeftAlone + SweepConversations.Every);
        await IsRepaired(scene, desk, writes);
        return died;
    }

    public ValueTask DisposeAsync() => own.DisposeAsync();

    private async Task<bool> Act(KillScene scene, KillDesk desk, int writes)
    {
        var app = await own.Another(Served, Cut);
        var life = TablesOf(app);
        life.Live(writes);
        try
        {
            var answer = await scene.Act(desk, desk.Desk.On(app));
            Assert.True(life.IsDead || answer is null || (int)answer.Status < 300, $"After {writes} writes: {answer?.Text}");
        }
        catch (IOException) when (life.IsDead)
        {
            // It answered nobody.
        }

        var died = life.IsDead;
        life.Die();
        return died;
    }

    private async Task IsRepaired(KillScene scene, KillDesk desk, int writes)
    {
        var heir = desk.Desk.On(await own.Another(Served, Cut));
        tables = heir.Service<ITables>();
        // As the timer does it: whoever died had put the tenant on the list of those that are swept.
        await ActivatorUtilities.CreateInstance<SweepConversations>(heir.Tenant.App.Services).Run(new(), CancellationToken.None);
        await NothingIsLeft(scene, desk, heir, writes);
        foreach (var id in desk.All)
            await IsServed(id, desk.Second, heir);
        await NobodyHasAnything();
        TablesOf(heir.Tenant.App).Die();
    }

    private async Task NothingIsLeft(KillScene scene, KillDesk desk, Desk heir, int writes)
    {
        if ((await heir.Tenant.Get($"conversations/{desk.Id}")).Status is HttpStatusCode.NotFound)
        {
            // Nothing was written and nothing was answered, so it is sent again.
            Assert.Equal(0, writes);
            (await desk.Comes(heir)).Expect(HttpStatusCode.Created);
        }

        await Agrees($"after {writes} writes");
        var state = (await heir.Tenant.Get($"conversations/{desk.Id}")).TextOf("state");
        Assert.True(scene.After.Contains(state), $"After {writes} writes it is {state}.");
        if (desk.Waiting is { } waiting && state is "Completed")
            Assert.Equal("Offering", (await heir.Tenant.Get($"conversations/{waiting}")).TextOf("state"));
        foreach (var owed in (await Conversations()).SelectMany(conversation => conversation.Owed))
            Assert.True(await heir.Service<AgentLoads>().Find(Tenant, owed.UserId, owed.ReservationId, CancellationToken.None) is not { } place || place.State == owed.State, $"After {writes} writes {owed} is owed.");
        foreach (var user in new[] { desk.First, desk.Second })
            Assert.Null(await heir.Service<AgentLoads>().Recount(Tenant, user, CancellationToken.None));
    }

    // Whoever is asked accepts, whoever has it releases it.
    private static Task IsServed(Guid id, Guid whoeverElse, Desk heir) => Eventually.Holds(async () =>
    {
        var now = (await heir.Tenant.Get($"conversations/{id}")).Expect(HttpStatusCode.OK);
        (string Action, object Body)? step = now.TextOf("state") switch
        {
            "Queued" => ("assign", new { agent = whoeverElse, force = true }),
            "Offering" => ("accept", new { }),
            "Assigned" => ("release", new { wrapUpSeconds = 0 }),
            "Wrapping" => ("wrap-up", new { }),
            _ => null,
        };
        if (step is not { } next)
            return true;
        // What is being offered at this moment is not ready yet, or not in the queue any more.
        var done = await heir.Tenant.Post($"conversations/{id}/{next.Action}", next.Body);
        Assert.True(done.Status is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable or HttpStatusCode.Conflict, done.Text);
        return false;
    });

    private async Task NobodyHasAnything()
    {
        await Agrees("at the end");
        Assert.Empty(await Rows(Tenant, ConversationTable.QueuePrefix, ConversationTable.Table));
        Assert.Empty(await Rows(Tenant, ConversationTable.OpenPrefix, ConversationTable.Table));
        foreach (var user in await Rows(Tenant, UserTable.Prefix, ChangeLog.Table))
        {
            var partition = ReservationTable.Partition(Tenant, Guid.Parse(user.Key.AsSpan(UserTable.Prefix.Length)));
            Assert.Empty(await Rows(partition, ReservationTable.OpenPrefix, PresenceTable.Table));
            Assert.All(await Rows(partition, ReservationTable.LoadKey, PresenceTable.Table), row => Assert.Empty(ReservationTable.ReadLoad(default, row).Used));
        }

        Assert.DoesNotContain(own.Log.Lines, line => line.Contains("could not become", StringComparison.Ordinal));
    }

    private async Task Agrees(string when)
    {
        var (_, findings) = await RoutingReading.Of(tables, Tenant, await Rows(Tenant, UserTable.Prefix, ChangeLog.Table), CancellationToken.None);
        Assert.True(findings.Count == 0, $"{when}: {string.Join('\n', findings)}");
    }

    private async Task<IEnumerable<Conversation>> Conversations() => (await Rows(Tenant, ConversationTable.Prefix, ConversationTable.Table)).Select(ConversationTable.Read);

    private async Task<IReadOnlyList<Row>> Rows(string partition, string prefix, string table)
    {
        var rows = new List<Row>();
        await foreach (var row in tables.Rows(table, partition, KeyRange.Under(prefix), 1000, CancellationToken.None))
            rows.Add(row);
        return rows;
    }

    private static CutTables TablesOf(LocalApp app) => (CutTables)app.Services.GetRequiredService<ITables>();

    private static void Cut(IServiceCollection services)
    {
        var real = services.Last(service => service.ServiceType == typeof(ITables)).ImplementationFactory!;
        services.AddSingleton<ITables>(provider => new CutTables((ITables)real(provider), ConversationTable.Table, PresenceTable.Table));
    }
}
