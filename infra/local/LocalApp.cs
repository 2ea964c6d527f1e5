using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using UserFunctions.Local.Http;
using UserFunctions.Local.Pumps;
using UserFunctions.Platform.Hosting;

namespace UserFunctions.Local;

/// <summary>The app, served in this process: HTTP on 127.0.0.1, pumps for queues, blobs and timers.</summary>
public sealed class LocalApp : IAsyncDisposable
{
    private const int MaxBodyBytes = 104_857_600;

    private readonly WebApplication web;
    private readonly TimeSpan drainLimit;
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource abort = new();
    private Task pumping = Task.CompletedTask;
    private bool isStopped;

    private LocalApp(WebApplication web, HostSettings settings, IReadOnlyList<FunctionDescription> functions, TimeSpan drainLimit)
    {
        (this.web, this.drainLimit, Settings, Functions) = (web, drainLimit, settings, functions);
        Key = web.Services.GetRequiredService<IConfiguration>()[LocalSecrets.KeySetting]!;
    }

    /// <summary><c>http://127.0.0.1:{port}/</c>; routes begin with the prefix of host.json below it.</summary>
    public Uri BaseAddress { get; private set; } = new("http://127.0.0.1/");

    /// <summary>The app's services.</summary>
    public IServiceProvider Services => web.Services;

    /// <summary>The bootstrap key, for the header x-functions-key; random when the settings give none.</summary>
    public string Key { get; }

    /// <summary>What is served, in order of names.</summary>
    public IReadOnlyList<FunctionDescription> Functions { get; }

    /// <summary>What host.json says.</summary>
    public HostSettings Settings { get; }

    /// <summary>Starts it: returns once requests are answered and the pumps run.</summary>
    /// <exception cref="StartException">It cannot start; the message says why.</exception>
    public static async Task<LocalApp> Start(LocalAppOptions options, CancellationToken cancellationToken = default)
    {
        var configuration = Configure(options);
        var settings = HostSettings.Read(configuration);
        var functions = FunctionList.Choose(options.Functions ?? AppEntry.Functions, options.Only);
        var app = new LocalApp(Build(options, settings, functions, configuration), settings, functions, options.DrainLimit);
        try
        {
            await app.Begin(configuration, options.Port, cancellationToken);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes no more requests and messages, waits for what runs (bounded), then cancels it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (isStopped) return;
        isStopped = true;
        await stopping.CancelAsync();
        using var limit = new CancellationTokenSource(drainLimit);
        var http = web.StopAsync(limit.Token);
        await Quietly(Task.WhenAll(http, pumping).WaitAsync(drainLimit));
        await abort.CancelAsync();
        await Quietly(Task.WhenAll(http, pumping).WaitAsync(TimeSpan.FromSeconds(2)));
        await web.DisposeAsync();
        if (pumping.IsCompleted) stopping.Dispose();
        if (pumping.IsCompleted) abort.Dispose();
    }

    private static IConfiguration Configure(LocalAppOptions options) => new ConfigurationBuilder()
        .AddInMemoryCollection(LocalSecrets.Random())
        .AddInMemoryCollection([new("SignIn:CodeFolder", Path.Combine(Path.GetTempPath(), "userfunctions-codes"))])
        .AddEnvironmentVariables()
        .AddInMemoryCollection(options.Settings)
        .AddInMemoryCollection([new("AzureWebJobsStorage", options.ConnectionString)])
        .Build();

    private static WebApplication Build(LocalAppOptions options, HostSettings settings, IReadOnlyList<FunctionDescription> functions, IConfiguration configuration)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Configuration.AddConfiguration(configuration);
        // Functions never block, so a request may go on where its bytes were read: two thread changes fewer.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        HostLog.Add(builder.Logging, options.LogLevel, options.Verbose);
        builder.Services.AddRouting();
        builder.Services.AddSingleton<MatcherPolicy, FunctionMethodPolicy>();
        // Who starts this app decides when it ends; the framework would listen for Ctrl+C itself.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<PumpSignals>();
        (options.AddServices ?? AppEntry.AddServices)(builder.Services, configuration);
        options.ReplaceServices?.Invoke(builder.Services);
        return Route(builder.Build(), settings, functions);
    }

    private static WebApplication Route(WebApplication web, HostSettings settings, IReadOnlyList<FunctionDescription> functions)
    {
        var around = new FunctionRequest(settings, web.Services.GetRequiredService<ILoggerFactory>());
        web.UseRouting();
        web.Use(next => context => around.Serve(context, next));
        ((IEndpointRouteBuilder)web).DataSources.Add(FunctionEndpoints.Create(functions, settings, web.Services));
        web.UseEndpoints(_ => { });
        return web;
    }

    private async Task Begin(IConfiguration configuration, int port, CancellationToken cancellationToken)
    {
        var loggers = Services.GetRequiredService<ILoggerFactory>();
        var time = Services.GetRequiredService<TimeProvider>();
        var runner = new FunctionRunner(Services, Settings.FunctionTimeout, time, loggers, abort.Token);
        var pumps = new PumpSet(Settings, configuration, runner, Services.GetRequiredService<PumpSignals>(), time, loggers.CreateLogger("Host"));
        await Task.WhenAll(pumps.Prepare(Functions, cancellationToken), AppEntry.CreateStorage(Services, cancellationToken));
        await Listen(port, cancellationToken);
        pumping = pumps.Run(stopping.Token);
    }

    private async Task Listen(int port, CancellationToken cancellationToken)
    {
        try
        {
            await web.StartAsync(cancellationToken);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            throw PortCheck.InUse(port);
        }

        BaseAddress = new Uri(web.Urls.First() + "/");
    }

    private static Task Quietly(Task task) => task.ContinueWith(_ => { }, TaskScheduler.Default);

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
