using System.Globalization;
using System.Security.Cryptography;
using UserFunctions.Tests.Given;
using Xunit.Abstractions;

namespace UserFunctions.Tests.Webhooks;

/// <summary>
/// Many changes, five subscribers and an app that is killed three times while it tells them: nothing is missed, of each user everything comes in order, and who is slow, broken or gone
/// holds up nobody else. Environment: <c>DELIVERIES</c>, how many changes (240 unless set; the full run is <c>DELIVERIES=10000</c> and takes some minutes).
/// </summary>
public sealed class KilledDeliveries(ITestOutputHelper output)
{
    private const int Writers = 8;
    private const int Users = 40;
    private const int Kills = 3;
    private const int Seed = 7;

    private static readonly int Changes = int.TryParse(Environment.GetEnvironmentVariable("DELIVERIES"), CultureInfo.InvariantCulture, out var count) ? count : 240;
    private static readonly TimeSpan Slowness = TimeSpan.FromMilliseconds(500);
    private static readonly string[] Living = ["one", "two", "half", "slow"];
    private static readonly string[] Events = ["user.changed"];

    [Fact]
    public async Task Every_subscriber_that_lives_gets_everything_in_order_whoever_else_is_slow_or_dead_and_however_often_the_app_dies()
    {
        await using var receiver = await Receiver.Start();
        var healthyAreDone = new TaskCompletionSource();
        Behave(receiver, healthyAreDone.Task);
        await using var app = new RestartedApp(await AzuriteFixture.NewAccount());
        await app.Start();
        var hooks = new Dictionary<string, Guid>();
        foreach (var name in Living)
            hooks[name] = (await app.Send(HttpMethod.Post, "webhooks", new { callbackUrl = receiver.Url(name), events = Events })).Id;
        hooks["dead"] = (await app.Send(HttpMethod.Post, "webhooks", new { callbackUrl = "http://127.0.0.1:9/nobody", events = Events })).Id;
        var users = new List<Guid>();
        for (var n = 0; n < Users; n++)
            users.Add((await app.Send(HttpMethod.Post, "users", new { displayName = $"User {n}", email = $"user{n}@example.com" })).Id);

        await Write(app, users);
        await IsTold(app, receiver, "one");
        await IsTold(app, receiver, "two");
        var slowAtThatTime = Told(receiver, "slow").Count;
        healthyAreDone.SetResult();
        await IsTold(app, receiver, "half");
        await IsTold(app, receiver, "slow");

        Assert.True(slowAtThatTime < Changes, $"The slow one had {slowAtThatTime} of {Changes} when the healthy ones had all.");
        foreach (var name in Living)
            IsInOrder(receiver, name, users);
        var dead = await app.Send(HttpMethod.Get, $"webhooks/{hooks["dead"]}");
        Assert.True(dead["changesBehind"].GetInt64() + dead["pending"].GetInt64() >= Changes, dead.Text);
        output.WriteLine($"{Changes} changes, {app.Deaths} kills; got {string.Join(", ", Living.Select(name => $"{name} {Got(receiver, name).Count()}"))}; slow had {slowAtThatTime} when the healthy ones had all");
    }

    private static void Behave(Receiver receiver, Task healthyAreDone)
    {
        var random = new Random(Seed);
        receiver.Answers = async (_, path, _) =>
        {
            if (path == "slow")
                await healthyAreDone.WaitAsync(Slowness).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (path != "half")
                return 204;
            lock (random)
                return random.Next(2) == 0 ? 500 : 204;
        };
    }

