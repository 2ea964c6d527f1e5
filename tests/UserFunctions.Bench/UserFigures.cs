using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Bench;

/// <summary>Reading and creating one user, each pair of ours and raw in turn, so that both meet the same machine.</summary>
internal static class UserFigures
{
    private const string Tenant = "bench-users";
    private const int Blocks = 10;
    private const int BlockLength = 40;
    private const int WarmUp = 200;
    private const int Many = 800;

    public static async Task Run(Bed bed, Figures figures)
    {
        using var tenant = await bed.Tenant(Tenant);
        var id = (await Create(tenant, -1)).GetProperty("id").GetGuid();
        var read = await InTurn(
            () => tenant.GetByteArrayAsync($"users/{id}"),
            () => bed.Tables.Raw.Get(ChangeLog.Table, Tenant, $"u|{id:D}", default));
        figures.Add(new("GET /api/users/{id} (raw: the point read)", read.Ours, read.Raw, 1.6));

        var batch = await OneCreate(bed, tenant);
        var number = 0;
        var create = await InTurn(
            () => Create(tenant, number++),
            () => bed.Tables.Raw.Submit(ChangeLog.Table, Copy(batch, Guid.NewGuid()), default));
        figures.Add(new("POST /api/users (raw: its batch, without the queue message)", create.Ours, create.Raw, 1.6));

        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(Enumerable.Range(10_000, Many), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (n, _) => await Create(tenant, n));
        figures.Add(new("POST /api/users, 16 in flight (in memory)", Many / watch.Elapsed.TotalSeconds, null, null, "/s"));
    }

    // Block by block: both meet the same machine, and what ours leaves running behind its answers is counted to ours, not to raw.
    private static async Task<(double Ours, double Raw)> InTurn(Func<Task> ours, Func<Task> raw)
    {
        await Block(ours, WarmUp);
        await Block(raw, WarmUp);
        var (a, b) = (new List<double>(), new List<double>());
        for (var block = 0; block < Blocks; block++)
        {
            a.AddRange(await Block(ours, BlockLength));
            // Nothing tells when the work behind the answers is done; it begins when it has lingered for this long.
            await Task.Delay(Reactions.Linger * 2);
            b.AddRange(await Block(raw, BlockLength));
        }

        return (Figures.Median(a), Figures.Median(b));
    }

    private static async Task<List<double>> Block(Func<Task> what, int count)
    {
        var times = new List<double>();
        for (var i = 0; i < count; i++)
            times.Add(await Time(what));
        return times;
    }

    private static async Task<double> Time(Func<Task> what)
    {
        var start = Stopwatch.GetTimestamp();
        await what();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static async Task<JsonElement> Create(HttpClient tenant, int number)
    {
        using var answer = await tenant.PostAsJsonAsync("users", new { displayName = $"Bench {number}", email = $"bench{number}@example.com", phone = "5551234567", designation = "Agent" });
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<IReadOnlyList<RowOperation>> OneCreate(Bed bed, HttpClient tenant)
    {
        bed.Tables.Start();
        await Create(tenant, -2);
        return bed.Tables.Stop().First(b => b.Table == ChangeLog.Table).Operations;
    }

    // The same rows under other keys in the same partition.
    private static List<RowOperation> Copy(IReadOnlyList<RowOperation> batch, Guid mark) =>
        [.. batch.Select(o => o with { Row = o.Row with { Key = $"z|{mark:N}|{o.Row.Key}" } })];
}
