using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using UserFunctions.Local;

namespace UserFunctions.Bench;

/// <summary>A new process that serves the app on the bench's storage; it ends with this.</summary>
internal sealed class ChildHost : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(10);

    private ChildHost(Process process, HttpClient http, long startedAt) => (Process, Http, StartedAt) = (process, http, startedAt);

    public Process Process { get; }

    public HttpClient Http { get; }

    /// <summary>The timestamp of its start.</summary>
    public long StartedAt { get; }

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="connection">Where its data are.</param>
    /// <param name="tenant">Whose key it is asked with; null: none.</param>
    public static async Task<ChildHost> Ready(string connection, HttpClient? tenant = null)
    {
        var port = FreePort();
        var command = new ProcessStartInfo("dotnet", [typeof(LocalApp).Assembly.Location, "--port", $"{port}"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        command.Environment["AzureWebJobsStorage"] = connection;
        var startedAt = Stopwatch.GetTimestamp();
        var process = Process.Start(command)!;
        var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromMinutes(2) };
        if (tenant is not null)
            http.DefaultRequestHeaders.Add("x-functions-key", tenant.DefaultRequestHeaders.GetValues("x-functions-key"));
        var host = new ChildHost(process, http, startedAt);
        try
        {
            await Poll.Until(() => Answers(http), LookEvery);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Process.Kill();
        await Process.WaitForExitAsync();
        Process.Dispose();
    }

    private static async Task<bool> Answers(HttpClient http)
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

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
