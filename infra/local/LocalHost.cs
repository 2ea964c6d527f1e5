using Azure;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using UserFunctions.Local.Check;
using UserFunctions.Local.Csv;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Local;

/// <summary>The program: reads options and settings, starts storage and app, serves until it is told to stop.</summary>
internal static class LocalHost
{
    /// <summary>Runs it all.</summary>
    /// <returns>The exit code: 0 after an orderly end, 1 when it could not start or the sample failed.</returns>
    public static async Task<int> Run(string[] args)
    {
        using var stop = new StopSignal();
        var isVerbose = args.Contains("--verbose");
        try
        {
            if (CsvCommands.Find(args) is { } command) return await command(stop.Token);
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
        // A line for each of 500 mails would bury what the sample shows.
        var level = line.Verbose ? LogLevel.Debug : line.Sample ? LogLevel.Warning : LogLevel.Information;
        await using var own = await OwnHost.Start(line, level, Console.WriteLine, stop.Token);
        var (app, azurite) = (own.App, own.Azurite);
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
        await using var storage = await OwnStorage.Start(line.Memory, Console.WriteLine, cancellationToken);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(OwnStorage.Setting, storage.ConnectionString)]).Build();
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
            Imports = new BlobContainerClient(configuration[OwnStorage.Setting], "imports"),
            File = Path.Combine(LocalFolders.Project, "sample", "users-500.csv"),
            MailFolder = configuration[OwnHost.PickupSetting]!,
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
}