    // Each user is changed by one writer, one change after the other; what was cut off is sent again, which changes nothing when it had landed.
    private static async Task Write(RestartedApp app, List<Guid> users)
    {
        var made = 0;
        var kills = Task.CompletedTask;
        var gate = new Lock();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            var own = users.Where((_, n) => n % Writers == writer).ToList();
            for (var n = writer; n < Changes; n += Writers)
            {
                var turn = n / Writers;
                await app.SendUntilItArrives(HttpMethod.Patch, $"users/{own[turn % own.Count]}", new { designation = $"D{turn / own.Count}" });
                if (Interlocked.Increment(ref made) % (Changes / (Kills + 1)) == 0 && app.Deaths < Kills)
                    lock (gate)
                        kills = kills.ContinueWith(_ => app.KillAndStart(), TaskScheduler.Default).Unwrap();
            }
        }));
        await kills;
        Assert.Equal(Kills, app.Deaths);
    }

    private static IEnumerable<Received> Got(Receiver receiver, string name) => receiver.Delivered.Where(r => r.Path == name);

    private static HashSet<string> Told(Receiver receiver, string name) => [.. Got(receiver, name).Select(r => r.Id)];

    // As long as it goes on: how long it takes is not this test's matter, that it never stops is.
    private async Task IsTold(RestartedApp app, Receiver receiver, string name)
    {
        for (var before = -1; Told(receiver, name).Count is var told && told < Changes; before = told)
        {
            output.WriteLine($"{name}: {told}");
            Assert.True(told > before, $"{name} got {told} of {Changes} and then no more.\n{app.LastLines}");
            try
            {
                await Eventually.Holds(() => Task.FromResult(Told(receiver, name).Count > told));
            }
            catch (TimeoutException)
            {
                Assert.Fail($"{name} got {told} of {Changes} and then no more. {await app.Undelivered(name)}\n{app.LastLines}");
            }
        }
    }

    private static void IsInOrder(Receiver receiver, string name, List<Guid> users)
    {
        var got = Got(receiver, name).ToList();
        Assert.Equal(Changes, got.Select(r => r.Id).Distinct().Count());
        foreach (var user in users)
        {
            var first = got.Where(r => r.Subject == $"users/{user}").DistinctBy(r => r.Id).ToList();
            Assert.Equal(Enumerable.Range(0, first.Count).Select(n => $"D{n}"), first.Select(r => r.Data.GetProperty("designation").GetString()));
        }
    }

    /// <summary>The app as a process that is killed and started again.</summary>
    private sealed class RestartedApp(string connectionString) : IAsyncDisposable
    {
        private readonly string key = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        private readonly string secretKey = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        private readonly HttpClient client = new();
        private ChildProcess? process;
        private TaskCompletionSource serves = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Deaths { get; private set; }

        public string LastLines => string.Join('\n', (process?.Lines ?? []).TakeLast(40));

        public async Task Start()
        {
            process = await ChildApp.Start(connectionString, new Dictionary<string, string>
            {
                ["Keys__Bootstrap"] = key,
                ["Webhooks__SecretKey"] = secretKey,
                ["Webhooks__AllowLoopback"] = "true",
                ["Webhooks__RetryDelays"] = string.Join(',', Enumerable.Repeat("00:00:00.1", 45).Append("01:00:00")),
                // What a process held when it was killed comes free after these instead of a minute.
                ["Webhooks__LeaseFor"] = "00:00:03",
                ["Local__QueueLease"] = "00:00:02",
            });
            serves.TrySetResult();
        }

        public async Task KillAndStart()
        {
            serves = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await process!.Kill();
            await process.DisposeAsync();
            Deaths++;
            await Start();
        }

        public async Task<Reply> Send(HttpMethod method, string path, object? body = null)
        {
            using var request = new HttpRequestMessage(method, new Uri(ChildApp.Address(process!), path)) { Content = body is null ? null : TestApp.Body(body) };
            request.Headers.Add("x-functions-key", key);
            using var response = await client.SendAsync(request);
            var reply = await Reply.Read(response);
            return (int)reply.Status is >= 200 and < 300 ? reply : throw new HttpRequestException($"{method} {path}: {(int)reply.Status} {reply.Text}");
        }

        /// <summary>How the webhook of this name in its URL stands, and what it has not delivered.</summary>
        public async Task<string> Undelivered(string name)
        {
            var webhook = (await Send(HttpMethod.Get, "webhooks")).Value.First(hook => hook.GetProperty("callbackUrl").GetString()!.Contains(name, StringComparison.Ordinal));
            return $"{webhook}\n{(await Send(HttpMethod.Get, $"webhooks/{webhook.GetProperty("id")}/deliveries?top=20")).Text}\nIt is {DateTimeOffset.UtcNow:O}.";
        }

        public async Task SendUntilItArrives(HttpMethod method, string path, object body)
        {
            while (true)
            {
                var life = serves;
                await life.Task;
                try
                {
                    await Send(method, path, body);
                    return;
                }
                catch (Exception exception) when (exception is HttpRequestException or IOException && life != serves)
                {
                    // Killed under the request.
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            client.Dispose();
            if (process is not null)
                await process.DisposeAsync();
        }
    }
}
