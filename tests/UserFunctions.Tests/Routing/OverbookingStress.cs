using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using UserFunctions.Local;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Presence;

namespace UserFunctions.Tests.Routing;

/// <summary>How much is done.</summary>
/// <param name="Workers">Clients that work at once.</param>
/// <param name="Agents">Whom they share.</param>
/// <param name="Steps">How many things each client does, when no time is given.</param>
/// <param name="Time">How long they work; null: until each has done its steps.</param>
internal sealed record StressSize(int Workers, int Agents, int Steps, TimeSpan? Time);

/// <summary>A way to the app: the one in this process, or another process on the same storage.</summary>
internal sealed record Door(LocalApp App, Uri? Elsewhere)
{
    public Task<Reply> Send(HttpMethod method, string path, object? body = null) =>
        TestApp.Send(App, App.Key, method, Elsewhere is null ? path : new Uri(Elsewhere, path).ToString(), body is null ? null : TestApp.Body(body));
}

/// <summary>Clients who do to conversations and agents whatever can be done to them, all at once and without knowing of each other.</summary>
internal sealed class OverbookingStress(Desk desk, Guid otherDepartment, IReadOnlyList<Guid> agents, Guid profile, IReadOnlyList<Door> doors)
{
    private const int SetUpAtOnce = 8;
    private const int LooksForFitting = 6;

    private static readonly string[] Channels = ["LiveChat", "LiveChat", "SMS", "Voice"];

    private static readonly (int Weight, string Step)[] Steps =
    [
        (24, "create"), (26, "accept"), (5, "decline"), (20, "release"), (4, "wrap-up"), (5, "transfer"), (4, "forward"), (4, "cancel"), (5, "assign"),
        (4, "status"), (4, "limit"), (3, "capacity"), (1, "profile"), (3, "look"),
    ];

    private readonly ConcurrentDictionary<Guid, Reply> open = new();
    private readonly ConcurrentQueue<Guid> created = new();

    /// <summary>What was answered.</summary>
    public StressAnswers Answers { get; } = new();

    /// <summary>All conversations that there should be.</summary>
    public IReadOnlyList<Guid> Created => [.. created];

    /// <summary>The chat limits that the agents whose limit is changed by name began with.</summary>
    public IReadOnlyDictionary<Guid, int> ChatLimits => agents.Where((_, i) => i % 4 < 2).ToDictionary(agent => agent, _ => 2);

    /// <summary>True for agents without a profile: what they take at once stands in their own settings.</summary>
    public bool SaysAllItself(Guid agent) => agents.Index().Any(one => one.Item == agent && one.Index % 4 != 3);

    /// <summary>Makes the agents: half of them with a chat limit of their own, a quarter with limits by channel, a quarter with a profile.</summary>
    public static async Task<OverbookingStress> Begin(OwnApp own, StressSize size, IReadOnlyList<Door> doors)
    {
        var desk = await Desk.Open(own.Tenant);
        var other = (await own.Tenant.Department()).Id;
        var profile = (await own.Tenant.Post("capacity-profiles", new { name = "Team", chatLimit = 2 })).Expect(HttpStatusCode.Created).Id;
        var agents = new Guid[size.Agents];
        await Parallel.ForEachAsync(Enumerable.Range(0, size.Agents), new ParallelOptions { MaxDegreeOfParallelism = SetUpAtOnce }, async (i, _) =>
        {
            var agent = agents[i] = await desk.Agent(i % 4 < 2 ? new { callingAgent = true, chatLimit = 2 } : new { callingAgent = true });
            if (i % 4 > 1)
                await own.Tenant.Sets(agent, "capacity", i % 4 == 2 ? new { channelLimits = new { LiveChat = 2, SMS = 1, Voice = 1 } } : new { profile });
            if (i % 2 == 1)
                (await own.Tenant.Patch($"users/{agent}", new { department = other })).Expect(HttpStatusCode.OK);
        });
        return new(desk, other, agents, profile, doors);
    }

    /// <summary>All of them at once.</summary>
    public Task Work(StressSize size, int seed)
    {
        var since = Stopwatch.GetTimestamp();
        return Task.WhenAll(Enumerable.Range(0, size.Workers).Select(worker => Task.Run(async () =>
        {
            var (random, door) = (new Random(seed + worker), doors[worker % doors.Count]);
            for (var step = 0; size.Time is { } time ? Stopwatch.GetElapsedTime(since) < time : step < size.Steps; step++)
                await Do(Draw(random), random, door);
        })));
    }

    /// <summary>Lets everybody go home: nothing is offered any more.</summary>
    public Task SendHome() => Parallel.ForEachAsync(agents, new ParallelOptions { MaxDegreeOfParallelism = SetUpAtOnce }, async (agent, _) => await desk.Is(agent, "Unavailable"));

    /// <summary>Ends everything that is open, as those who have it would.</summary>
    public Task EndEverything() => Parallel.ForEachAsync(Created, new ParallelOptions { MaxDegreeOfParallelism = SetUpAtOnce }, async (id, _) =>
    {
        var now = (await doors[^1].Send(HttpMethod.Get, $"conversations/{id}")).Expect(HttpStatusCode.OK);
        string? step = now.TextOf("state") switch { "Queued" => "cancel", "Assigned" => "release", "Wrapping" => "wrap-up", "Offering" => "cancel", _ => null };
        if (step is not null)
            (await doors[0].Send(HttpMethod.Post, $"conversations/{id}/{step}", step == "release" ? new { wrapUpSeconds = 0 } : new { })).Expect(HttpStatusCode.OK);
    });

