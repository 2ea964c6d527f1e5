using System.Diagnostics;
using System.Globalization;

namespace UserFunctions.Bench;

/// <summary>100,000 users as one file, from a process of its own: how fast it comes and what the process holds meanwhile, by the kernel's count of its memory.</summary>
internal static class ExportFigures
{
    private const string Tenant = "bench-export";
    private const int Rounds = 5;
    private const int LeastRowsASecond = 50_000;
    private const int MostOverIdle = 50;

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    public static async Task Run(Bed bed, Figures figures)
    {
        using var tenant = await bed.Tenant(Tenant);
        await new People(bed, tenant, Tenant).Make();
        await using var host = await ChildHost.Ready(bed.ConnectionString, tenant);
        // Idle is a process that serves and has the index of its tenant, as every one has that was asked for a list.
        _ = await host.Http.GetByteArrayAsync("/api/users?top=1");
        await Rests(host.Process);
        var idle = Forget(host.Process);
        var times = new List<double>();
        for (var round = 0; round < Rounds; round++)
            times.Add(await Once(host.Http));
        figures.Add(new($"export of {People.Count:N0} users over HTTP ({LeastRowsASecond:N0} rows/s)", Figures.Median(times), null, People.Count * 1000.0 / LeastRowsASecond));
        figures.Add(new("the first of a new process, most of it not compiled yet", times[0], null, null));
        figures.Add(new("rows of it", People.Count * 1000.0 / Figures.Median(times), null, null, "/s"));
        figures.Add(new("idle process with the index", idle, null, null, "MB"));
        figures.Add(new($"highest point of {Rounds} exports over idle", Megabytes(host.Process, "VmHWM") - idle, null, MostOverIdle, "MB"));
    }

    // Until it has nothing left to do from its start: it used less than a tenth of a processor for a while.
    private static async Task Rests(Process process)
    {
        var used = TimeSpan.MaxValue;
        await Poll.Until(() =>
        {
            process.Refresh();
            var before = used;
            used = process.TotalProcessorTime;
            return Task.FromResult(used - before < Rest / 10 && before <= used);
        }, Rest);
    }

    private static async Task<double> Once(HttpClient http)
    {
        var start = Stopwatch.GetTimestamp();
        using var answer = await http.GetAsync("/api/users/export.csv", HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        await using var content = await answer.Content.ReadAsStreamAsync();
        var (lines, buffer) = (0, new byte[1 << 16]);
        for (int read; (read = await content.ReadAsync(buffer)) > 0;)
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        // A header, the users, and the one whose row they were made of.
        return lines == People.Count + 2 ? elapsed : throw new InvalidOperationException($"The export has {lines:N0} lines.");
    }

    // Lets the kernel count the highest point anew; returns what is held now.
    private static double Forget(Process process)
    {
        File.WriteAllText($"/proc/{process.Id}/clear_refs", "5");
        return Megabytes(process, "VmRSS");
    }

    private static double Megabytes(Process process, string what) =>
        double.Parse(File.ReadLines($"/proc/{process.Id}/status").First(line => line.StartsWith(what, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^2], CultureInfo.InvariantCulture) * 1024 / 1e6;
}
