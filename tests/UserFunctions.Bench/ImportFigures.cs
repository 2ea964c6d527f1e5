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
        var (ours, raws, again, plans, plansAgain) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            var mails = bed.Mails;
            using var tenant = await bed.Tenant($"bench-{round}");
            (await tenant.PostAsJsonAsync("departments", new { name = "Bench support" })).EnsureSuccessStatusCode();
            (await tenant.PostAsJsonAsync("groups", new { name = "Bench team" })).EnsureSuccessStatusCode();
            var file = File(round);
            var planned = await DryRun(tenant, file);
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
            plans.Add(planned);
            plansAgain.Add(await DryRun(tenant, file));
        }

        var ratio = Figures.Median(ours.Zip(raws, (a, b) => a / b));
        figures.Add(new($"import of {RowCount} new rows, drop to report (raw: its batches)", Figures.Median(ours), Figures.Median(ours) / ratio, 2.0));
        figures.Add(new($"import of {RowCount} new rows, slowest of {Rounds}", ours.Max(), null, 3000));
        figures.Add(new($"the same {RowCount} rows again: all unchanged", Figures.Median(again), null, 3000));
        figures.Add(new($"dry run of {RowCount} new rows, slowest of {Rounds}", plans.Max(), null, 500));
        figures.Add(new($"dry run of {RowCount} rows whose users are there, slowest of {Rounds}", plansAgain.Max(), null, 500));
    }

    private static async Task<double> Drop(Bed bed, HttpClient tenant, string path, byte[] content, string outcome)
    {
        var known = (await tenant.GetFromJsonAsync<JsonElement>("imports?top=1")).GetProperty("value").EnumerateArray().Select(i => i.GetProperty("id").GetGuid()).FirstOrDefault();
        var start = DateTimeOffset.UtcNow;
        await bed.Blobs.GetBlobContainerClient("imports").GetBlobClient(path).UploadAsync(BinaryData.FromBytes(content), overwrite: true);
        JsonElement newest = default, finished = default;
        // Asked seldom, so that asking does not slow the import; the time is the one that the import itself says.
        await Poll.Until(async () =>
        {
            newest = (await tenant.GetFromJsonAsync<JsonElement>("imports?top=1")).GetProperty("value").EnumerateArray().FirstOrDefault();
            return newest.ValueKind == JsonValueKind.Object && newest.GetProperty("id").GetGuid() != known && newest.TryGetProperty("finishedAt", out finished);
        }, TimeSpan.FromMilliseconds(250));
        var counts = newest.GetProperty("counts");
        return counts.GetProperty(outcome).GetInt32() == RowCount
            ? (finished.GetDateTimeOffset() - start).TotalMilliseconds
            : throw new InvalidOperationException($"Not all {outcome}: {counts}");
    }

    private static async Task<double> Replay(Bed bed, List<IReadOnlyList<RowOperation>> batches, string partition)
    {
        var copies = batches.Select(b => b.Select(o => o with { Row = o.Row with { Partition = partition } }).ToList()).ToList();
        var start = Stopwatch.GetTimestamp();
        foreach (var copy in copies)
            await bed.Tables.Raw.Submit(ChangeLog.Table, copy, default);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>The same file as a plan, from the request to its answer.</summary>
    private static async Task<double> DryRun(HttpClient tenant, byte[] content)
    {
        using var body = new ByteArrayContent(content);
        body.Headers.ContentType = new("text/csv");
        var start = Stopwatch.GetTimestamp();
        using var answer = (await tenant.PostAsync("imports?dryRun=true", body)).EnsureSuccessStatusCode();
        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        var counts = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("counts");
        return counts.GetProperty("failed").GetInt32() == 0 && counts.GetProperty("total").GetInt32() == RowCount ? elapsed : throw new InvalidOperationException($"The plan has failed rows: {counts}");
    }

    // Every column that a file may have, but those of passwords and of ids that the app gives.
    private static byte[] File(int round)
    {
        var text = new StringBuilder("displayName,email,externalId,phone,designation,tags,role,accessRole,authenticationMethod,department,groups,chatLimit,extensionNumber,callingAgent,routeAgentThrough,blockOutboundCall,"
            + "callForwardNumber,alternateNumbers,sticky.enabled,sticky.ringStrategy,sticky.timeoutSeconds,interactions.enabled,interactions.video,interactions.whatsapp,interactions.sms,agentDispositions,loginId,"
            + "accountEnabled,webLoginBlocked,allowedIps,twoFactorAuthentication,loginBasedCalling,dialerPanel,analysisDisabled\r\n");
        for (var row = 0; row < RowCount; row++)
        {
            text.Append(CultureInfo.InvariantCulture, $"Bench Person {row},bench-{round}-{row}@example.com,hr-{round}-{row},55500{row:D5},Agent,north;day,Agent,Standard,Password,Bench support,Bench team,4,{round + 1}{row:D4},true,Both,ExtensionOnly,")
                .Append(CultureInfo.InvariantCulture, $"55510{row:D5},55520{row:D5};55530{row:D5},true,OrderBy,25,true,true,false,true,true,bench.{round}.{row},true,false,10.0.0.0/8,true,true,true,false\r\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
