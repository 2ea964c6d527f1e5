using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using UserFunctions.Local;

namespace UserFunctions.Bench;

/// <summary>A process of its own, from its start to its first answer, with Azurite up.</summary>
internal static class StartFigure
{
    private const int Rounds = 5;

    public static async Task Run(Bed bed, Figures figures)
    {
        var times = new List<double>();
        for (var round = 0; round < Rounds; round++)
            times.Add(await Once(bed.ConnectionString));
        figures.Add(new($"start to first answer of a new process, slowest of {Rounds}", times.Max(), null, 3000));
    }

    private static async Task<double> Once(string connection)
    {
        var port = FreePort();
        var start = Stopwatch.GetTimestamp();
        var command = new ProcessStartInfo("dotnet", [typeof(LocalApp).Assembly.Location, "--port", $"{port}"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        command.Environment["AzureWebJobsStorage"] = connection;
        using var process = Process.Start(command)!;
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        try
        {
            while (!await Answers(http))
                await Task.Delay(10);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    public static async Task<bool> Answers(HttpClient http)
    {
        try
        {
            return (await http.GetAsync("/api/health/ready")).StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
