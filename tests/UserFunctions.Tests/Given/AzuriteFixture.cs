using System.Diagnostics;

namespace UserFunctions.Tests.Given;

/// <summary>One Azurite for the whole test process, started by the first test that asks.</summary>
/// <remarks>Tests keep apart by tables, queues and containers of their own: <see cref="NewName"/>.</remarks>
public static class AzuriteFixture
{
    private static readonly Lazy<Task<string>> Started = new(Start);

    /// <summary>For AzureWebJobsStorage.</summary>
    public static Task<string> ConnectionString => Started.Value;

    /// <summary>A name that no other test uses: fit for tables, queues and containers.</summary>
    public static string NewName() => $"t{Guid.NewGuid():N}";

    private static async Task<string> Start()
    {
        var main = Environment.GetEnvironmentVariable("AZURITE_MAIN") ?? throw new InvalidOperationException("Set AZURITE_MAIN.");
        var process = Process.Start(new ProcessStartInfo("node", [main, "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry", "--silent",
            "--blobPort", "0", "--queuePort", "0", "--tablePort", "0"])
        { RedirectStandardOutput = true })!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => process.Kill();
        var text = "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;";
        foreach (var service in new[] { "Blob", "Queue", "Table" })
        {
            var line = "";
            while (!line.Contains("successfully listening", StringComparison.Ordinal))
                line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("Azurite ended.");
            text += $"{service}Endpoint=http://127.0.0.1:{new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..]).Port}/devstoreaccount1;";
        }

        return text;
    }
}
