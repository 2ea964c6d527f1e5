using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using UserFunctions.Local.Check;
using UserFunctions.Platform.Storage;
using UserFunctions.Presence;
using UserFunctions.Routing;
using UserFunctions.Tests.Given;
using UserFunctions.Users;
using Xunit.Abstractions;

namespace UserFunctions.Tests.Routing;

/// <summary>However many assign, answer, release and change limits at once: no agent is above a limit, no conversation is with two agents, and none is lost.</summary>
/// <remarks>
/// Environment: <c>ROUTING_SECONDS</c>, how long clients work (unless set each does a fixed number of things), <c>ROUTING_WORKERS</c> (16 unless set), <c>ROUTING_AGENTS</c> (24 unless
/// set) and <c>ROUTING_SEED</c>. The whole of it: <c>ROUTING_SECONDS=60 ROUTING_WORKERS=64 ROUTING_AGENTS=200</c>.
/// </remarks>
public sealed class OverbookingStressTests(ITestOutputHelper output)
{
    private const int StepsEach = 25;

    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(3);

    private static readonly StressSize Size = new(
        Number("ROUTING_WORKERS", 16), Number("ROUTING_AGENTS", 24), StepsEach, Number("ROUTING_SECONDS", 0) is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null);

    [Fact]
    public async Task However_many_ask_at_once_no_agent_is_above_a_limit_and_no_conversation_is_lost_or_with_two()
    {
        await using var own = await OwnApp.Start(replace: Quiet);
        await Holds(own, [new(own.App, null)]);
    }

    [Fact]
    public async Task The_same_holds_over_two_processes()
    {
        await using var own = await OwnApp.Start(replace: Quiet);
        await using var child = await ChildApp.Start(own.ConnectionString, new Dictionary<string, string> { ["Keys__Bootstrap"] = own.App.Key, ["Invitations__TokenKey"] = new string('A', 64) });
        await Holds(own, [new(own.App, null), new(own.App, ChildApp.Address(child))], child);
    }

    // All that is logged of so many requests would be more than the test can keep.
    private static void Quiet(IServiceCollection services) => services.PostConfigure<LoggerFilterOptions>(options =>
    {
        options.Rules.Clear();
        options.MinLevel = LogLevel.Warning;
    });

    private async Task Holds(OwnApp own, IReadOnlyList<Door> doors, ChildProcess? child = null)
    {
        var seed = Number("ROUTING_SEED", 1);
        var stress = await Begun(own, doors);
        var since = Stopwatch.GetTimestamp();
        await stress.Work(Size, seed);
        var worked = Stopwatch.GetElapsedTime(since);
        await stress.SendHome();
        await IsCalm(own);
        Say(stress, seed, worked);
        var logged = own.Log.Lines.Concat(child?.Lines.Where(line => line.Contains("fail", StringComparison.Ordinal) || line.Contains("rror", StringComparison.Ordinal) || line.StartsWith("  ", StringComparison.Ordinal)) ?? []);
        Assert.True(stress.Answers.Wrong.IsEmpty, string.Join('\n', stress.Answers.Wrong.Concat(logged).Take(60)));
        Assert.Empty(stress.Answers.Contradictions());
        // Nobody died, so nothing is left for the sweep to put right.
        await EverythingAgrees(own, stress);
        await NothingIsOwed(own);
        await stress.EndEverything();
        await NobodyHasAnything(own, stress);
        Assert.True(stress.Answers.Done("accept") > Size.Workers, $"Most answers were refusals: {string.Join(", ", stress.Answers.Outcomes)}");
    }

