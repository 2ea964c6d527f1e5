using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Presence;
using UserFunctions.Routing;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Bench;

/// <summary>Who gets a conversation: the choice in memory, the agent's place against its batch alone, and a conversation over HTTP against its two batches.</summary>
internal static class RoutingFigures
{
    private const string Tenant = "bench-routing";
    private const int Candidates = 10_000;
    private const int Choices = 1000;
    private const int Agents = 200;
    private const int Blocks = 12;
    private const int BlockLength = 25;
    private static readonly string[] Channels = ["LiveChat"];

    public static async Task Run(Bed bed, Figures figures)
    {
        InMemory(figures);
        using var tenant = await bed.Tenant(Tenant);
        var (client, department) = (await Make(tenant, "clients", new { name = "Acme", channels = Channels }), await Make(tenant, "departments", new { name = "Sales" }));
        for (var n = 0; n < Agents; n++)
            await Agent(bed, tenant, n, client, department);
        var body = new { client, channel = "LiveChat", department };
        bed.Tables.Start();
        await Comes(tenant, body);
        var batches = bed.Tables.Stop();
        var (claim, place) = (batches.First(b => b.Table == ConversationTable.Table), batches.First(b => b.Table == PresenceTable.Table && b.Operations.Count > 1));
        var raw = new Repeated(bed.Tables.Raw, PresenceTable.Table, place.Operations);
        var decision = await InTurn(new Decided(bed, client, department).Once, raw.Once);
        figures.Add(new("a decision: the choice, and the agent's place (raw: its batch)", decision.Ours, decision.Raw, 1.8));
        var whole = await InTurn(() => Comes(tenant, body), async () =>
        {
            if (!(await bed.Tables.Raw.Submit(claim.Table, Elsewhere(claim.Operations), default)).Written)
                throw new InvalidOperationException("The raw claim was refused.");
            await raw.Once();
        });
        figures.Add(new("POST /api/conversations, offered (raw: the claim, then the place)", whole.Ours, whole.Raw, 1.8));
    }

    // All in one department; of three of them one is full, and no two have the same in hand for long.
    private static void InMemory(Figures figures)
    {
        var (client, department, now, random) = (Guid.NewGuid(), Guid.NewGuid(), DateTimeOffset.UtcNow, new Random(7));
        var agents = Enumerable.Range(0, Candidates).Select(n => Candidate(client, department, n, now, random)).ToArray();
        var question = new UserFunctions.Routing.Question { ClientId = client, Channel = Channels[0], Place = ChannelSet.PlaceOf(Channels[0], TenantSettings.DefaultChannels), IsVoice = false, DepartmentId = department };
        var times = new List<double>();
        for (var round = 0; round < 2 * Choices; round++)
        {
            var start = Stopwatch.GetTimestamp();
            var choice = Choice.Among(agents, question, OfferWork.LoadOf, now, round, Decision.MostRanked);
            if (round >= Choices)
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            if (choice.Chosen is null || choice.Count != Candidates)
                throw new InvalidOperationException($"{choice.Count} candidates, and nobody was chosen.");
        }

        times.Sort();
        figures.Add(new($"the choice among {Candidates:N0} agents, in memory, p50", times[Choices / 2], null, 2));
        figures.Add(new($"the choice among {Candidates:N0} agents, in memory, p99", times[Choices * 99 / 100], null, null));
    }

    private static Agent Candidate(Guid client, Guid department, int n, DateTimeOffset now, Random random)
    {
        var id = Guid.NewGuid();
        var cell = new LoadCell();
        var used = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { [Channels[0]] = n % 3 == 0 ? 5 : random.Next(1, 5) };
        cell.Set(new(id) { Used = used, Chats = used[Channels[0]], LastWorkAt = now.AddMinutes(-random.Next(60)), Offers = [now.AddMinutes(-90), now.AddMinutes(-random.Next(60))] });
        return new()
        {
            Id = id,
            Name = $"Agent {n}",
            Standing = Reason.None,
            HasDesk = true,
            Presence = PresenceClass.Available,
            IsCalling = true,
            Clients = [new(client, ChannelSet.Of(Channels, TenantSettings.DefaultChannels))],
            DepartmentId = department,
            Limits = new(5, new Dictionary<string, int>()),
            Mark = (uint)random.Next(),
            Cell = cell,
        };
    }

