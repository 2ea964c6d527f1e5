using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using UserFunctions.Local;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Search;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Bench;

/// <summary>Listing and searching 100,000 users of one tenant, beside a plain scan of a tenth of the rows and what all would take at that pace.</summary>
internal static class ListFigures
{
    private const string Tenant = "bench-list";
    private const int InFlight = 16;
    private const int InProcess = 300;

    // The emulator walks a partition's rows for each batch it writes: all of them would take a quarter of an hour.
    private const int Scanned = 10_000;
    // The compiler replaces what runs often, twice, beside everything else; before that is through, the slowest answers are its doing.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(4);

    private const string NeverAgain = "search two words, each time others";

    private static readonly (string Name, string Query)[] Questions =
    [
        ("search jo smi", "search=jo%20smi"),
        ("search eng", "search=eng"),
        ("search @exam", "search=%40exam"),
        ("first page by name", "sort=displayName"),
        ("department + calling agents, newest change first", "department=Sales&callingAgent=true&sort=-updatedAt"),
        ("pending, by department", "lifecycle=Pending&sort=department"),
    ];

    public static async Task Run(Bed bed, Figures figures, bool inProcessOnly)
    {
        using var tenant = await bed.Tenant(Tenant);
        var people = new People(bed, tenant, Tenant);
        var watch = Stopwatch.StartNew();
        var index = await people.Make();
        Console.WriteLine($"{People.Count:N0} users made and their snapshot stored in {watch.Elapsed.TotalSeconds:0.0} s");
        await InProcessFigures(bed, index.Rows, figures);
        if (inProcessOnly)
            return;
        // An instance that has not met the tenant yet, so that it begins with the stored index.
        await using var served = await LocalApp.Start(new LocalAppOptions { ConnectionString = bed.ConnectionString, LogLevel = LogLevel.Warning, Settings = Bed.Limits });
        using var reader = On(served, tenant);
        await Load(reader, "all of them in turn", n => Questions[n % Questions.Length].Query, figures, null);
        foreach (var (name, query) in Questions)
            await Http(reader, name, query, figures, await Total(bed, index.Rows, query));
        await Load(reader, NeverAgain, n => $"search={Another(n)}", figures, 10);
        await Cold(bed, tenant, figures);
        await OtherInstance(bed, reader, figures);
        watch.Restart();
        await people.Write(Scanned);
        Console.WriteLine($"{Scanned:N0} rows written straight to the table in {watch.Elapsed.TotalSeconds:0} s");
        await Scan(bed, figures);
    }

    // Nothing that was looked for before: the beginnings of a given and of a family name, in all the ways there are.
    private static string Another(int number) => Uri.EscapeDataString($"{Letters(number, 2)} {Letters(number / 7, 3)}");

    private static string Letters(int number, int count) => string.Concat(Enumerable.Range(0, count).Select(i => "aeinorst"[(number >> (3 * i)) % 8]));

    private static async Task Scan(Bed bed, Figures figures)
    {
        var watch = Stopwatch.StartNew();
        var found = 0;
        for (RowPage? page = null; page is null || page.Next is not null;)
        {
            page = await bed.Tables.Raw.Page(ChangeLog.Table, Tenant, "u|", "u}", 1000, page?.Next, default);
            found += page.Rows.Count(row => row.Text("displayName")!.Contains("Smi", StringComparison.OrdinalIgnoreCase));
        }

        var elapsed = watch.Elapsed.TotalMilliseconds;
        figures.Add(new($"a plain scan of {Scanned:N0} of the {People.Count:N0} rows ({found} found), once", elapsed, null, null));
        figures.Add(new($"a plain scan of all {People.Count:N0} rows, extrapolated from that", elapsed * People.Count / Scanned, null, null));
    }