    private static string Draw(Random random)
    {
        var left = random.Next(Steps.Sum(step => step.Weight));
        return Steps.First(step => (left -= step.Weight) < 0).Step;
    }

    private async Task Do(string step, Random random, Door door)
    {
        var agent = agents[random.Next(agents.Count)];
        switch (step)
        {
            case "create":
                await Create(random, door);
                break;
            case "status":
                await Answers.Note(step, door.Send(HttpMethod.Put, $"users/{agent}/status", new { status = random.Next(4) == 0 ? "Unavailable" : "Available" }));
                break;
            case "limit":
                await Limit(agents[(random.Next(agents.Count) / 4 * 4) + random.Next(2)], random.Next(-1, 4), door);
                break;
            case "capacity":
                await Capacity(random, door);
                break;
            case "profile":
                await Answers.Note(step, door.Send(HttpMethod.Patch, $"capacity-profiles/{profile}", new { chatLimit = random.Next(0, 4) }));
                break;
            default:
                if (Pick(step, random) is { } conversation)
                    Keep(await Answers.Note(step, Move(step, conversation, agent, random, door)));
                break;
        }
    }

    private async Task Create(Random random, Door door)
    {
        var id = Guid.CreateVersion7();
        var body = new
        {
            id,
            client = desk.Client,
            channel = Channels[random.Next(Channels.Length)],
            department = random.Next(2) == 0 ? desk.Department : otherDepartment,
            priority = random.Next(3) * 10,
            // A few run out while it lasts, most do not.
            offerSeconds = random.Next(8) == 0 ? 5 : 300,
            wrapUpSeconds = random.Next(4) == 0 ? 2 : 0,
        };
        var creating = Answers.Note("create", door.Send(HttpMethod.Post, "conversations", body));
        if (random.Next(6) == 0)
            await Leave(id, creating, door);
        var reply = await creating;
        if ((int)reply.Status < 300)
            created.Enqueue(id);
        Keep(reply);
    }

    // Some customers are gone before anybody was told of them.
    private async Task Leave(Guid id, Task creating, Door door)
    {
        while (!creating.IsCompleted && (await door.Send(HttpMethod.Post, $"conversations/{id}/cancel", new { })).Status is HttpStatusCode.NotFound)
        {
            // Not there yet.
        }
    }

    private Task<Reply> Limit(Guid agent, int limit, Door door) => Answers.NoteLimit(agent, limit, () => door.Send(HttpMethod.Patch, $"users/{agent}", new { chatLimit = limit }));

    private Task<Reply> Capacity(Random random, Door door)
    {
        var agent = agents[Math.Min(agents.Count - 1, (random.Next(agents.Count) / 4 * 4) + 2)];
        object body = random.Next(3) == 0
            ? new { pausedChannels = random.Next(2) == 0 ? new[] { "SMS" } : [] }
            : new { channelLimits = new { LiveChat = random.Next(0, 3), SMS = random.Next(-1, 2), Voice = random.Next(0, 2) } };
        return Answers.Note("capacity", door.Send(HttpMethod.Put, $"users/{agent}/capacity", body));
    }

    // Most clients have seen that it can be done; some are late.
    private Reply? Pick(string step, Random random)
    {
        var known = open.Values.ToArray();
        if (known.Length == 0)
            return null;
        var looks = Enumerable.Range(0, LooksForFitting).Select(_ => known[random.Next(known.Length)]).ToList();
        return looks.Find(one => Fits(step, one)) ?? looks[0];
    }

    private static bool Fits(string step, Reply one) => (step, one.TextOf("state")) switch
    {
        ("accept", "Offering") or ("decline", "Offering") or ("cancel", "Queued" or "Offering") or ("assign", "Queued" or "Offering") => true,
        ("accept", "Assigned") => one.TextOf("transferAgentId") is not null,
        ("release" or "transfer" or "forward", "Assigned") or ("wrap-up", "Wrapping") or ("look", _) => true,
        _ => false,
    };

    private Task<Reply> Move(string step, Reply conversation, Guid agent, Random random, Door door)
    {
        var department = random.Next(2) == 0 ? desk.Department : otherDepartment;
        var path = $"conversations/{conversation.Id}/{step}";
        var asked = Guid.TryParse(conversation.TextOf("transferAgentId"), out var next) ? next : Desk.AgentOf(conversation) ?? agent;
        object body = step switch
        {
            // One in eight says that it is somebody whom the conversation is not offered to.
            "accept" => new { agent = random.Next(8) == 0 ? agent : asked },
            "decline" => new { agent = asked, retryAt = DateTimeOffset.UtcNow.AddSeconds(random.Next(1, 5)) },
            "transfer" or "forward" => random.Next(2) == 0 ? new { agent } : new { department },
            "assign" => new { agent },
            "release" => random.Next(3) == 0 ? new { wrapUpSeconds = random.Next(3) } : new { },
            _ => new { },
        };
        return step == "look" ? door.Send(HttpMethod.Get, $"conversations/{conversation.Id}") : door.Send(HttpMethod.Post, path, body);
    }

    private void Keep(Reply reply)
    {
        if ((int)reply.Status >= 300)
            return;
        if (reply.TextOf("state") is "Completed" or "Canceled" or "Overflowed")
            open.TryRemove(reply.Id, out _);
        else
            open[reply.Id] = reply;
    }
}