    private static async Task Agent(Bed bed, HttpClient tenant, int n, Guid client, Guid department)
    {
        var fields = new { displayName = $"Agent {n}", email = $"agent{n}@example.com", department, clients = new[] { new { client, channels = Channels } }, licences = new Dictionary<string, bool> { ["Smartflows"] = true } };
        var id = await Make(tenant, "users", fields);
        await bed.Services.GetRequiredService<UserWriter>().Change(
            Caller.System(Tenant, "bench", "bench"), id, null, ChangeUser.Kind, (user, _) => user with { Lifecycle = Lifecycle.Active, Presence = PresenceClass.Available, Version = user.Version + 1 }, default);
    }

    private static async Task<Guid> Make(HttpClient tenant, string path, object body)
    {
        using var made = (await tenant.PostAsJsonAsync(path, body)).EnsureSuccessStatusCode();
        return (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    private static async Task Comes(HttpClient tenant, object body)
    {
        using var made = (await tenant.PostAsJsonAsync("conversations", body)).EnsureSuccessStatusCode();
        if ((await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString() != "Offering")
            throw new InvalidOperationException("Nobody got the conversation.");
    }

    // The same rows under other keys, where nothing sweeps them.
    private static List<RowOperation> Elsewhere(IReadOnlyList<RowOperation> batch)
    {
        var mark = Guid.NewGuid();
        return [.. batch.Select(o => o with { Row = o.Row with { Partition = $"{Tenant}-raw", Key = $"{o.Row.Key}|{mark:N}" } })];
    }

    // Block by block, so that both meet the same machine.
    private static async Task<(double Ours, double Raw)> InTurn(Func<Task> ours, Func<Task> raw)
    {
        var (a, b) = (new List<double>(), new List<double>());
        for (var block = 0; block < 2 * Blocks; block++)
        {
            var (first, second) = (await Block(ours), await Block(raw));
            // The first half only warms up.
            if (block < Blocks)
                continue;
            a.AddRange(first);
            b.AddRange(second);
        }

        return (Figures.Median(a), Figures.Median(b));
    }

    private static async Task<List<double>> Block(Func<Task> what)
    {
        var times = new List<double>();
        for (var i = 0; i < BlockLength; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await what();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return times;
    }

    /// <summary>Chooses an agent and takes the place, as the app does once a conversation is claimed.</summary>
    private sealed class Decided(Bed bed, Guid client, Guid department)
    {
        private readonly Rosters rosters = bed.Services.GetRequiredService<Rosters>();
        private readonly AgentLoads loads = bed.Services.GetRequiredService<AgentLoads>();

        public async Task Once()
        {
            var now = DateTimeOffset.UtcNow;
            var conversation = new Conversation { Id = Guid.CreateVersion7(now), ClientId = client, Channel = Channels[0], DepartmentId = department, CreatedAt = now, EnqueuedAt = now, UpdatedAt = now, PlacedAt = now };
            var known = await rosters.Recent(Tenant, default);
            var agent = OfferWork.Choose(known, conversation, now).Chosen ?? throw new InvalidOperationException("Nobody was chosen.");
            var load = agent.Cell.Load ?? await loads.Read(Tenant, agent.Id, default);
            var offer = new Offer(Guid.CreateVersion7(now), agent.Id, now, now.AddSeconds(30));
            if (!await loads.Reserve(Tenant, load, OfferWork.Reserved(conversation, offer, agent, load), known.AsOf, default))
                throw new InvalidOperationException("The place was not taken.");
        }
    }

    /// <summary>The batch of a place again and again: under the ETag of the load, which the one before has left.</summary>
    private sealed class Repeated(ITables tables, string table, IReadOnlyList<RowOperation> batch)
    {
        private readonly string partition = $"{Tenant}|raw-{Guid.NewGuid():N}";
        private string? etag;

        public async Task Once()
        {
            var load = batch[0].Row with { Partition = partition, ETag = etag };
            RowOperation[] steps = [etag is null ? RowOperation.Insert(load) : RowOperation.Replace(load), .. batch.Skip(1).Select(o => o with { Row = o.Row with { Partition = partition, Key = $"r|{Guid.NewGuid():D}" } })];
            var outcome = await tables.Submit(table, steps, default);
            etag = outcome.Written ? outcome.ETags[0] : throw new InvalidOperationException("The raw batch was refused.");
        }
    }
}