    private static async Task InProcessFigures(Bed bed, MemoryIndex index, Figures figures)
    {
        var facts = await bed.Services.GetRequiredService<Facts>().Now(Tenant, default);
        var asked = Questions.Select(q => Question.Of(q.Query, facts)).ToList();
        foreach (var query in asked)
            Console.WriteLine($"{Questions[asked.IndexOf(query)].Name}: {index.Find(query)!.Total:N0} found");
        // The compiler improves what runs often, beside everything else: until that is done, the figures are its, not the index's.
        for (var warm = Stopwatch.StartNew(); warm.Elapsed < WarmUp;)
            asked.ForEach(query => Answer(index, query, facts));
        foreach (var ((name, _), query) in Questions.Zip(asked))
            InProcessFigures(index, name, _ => query, facts, figures);
        InProcessFigures(index, NeverAgain, round => Question.Of($"search={Another(round * 101)}", facts), facts, figures);
        var stored = IndexFile.Write(index, UserEntry.Shape, 0);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var read = IndexFile.Read(stored.ToMemory(), UserEntry.Shape)!.Value.Index;
        figures.Add(new("memory of the index", (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6, null, 60, "MB"));
        figures.Add(new("size of its snapshot", stored.ToMemory().Length / 1e6, null, null, "MB"));
        GC.KeepAlive(read);
    }

    private static void InProcessFigures(MemoryIndex index, string name, Func<int, IndexQuery> queryOf, TenantFacts facts, Figures figures)
    {
        var times = new List<double>();
        for (var round = 0; round < InProcess; round++)
        {
            var query = queryOf(round);
            var start = Stopwatch.GetTimestamp();
            Answer(index, query, facts);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        figures.Add(new($"in process, {name}, p50", Percentile(times, 0.5), null, null));
        figures.Add(new($"in process, {name}, p99", Percentile(times, 0.99), null, 5));
    }

    private static async Task<int> Total(Bed bed, MemoryIndex index, string query) =>
        index.Find(Question.Of(query, await bed.Services.GetRequiredService<Facts>().Now(Tenant, default)))!.Total;

    // As far as the bytes of the answer.
    private static void Answer(MemoryIndex index, IndexQuery query, TenantFacts facts)
    {
        var names = SummaryNames.Of(facts);
        _ = JsonSerializer.SerializeToUtf8Bytes(index.Find(query)!.Rows.Select(row => new SummaryRow(row, names, query.Tokens)), Json.Options);
    }

    private static async Task Cold(Bed bed, HttpClient tenant, Figures figures)
    {
        var times = new List<(double FromReady, double FromStart)>();
        for (var round = 0; round < 5; round++)
            times.Add(await ColdOnce(bed, tenant));
        figures.Add(new("new process: ready to first search, from the snapshot, slowest of 5", times.Max(time => time.FromReady), null, 1500));
        figures.Add(new("new process: its start to the answer of the first search, from the snapshot, slowest of 5", times.Max(time => time.FromStart), null, null));
    }

    private static async Task<(double FromReady, double FromStart)> ColdOnce(Bed bed, HttpClient tenant)
    {
        await using var host = await ChildHost.Ready(bed.ConnectionString, tenant);
        var ready = Stopwatch.GetTimestamp();
        var answer = await host.Http.GetFromJsonAsync<JsonElement>("/api/users?search=jo%20smi");
        var (fromReady, fromStart) = (Stopwatch.GetElapsedTime(ready).TotalMilliseconds, Stopwatch.GetElapsedTime(host.StartedAt).TotalMilliseconds);
        return answer.GetProperty("totalCount").GetInt32() > 0 ? (fromReady, fromStart) : throw new InvalidOperationException("The first search found nobody.");
    }

    private static HttpClient On(LocalApp app, HttpClient tenant)
    {
        var client = new HttpClient { BaseAddress = new Uri(app.BaseAddress, "api/") };
        client.DefaultRequestHeaders.Add("x-functions-key", tenant.DefaultRequestHeaders.GetValues("x-functions-key"));
        return client;
    }

    private static async Task OtherInstance(Bed bed, HttpClient tenant, Figures figures)
    {
        await using var other = await LocalApp.Start(new LocalAppOptions { ConnectionString = bed.ConnectionString, Only = ["CreateUser"], LogLevel = LogLevel.Warning, Settings = Bed.Limits });
        using var writer = On(other, tenant);
        var times = new List<double>();
        for (var round = 0; round < 40; round++)
        {
            using var made = await writer.PostAsJsonAsync("users", new { displayName = $"Qwertz{round} Other", email = $"qwertz{round}@example.org" });
            made.EnsureSuccessStatusCode();
            var start = Stopwatch.GetTimestamp();
            var found = await tenant.GetStringAsync($"users?search=qwertz{round}%20other");
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            if (!found.Contains($"Qwertz{round}", StringComparison.Ordinal))
                throw new InvalidOperationException("A user made by another instance was not found by the next search.");
        }

        figures.Add(new("next search after another instance's change, which it finds", Figures.Median(times), null, null));
    }

    private static async Task Http(HttpClient tenant, string name, string query, Figures figures, int total)
    {
        // What is fast because it is wrong is no figure.
        var first = await tenant.GetFromJsonAsync<JsonElement>($"users?{query}");
        if (first.GetProperty("totalCount").GetInt32() != total)
            throw new InvalidOperationException($"{name}: {first.GetProperty("totalCount")} found over HTTP, {total} in process.");
        await Load(tenant, name, _ => query, figures, 10);
    }

    private static async Task Load(HttpClient tenant, string name, Func<int, string> queryOf, Figures figures, double? bound)
    {
        var key = tenant.DefaultRequestHeaders.GetValues("x-functions-key").Single();
        var times = new ConcurrentBag<double>();
        var (asked, watch) = (0, Stopwatch.StartNew());
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(async _ =>
        {
            using var connection = await LoadConnection.Open(tenant.BaseAddress!);
            while (watch.Elapsed < WarmUp + Measured)
            {
                var request = LoadConnection.Request(new(tenant.BaseAddress!, $"users?{queryOf(Interlocked.Increment(ref asked))}"), key);
                var start = Stopwatch.GetTimestamp();
                await connection.Get(request);
                if (watch.Elapsed > WarmUp)
                    times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }));
        figures.Add(new($"HTTP, {InFlight} in flight, {name}", times.Count / Measured.TotalSeconds, null, null, "/s"));
        figures.Add(new($"HTTP, {InFlight} in flight, {name}, p99", Percentile([.. times], 0.99), null, bound));
    }

    private static double Percentile(List<double> times, double part) => times.Order().ElementAt((int)(times.Count * part));
}
