using System.Diagnostics;
using System.Globalization;
using UserFunctions.Local;

namespace UserFunctions.Bench;

/// <summary>100,000 users as one file, from a process of its own: how fast it comes and what the process holds meanwhile, by the kernel's count of its memory.</summary>
internal static class ExportFigures
{
    private const string Tenant = "bench-export";
    private const int Rounds = 5;
    private const int LeastRowsASecond = 50_000;
    private const int MostOverIdle = 50;

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(3);

    public static async Task Run(Bed bed, Figures figures)
    {
        using var tenant = await bed.Tenant(Tenant);
        await new People(bed, tenant, Tenant).Make();
        var port = StartFigure.FreePort();
        var command = new ProcessStartInfo("dotnet", [typeof(LocalApp).Assembly.Location, "--port", $"{port}"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        command.Environment["AzureWebJobsStorage"] = bed.ConnectionString;
        using var process = Process.Start(command)!;
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromMinutes(2) };
        http.DefaultRequestHeaders.Add("x-functions-key", tenant.DefaultRequestHeaders.GetValues("x-functions-key"));
        try
        {
            while (!await StartFigure.Answers(http))
                await Task.Delay(10);
            // Idle is a process that serves and has the index of its tenant, as every one has that was asked for a list.
            _ = await http.GetByteArrayAsync("/api/users?top=1");
            await Task.Delay(Rest);
            var idle = Forget(process);
            var times = new List<double>();
            for (var round = 0; round < Rounds; round++)
                times.Add(await Once(http));
            figures.Add(new($"export of {People.Count:N0} users over HTTP ({LeastRowsASecond:N0} rows/s)", Figures.Median(times), null, People.Count * 1000.0 / LeastRowsASecond));
            figures.Add(new("the first of a new process, most of it not compiled yet", times[0], null, null));
            figures.Add(new("rows of it", People.Count * 1000.0 / Figures.Median(times), null, null, "/s"));
            figures.Add(new("idle process with the index", idle, null, null, "MB"));
            figures.Add(new($"highest point of {Rounds} exports over idle", Megabytes(process, "VmHWM") - idle, null, MostOverIdle, "MB"));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
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
