using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Bench;

/// <summary>500 rows from the drop to the finished report, beside the batches that the same import wrote, written again as they are.</summary>
internal static class ImportFigures
{
    private const int RowCount = 500;
    private const int Rounds = 5;

    public static async Task Run(Bed bed, Figures figures)
    {
        var (ours, raws, again) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            var mails = bed.Mails;
            using var tenant = await bed.Tenant($"bench-{round}");
            (await tenant.PostAsJsonAsync("departments", new { name = "Bench support" })).EnsureSuccessStatusCode();
            (await tenant.PostAsJsonAsync("groups", new { name = "Bench team" })).EnsureSuccessStatusCode();
            var file = File(round);
            bed.Tables.Start();
            var first = await Drop(bed, tenant, $"bench-{round}/users.csv", file, "created");
            var batches = bed.Tables.Stop().Where(b => b.Table == ChangeLog.Table).Select(b => b.Operations).ToList();
            await bed.Settle(mails + RowCount);
            var raw = await Replay(bed, batches, $"raw{round}");
            var second = await Drop(bed, tenant, $"bench-{round}/users.csv", file, "unchanged");
            if (bed.Mails != mails + RowCount)
                throw new InvalidOperationException("The second drop sent mail.");
            // The first round warms up.
            if (round == 0)
                continue;
            ours.Add(first);
            raws.Add(raw);
            again.Add(second);
        }

        var ratio = Figures.Median(ours.Zip(raws, (a, b) => a / b));
        figures.Add(new($"import of {RowCount} new rows, drop to report (raw: its batches)", Figures.Median(ours), Figures.Median(ours) / ratio, 2.0));
        figures.Add(new($"import of {RowCount} new rows, slowest of {Rounds}", ours.Max(), null, 3000));
        figures.Add(new($"the same {RowCount} rows again: all unchanged", Figures.Median(again), null, 3000));
    }

    private static async Task<double> Drop(Bed bed, HttpClient tenant, string path, byte[] content, string outcome)
    {
        var known = (await tenant.GetFromJsonAsync<JsonElement>("imports?top=1")).GetProperty("value").EnumerateArray().Select(i => i.GetProperty("id").GetGuid()).FirstOrDefault();
        var start = Stopwatch.GetTimestamp();
        await bed.Blobs.GetBlobContainerClient("imports").GetBlobClient(path).UploadAsync(BinaryData.FromBytes(content), overwrite: true);
        while (true)
        {
            var newest = (await tenant.GetFromJsonAsync<JsonElement>("imports?top=1")).GetProperty("value").EnumerateArray().FirstOrDefault();
            if (newest.ValueKind == JsonValueKind.Object && newest.GetProperty("id").GetGuid() != known && newest.TryGetProperty("finishedAt", out _))
            {
                var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                var counts = newest.GetProperty("counts");
                return counts.GetProperty(outcome).GetInt32() == RowCount ? elapsed : throw new InvalidOperationException($"Not all {outcome}: {counts}");
            }

            await Task.Delay(20);
        }
    }

    private static async Task<double> Replay(Bed bed, List<IReadOnlyList<RowOperation>> batches, string partition)
    {
        var copies = batches.Select(b => b.Select(o => o with { Row = o.Row with { Partition = partition } }).ToList()).ToList();
        var start = Stopwatch.GetTimestamp();
        foreach (var copy in copies)
            await bed.Tables.Raw.Submit(ChangeLog.Table, copy, default);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static byte[] File(int round)
    {
        var text = new StringBuilder("displayName,email,phone,designation,department,extensionNumber,groups\r\n");
        for (var row = 0; row < RowCount; row++)
            text.Append(CultureInfo.InvariantCulture, $"Bench Person {row},bench-{round}-{row}@example.com,55500{row:D5},Agent,Bench support,{round + 1}{row:D4},Bench team\r\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
