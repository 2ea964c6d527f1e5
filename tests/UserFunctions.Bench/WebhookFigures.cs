using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace UserFunctions.Bench;

/// <summary>From a change to the first attempt to tell it: in a tenant of a handful of users, and in one of 100,000.</summary>
internal static class WebhookFigures
{
    private const int Subscribers = 5;
    private const int WarmUp = 40;
    private const int Rounds = 200;
    private static readonly string[] Events = ["user.changed"];
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static async Task Run(Bed bed, Figures figures)
    {
        await using var receiver = await Receiver.Start();
        using var small = await bed.Tenant("bench-hooks");
        using var large = await bed.Tenant("bench-hooks-large");
        await new People(bed, large, "bench-hooks-large").Make();
        var (few, many) = (new Tenant(small, receiver), new Tenant(large, receiver));
        await few.Prepare();
        await many.Prepare();
        // In turns, so that whatever else the machine does befalls both.
        for (var round = 0; round < WarmUp + Rounds; round++)
        {
            await few.Once(round, isMeasured: round >= WarmUp);
            await many.Once(round, isMeasured: round >= WarmUp);
        }

        figures.Add(new($"change → first attempt, {Subscribers} subscribers, p50", Figures.Median(few.First), null, 300));
        figures.Add(new($"change → last of {Subscribers} subscribers, p50", Figures.Median(few.Last), null, null));
        figures.Add(new("the same in a tenant of 100,000 users, first attempt", Figures.Median(many.First), Figures.Median(few.First), 1.5));
        figures.Add(new("the same in a tenant of 100,000 users, last subscriber", Figures.Median(many.Last), Figures.Median(few.Last), 1.5));
    }

    /// <summary>A tenant with its subscribers and one user who is changed again and again.</summary>
    private sealed class Tenant(HttpClient http, Receiver receiver)
    {
        private Guid user;

        public List<double> First { get; } = [];

        public List<double> Last { get; } = [];

        public async Task Prepare()
        {
            for (var n = 0; n < Subscribers; n++)
                (await http.PostAsJsonAsync("webhooks", new { callbackUrl = receiver.Url(n), events = Events })).EnsureSuccessStatusCode().Dispose();
            using var made = (await http.PostAsJsonAsync("users", new { displayName = "Mara Bench", email = "mara@example.org" })).EnsureSuccessStatusCode();
            user = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        }

        // From the moment at which the change is asked for: what the request itself takes is part of it.
        public async Task Once(int round, bool isMeasured)
        {
            var mark = $"{user:N}-{round}";
            var arrivals = receiver.Expect(mark, Subscribers);
            var start = Stopwatch.GetTimestamp();
            using (var changed = await http.PatchAsJsonAsync($"users/{user}", new { designation = mark }))
                changed.EnsureSuccessStatusCode();
            var all = await arrivals.WaitAsync(Limit);
            if (!isMeasured)
                return;
            First.Add(Stopwatch.GetElapsedTime(start, all.Min()).TotalMilliseconds);
            Last.Add(Stopwatch.GetElapsedTime(start, all.Max()).TotalMilliseconds);
        }
    }

    /// <summary>Takes what is told, and says when it came.</summary>
    private sealed class Receiver : IAsyncDisposable
    {
        private readonly WebApplication web;
        private readonly ConcurrentDictionary<string, Arrivals> expected = new(StringComparer.Ordinal);

        private Receiver(WebApplication web) => this.web = web;

        public static async Task<Receiver> Start()
        {
            var builder = WebApplication.CreateEmptyBuilder(new());
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            builder.Logging.ClearProviders();
            var receiver = new Receiver(builder.Build());
            receiver.web.Run(receiver.Take);
            await receiver.web.StartAsync();
            return receiver;
        }

        public string Url(int subscriber) => $"{web.Urls.First()}/{subscriber}";

        public Task<IReadOnlyList<long>> Expect(string mark, int count) => (expected[mark] = new Arrivals(count)).All;

        public ValueTask DisposeAsync() => web.DisposeAsync();

        private async Task Take(HttpContext context)
        {
            var at = Stopwatch.GetTimestamp();
            var told = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body);
            if (told.GetProperty("data").TryGetProperty("designation", out var mark) && expected.TryGetValue(mark.GetString()!, out var arrivals))
                arrivals.Add(at);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private sealed class Arrivals(int count)
    {
        private readonly List<long> times = [];
        private readonly TaskCompletionSource<IReadOnlyList<long>> all = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<IReadOnlyList<long>> All => all.Task;

        public void Add(long at)
        {
            lock (times)
            {
                times.Add(at);
                if (times.Count == count)
                    all.SetResult([.. times]);
            }
        }
    }
}
