using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Local.Check;
using UserFunctions.Platform.Storage;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Imports;
using UserFunctions.Users;
using Xunit.Abstractions;

namespace UserFunctions.Tests.Consistency;

/// <summary>Sixteen clients on two instances, and an import, do whatever they like to one tenant at once; then everything stored must agree.</summary>
/// <remarks>
/// Environment: <c>SEQUENCES</c>, how many runs there are (3 unless set), <c>SEQUENCE_STEPS</c>, how many steps each client does (25 unless set), and
/// <c>SEQUENCES_SEED</c>, the seed of the first run, each one more for those behind it; every run prints its own.
/// </remarks>
public sealed class ConsistencyTests(ITestOutputHelper output)
{
    private const int Clients = 16;

    private static readonly int Runs = Number("SEQUENCES", 3);
    private static readonly int Steps = Number("SEQUENCE_STEPS", 25);

    [Fact]
    public async Task Whatever_clients_do_at_once_everything_that_is_stored_agrees()
    {
        await using var other = await TestApp.Start(only: [.. (await TestApp.Shared).Functions.Where(f => f.Route is not null).Select(f => f.Name)]);
        for (var run = 0; run < Runs; run++)
        {
            var seed = (ulong)(Number("SEQUENCES_SEED", 1) + run);
            output.WriteLine($"SEQUENCES_SEED={seed}");
            var tenant = await TestApp.NewTenant();
            var world = new World(tenant.Name);
            var plans = Step.Draw(Clients, Steps, seed);
            await Task.WhenAll([.. plans.Select((plan, i) => Client(world, i % 2 == 0 ? tenant : tenant.On(other), plan)), tenant.Import(world.File(seed))]);
            var rows = await EverythingAgrees(tenant, world, seed);
            await EveryInstanceShowsIt([tenant, tenant.On(other)], rows);
        }
    }

    private static async Task Client(World world, TestTenant tenant, Step[] plan)
    {
        foreach (var step in plan)
            await world.Do(tenant, step);
    }

    private static async Task EveryInstanceShowsIt(TestTenant[] instances, IReadOnlyList<Row> rows)
    {
        var live = rows.Where(row => row.Key.StartsWith("u|", StringComparison.Ordinal) && row.Text("lifecycle") != "Deleted").Select(row => $"{row.Key[2..]} {row.Number("version")} {row.Text("email")}").ToList();
        foreach (var instance in instances)
        {
            var shown = await instance.All("users?top=200");
            Assert.Equal(live, shown.Select(user => $"{user.GetProperty("id").GetString()} {user.GetProperty("version").GetInt32()} {user.GetProperty("email").GetString()}").Order(StringComparer.Ordinal));
        }
    }

    private async Task<IReadOnlyList<Row>> EverythingAgrees(TestTenant tenant, World world, ulong seed)
    {
        var rows = await tenant.Rows();
        var report = TenantCheck.Of(rows);
        output.WriteLine(report.ToString());
        Assert.True(report.Findings.Count == 0, $"SEQUENCES_SEED={seed}\n{string.Join('\n', report.Findings.Take(20))}");
        Assert.True(report.Changes > Clients * Steps / 8, $"Most steps were refused: {report}");
        var facts = await tenant.App.Services.GetRequiredService<Facts>().Now(tenant.Name, CancellationToken.None);
        var users = rows.Where(row => row.Key.StartsWith("u|", StringComparison.Ordinal)).Select(UserColumns.Read).ToList();
        Assert.Empty(world.Users.Except(users.Select(u => u.Id)));
        foreach (var user in users)
            Assert.Equal(UserImage.Of(user, facts), await Replayed(tenant, user.Id), (a, b) => JsonNode.DeepEquals(a, b));
        return rows;
    }

    // What a user's history comes to, from its first entry to the last.
    private static async Task<JsonObject> Replayed(TestTenant tenant, Guid user)
    {
        var state = new JsonObject();
        foreach (var entry in (await tenant.All($"users/{user}/history?top=200")).Reverse())
        {
            foreach (var change in entry.GetProperty("changes").EnumerateArray().Where(c => c.GetProperty("field").GetString() != "password"))
                Apply(state, change);
        }

        return state;
    }

    private static void Apply(JsonObject state, JsonElement change)
    {
        var field = change.GetProperty("field").GetString()!;
        var before = change.TryGetProperty("before", out var old) ? JsonNode.Parse(old.GetRawText()) : null;
        Assert.True(JsonNode.DeepEquals(before, state[field]), $"{field} was {state[field]?.ToJsonString()}, but the change found {before?.ToJsonString()}");
        if (change.TryGetProperty("after", out var now))
            state[field] = JsonNode.Parse(now.GetRawText());
        else
            state.Remove(field);
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