    private static async Task<OverbookingStress> Begun(OwnApp own, IReadOnlyList<Door> doors)
    {
        try
        {
            return await OverbookingStress.Begin(own, Size, doors);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"{exception.Message} Logged last:\n{string.Join('\n', own.Log.Lines.TakeLast(40))}", exception);
        }
    }

    private void Say(OverbookingStress stress, int seed, TimeSpan worked)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"ROUTING_SEED={seed}: {stress.Answers.Count} requests in {worked.TotalSeconds:0.0} s, {stress.Answers.Refused} refused, {stress.Created.Count} conversations"));
        foreach (var (outcome, count) in stress.Answers.Outcomes.OrderBy(outcome => outcome.Key, StringComparer.Ordinal))
            output.WriteLine($"  {outcome}: {count}");
    }

    private async Task EverythingAgrees(OwnApp own, OverbookingStress stress)
    {
        var (count, findings) = await RoutingReading.Of(Tables(own), "main", await own.Rows("main", UserTable.Prefix), CancellationToken.None);
        output.WriteLine($"  {count} conversations are stored, {findings.Count} findings");
        Assert.True(findings.Count == 0, string.Join('\n', findings.Take(20)));
        Assert.Empty(stress.Created.Except((await Conversations(own)).Select(conversation => conversation.Id)));
    }

    // What was decided and could not be written at an agent at once is written by whoever comes by.
    private static Task NothingIsOwed(OwnApp own) => Eventually.Holds(async () =>
    {
        own.Time.Pass(OpenWork.LeftAlone + TimeSpan.FromSeconds(1));
        await ActivatorUtilities.CreateInstance<SweepConversations>(own.App.Services).Sweep("main", CancellationToken.None);
        return (await Conversations(own)).All(conversation => conversation.Owed.Count == 0);
    });

    private async Task NobodyHasAnything(OwnApp own, OverbookingStress stress)
    {
        await IsCalm(own);
        await NothingIsOwed(own);
        await EverythingAgrees(own, stress);
        var rows = new RoutingRows(await own.Rows("main", "", ConversationTable.Table), await OfAgents(own));
        Assert.All(rows.Conversations.Values, conversation => Assert.True(conversation.IsEnded, $"{conversation.Id} is {conversation.State}"));
        Assert.Empty(rows.Queue);
        Assert.Empty(rows.Open);
        Assert.All(rows.Loads.Values, load => Assert.Empty(load.Used));
        // Every place that was ever taken, not only those that were open at the end.
        var places = rows.Reservations.Select(pair => pair.Thing).ToList();
        var findings = RoutingCheck.Of(await own.Rows("main", "", ConversationTable.Table), await OfAgents(own));
        Assert.True(findings.Count == 0, string.Join('\n', findings.Take(20)));
        Assert.Empty(stress.Answers.Outdated(places, stress.ChatLimits).Take(20));
        Assert.Empty((await StressLimits.Read(own)).Broken(places, stress.SaysAllItself).Take(20));
        var full = places.Count(place => place.UsedThen == place.LimitThen || place.ChatsThen == place.ChatLimitThen);
        output.WriteLine($"  {places.Count} places were taken, {full} of them the last that was allowed");
        Assert.True(full > 0, "No limit was ever reached.");
        Assert.DoesNotContain(places, place => place.OverCapacity);
    }

    // Nobody writes any more: nothing has changed for longer than a step takes on a busy machine.
    private static async Task IsCalm(OwnApp own)
    {
        var (before, since) = ("", 0L);
        await Eventually.Holds(async () =>
        {
            var rows = (await own.Rows("main", "", ConversationTable.Table)).Concat(await OfAgents(own));
            var now = string.Join('\n', rows.Select(row => row.ETag));
            if (now != before)
                (before, since) = (now, Stopwatch.GetTimestamp());
            return Stopwatch.GetElapsedTime(since) >= Calm;
        });
    }

    private static async Task<IReadOnlyList<Conversation>> Conversations(OwnApp own) =>
        [.. (await own.Rows("main", ConversationTable.Prefix, ConversationTable.Table)).Select(ConversationTable.Read)];

    private static async Task<IReadOnlyList<Row>> OfAgents(OwnApp own)
    {
        var rows = new List<Row>();
        foreach (var user in await own.Rows("main", UserTable.Prefix))
            rows.AddRange((await own.Rows(ReservationTable.Partition("main", Guid.Parse(user.Key.AsSpan(2))), "", PresenceTable.Table)).Where(row => row.Key == ReservationTable.LoadKey || row.Key[1] == '|'));
        return rows;
    }

    private static ITables Tables(OwnApp own) => own.App.Services.GetRequiredService<ITables>();

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
