using System.Diagnostics;
using System.Globalization;

namespace UserFunctions.Local;

/// <summary>A running Azurite: one that was there already, or a child process that ends with this one.</summary>
/// <remarks>The child watches its standard input, so it closes even when this process is killed.</remarks>
public sealed class Azurite : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(12);
    private static readonly string[] Services = ["Blob", "Queue", "Table"];

    private readonly Process? process;

    private Azurite(int[] ports, Process? process)
    {
        this.process = process;
        ConnectionString = Connection(ports);
        Ports = ports;
        Exited = process?.WaitForExitAsync() ?? new TaskCompletionSource().Task;
    }

    /// <summary>For AzureWebJobsStorage: the well-known development account at this Azurite's ports.</summary>
    public string ConnectionString { get; }

    /// <summary>Where blob, queue and table service listen, in this order.</summary>
    public IReadOnlyList<int> Ports { get; }

    /// <summary>The child's process id; null when an Azurite that was there is used.</summary>
    public int? ProcessId => process?.Id;

    /// <summary>Completes when the child ends, whoever ended it; never for an Azurite that was there.</summary>
    public Task Exited { get; }

    /// <summary>Uses the Azurite that answers on the ports, or installs (once) and starts one.</summary>
    /// <exception cref="StartException">It cannot start; the message says why in one line.</exception>
    public static async Task<Azurite> Start(AzuriteOptions options, CancellationToken cancellationToken = default)
    {
        int[] ports = [options.BlobPort, options.QueuePort, options.TablePort];
        if (await AzuriteProbe.Answers(ports, cancellationToken)) return new Azurite(ports, null);
        await NpmInstallation.Ensure(LocalFolders.Project, "Azurite", options.Say, cancellationToken);
        var process = NpmInstallation.Begin(Command(options));
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(StartLimit);
            return new Azurite(await ReadPorts(process, limit.Token), process);
        }
        catch (Exception exception)
        {
            await Stop(process);
            // Another host may have started one in the same moment; its ports are then as good as ours.
            if (exception is StartException && await AzuriteProbe.Answers(ports, cancellationToken)) return new Azurite(ports, null);
            if (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                throw new StartException($"Azurite did not begin to listen within {StartLimit.TotalSeconds:0} s.");
            throw;
        }
    }

    /// <summary>Closes the child gracefully, its data written; leaves an Azurite that was there alone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (process is not null) await Stop(process);
    }

    private static ProcessStartInfo Command(AzuriteOptions options)
    {
        var folder = options.Folder ?? Path.Combine(LocalFolders.Data, "azurite");
        string[] where = options.InMemory ? ["--inMemoryPersistence"] : ["--location", Directory.CreateDirectory(folder).FullName];
        string[] arguments =
        [
            Path.Combine(LocalFolders.Project, "azurite.mjs"),
            "--skipApiVersionCheck", "--disableTelemetry", "--silent",
            "--blobPort", Text(options.BlobPort), "--queuePort", Text(options.QueuePort), "--tablePort", Text(options.TablePort),
            .. where,
        ];
        return new ProcessStartInfo("node", arguments)
        {
            WorkingDirectory = LocalFolders.Project,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["USERFUNCTIONS_AZURITE_KEEPS"] = options.KeepsDeleted ? "1" : null },
        };
    }

    /// <summary>Reads the three "successfully listening at" lines; they come in the order blob, queue, table.</summary>
    private static async Task<int[]> ReadPorts(Process process, CancellationToken cancellationToken)
    {
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var ports = new List<int>();
        while (ports.Count < Services.Length)
        {
            var line = await process.StandardOutput.ReadLineAsync(cancellationToken)
                ?? throw new StartException($"Azurite did not start: {(await errors).Trim().ReplaceLineEndings(" ")}");
            if (line.Contains("successfully listening", StringComparison.Ordinal)) ports.Add(new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..]).Port);
        }
        // A full pipe would block the child.
        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        return [.. ports];
    }

    private static async Task Stop(Process process)
    {
        using (process)
        {
            process.StandardInput.Close();
            using var limit = new CancellationTokenSource(StopLimit);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
            }
        }
    }

    private static string Connection(int[] ports) =>
        // The account and key are the published ones of every storage emulator, not a secret.
        "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;"
        + "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
        + string.Concat(ports.Zip(Services, (port, service) => $"{service}Endpoint=http://127.0.0.1:{port}/devstoreaccount1;"));

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
