using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Platform.Hosting;

/// <summary>Traces and metrics, against a real listener.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task Traces_and_metrics_reach_the_endpoint_that_is_set()
    {
        using var collector = new HttpListener();
        var endpoint = $"http://127.0.0.1:{FreePort()}/";
        collector.Prefixes.Add(endpoint);
        collector.Start();
        var received = new ConcurrentDictionary<string, long>();
        var collecting = Collect(collector, received);

        var settings = new Dictionary<string, string?> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" };
        await using (var app = await TestApp.Start(only: ["HealthLive"], settings: settings))
            await TestApp.Send(app, null, HttpMethod.Get, "health/live");

        await Eventually.Holds(() => Task.FromResult(received.ContainsKey("/v1/traces") && received.ContainsKey("/v1/metrics")));
        Assert.All(received.Values, length => Assert.True(length > 0));
        collector.Stop();
        await collecting;
    }

    [Fact]
    public async Task Nothing_is_collected_without_an_endpoint() =>
        Assert.Null((await TestApp.Shared).Services.GetService<TracerProvider>());

    private static async Task Collect(HttpListener collector, ConcurrentDictionary<string, long> received)
    {
        try
        {
            while (true)
            {
                var context = await collector.GetContextAsync();
                received[context.Request.Url!.AbsolutePath] = context.Request.ContentLength64;
                context.Response.Close();
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // The collector was stopped.
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
