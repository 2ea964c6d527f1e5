using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Resources;

namespace UserFunctions.Platform.Hosting;

/// <summary>Traces and metrics through OpenTelemetry. Nothing is collected unless <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where to send it.</summary>
public static class Telemetry
{
    /// <summary>Name of the app's own activities and of its service.</summary>
    public const string Name = "UserFunctions";

    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>The app's own activities: one for each run of a queue, blob or timer function.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>Registers the exporter when an endpoint is set.</summary>
    public static void AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        if (string.IsNullOrEmpty(configuration[Endpoint]))
            return;
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(Name))
            // Requests, outgoing calls and storage calls come from the libraries' own sources; no instrumentation packages are needed.
            .WithTracing(tracing => tracing.AddSource(Name, "Microsoft.AspNetCore", "System.Net.Http", "Azure.*"))
            .WithMetrics(metrics => metrics.AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime"))
            .UseOtlpExporter();
    }
}
