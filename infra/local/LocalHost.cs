using Azure;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using UserFunctions.Local.Check;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Local;

/// <summary>The program: reads options and settings, starts storage and app, serves until it is told to stop.</summary>
internal static class LocalHost
{
    private const string StorageSetting = "AzureWebJobsStorage";
    private const string PickupSetting = "Invitations:PickupFolder";
    private const string DevelopmentStorage = "UseDevelopmentStorage=true";

    /// <summary>Runs it all.</summary>
    /// <returns>The exit code: 0 after an orderly end, 1 when it could not start or the sample failed.</returns>
    public static async Task<int> Run(string[] args)
    {
        using var stop = new StopSignal();
        var isVerbose = args.Contains("--verbose");
        try
        {
            var line = CommandLine.Parse(args);
            if (line.Check) return await Check(line, stop.Token);
            if (!line.Help) return await Serve(line, stop);
            Console.WriteLine(CommandLine.Usage);
            return 0;
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            return 0;
        }
        catch (StartException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
        }
        catch (Exception exception)
        {
            await Console.Error.WriteLineAsync(isVerbose ? exception.ToString() : $"Cannot start: {exception.Message.Split('\n')[0].Trim()}");
        }

        return 1;
    }

    private static async Task<int> Serve(CommandLine line, StopSignal stop)
    {
        LocalSettingsFile.Apply(Path.Combine(LocalFolders.Repository, "local.settings.json"));
        PortCheck.Demand(line.Port);
        await using var azurite = await StartStorage(line, stop.Token);
        await using var app = await LocalApp.Start(Options(line, azurite?.ConnectionString ?? ConfiguredStorage!), stop.Token);
        if (line.Memory) Console.WriteLine($"Azurite keeps its data in memory; its ports are {string.Join(", ", azurite!.Ports)}.");
        FunctionList.Print(app, Console.Out);
        Console.WriteLine($"x-functions-key for tenant 'main': {app.Key}");
        Console.WriteLine();
        if (line.Sample)
        {
            var succeeded = await Sample(app, stop.Token);
            if (line.Once) return succeeded ? 0 : 1;
            Console.WriteLine("The host goes on serving; Ctrl+C ends it.");
        }

        var storageEnd = azurite?.Exited ?? Task.Delay(Timeout.Infinite, stop.Token);
        await Task.WhenAny(stop.Asked, storageEnd);
        if (stop.Token.IsCancellationRequested) return 0;
        await Console.Error.WriteLineAsync("Azurite ended by itself; nothing can be stored any more.");
        return 1;
    }

    private static async Task<int> Check(CommandLine line, CancellationToken cancellationToken)
    {
        LocalSettingsFile.Apply(Path.Combine(LocalFolders.Repository, "local.settings.json"));
        await using var azurite = await StartStorage(line, cancellationToken);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(StorageSetting, azurite?.ConnectionString ?? ConfiguredStorage!)]).Build();
        return await CheckCommand.Run(StorageConnection.Resolve(configuration).Tables(TimeProvider.System), line.Tenant, Console.Out, cancellationToken);
    }

    private static async Task<bool> Sample(LocalApp app, CancellationToken cancellationToken)
    {
        var configuration = app.Services.GetRequiredService<IConfiguration>();
        using var client = new HttpClient { BaseAddress = new Uri(app.BaseAddress, app.Settings.RoutePrefix.Length == 0 ? "" : app.Settings.RoutePrefix + "/") };
        client.DefaultRequestHeaders.Add("x-functions-key", app.Key);
        var run = new SampleRun(new SampleOptions
        {
            Api = new SampleApi(client),
            Imports = new BlobContainerClient(configuration[StorageSetting], "imports"),
            File = Path.Combine(LocalFolders.Project, "sample", "users-500.csv"),
            MailFolder = configuration[PickupSetting]!,
            Output = Console.Out,
            IsTerminal = !Console.IsOutputRedirected,
        });
        try
        {
            return await run.Run(cancellationToken);
        }
        catch (Exception exception) when (exception is StartException or HttpRequestException or RequestFailedException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return false;
        }
    }

    private static string? ConfiguredStorage => Environment.GetEnvironmentVariable(StorageSetting) is { Length: > 0 } text && text != DevelopmentStorage ? text : null;

    private static async Task<Azurite?> StartStorage(CommandLine line, CancellationToken cancellationToken)
    {
        var options = new AzuriteOptions { Say = Console.WriteLine };
        if (ConfiguredStorage is null)
            return await Azurite.Start(line.Memory ? AzuriteOptions.ForTests with { Say = Console.WriteLine } : options, cancellationToken);
        return line.Memory ? throw new StartException($"--memory uses a storage of its own, but {StorageSetting} names another: remove one of them.") : null;
    }

    private static LocalAppOptions Options(CommandLine line, string connectionString) => new()
    {
        ConnectionString = connectionString,
        Port = line.Port,
        Only = line.Functions,
        Verbose = line.Verbose,
        // A line for each of 500 mails would bury what the sample shows.
        LogLevel = line.Verbose ? LogLevel.Debug : line.Sample ? LogLevel.Warning : LogLevel.Information,
        Settings = Defaults(line),
    };

    /// <summary>Settings that only this head has; what the environment says wins.</summary>
    private static Dictionary<string, string?> Defaults(CommandLine line)
    {
        var defaults = line.Memory ? LocalSecrets.Random() : LocalSecrets.Kept(Path.Combine(LocalFolders.Data, "secrets.json"));
        defaults[BootstrapOwner.Setting] = "owner@example.com";
        defaults[PickupSetting] = Path.Combine(LocalFolders.Data, "mail");
        if (line.Port != 0) defaults["Invitations:AcceptUrl"] = $"http://localhost:{line.Port}/api/invitations/accept";
        return defaults.Where(d => Environment.GetEnvironmentVariable(d.Key.Replace(":", "__", StringComparison.Ordinal)) is null).ToDictionary();
    }
}
