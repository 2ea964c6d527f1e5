using System.Diagnostics;
using System.Net.Sockets;

namespace UserFunctions.Tests.Given;

/// <summary>The local host as a process of its own.</summary>
public sealed class HostProcess : IDisposable
{
    private readonly Process process;

    private HostProcess(Process process) => this.process = process;

    /// <summary>Starts it; settings are environment variables.</summary>
    public static HostProcess Start(string[] arguments, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "UserFunctions.Local.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("AzureWebJobsStorage");
        foreach (var (name, value) in settings) start.Environment[name] = value;
        return new HostProcess(Process.Start(start)!);
    }

    /// <summary>Reads its output up to the line that begins so.</summary>
    public async Task<string> Line(string beginning)
    {
        while (await Eventually.Ends(process.StandardOutput.ReadLineAsync()) is { } line)
            if (line.StartsWith(beginning, StringComparison.Ordinal))
                return line;
        throw new InvalidOperationException($"It ended without a line that begins with '{beginning}': {await process.StandardError.ReadToEndAsync()}");
    }

    /// <summary>Waits for its end.</summary>
    public async Task<(int ExitCode, string Error)> End()
    {
        var (exitCode, _, error) = await EndSaying();
        return (exitCode, error);
    }

    /// <summary>Waits for its end; with what it said that was not read yet.</summary>
    public async Task<(int ExitCode, string Output, string Error)> EndSaying()
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await Eventually.Ends(process.StandardError.ReadToEndAsync());
        var said = await Eventually.Ends(output);
        await process.WaitForExitAsync();
        return (process.ExitCode, said, error);
    }

    /// <summary>Asks it to end, as a service manager does.</summary>
    public async Task Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Ends it without a chance to tidy up.</summary>
    public void Kill() => process.Kill();

    /// <summary>True when something listens there.</summary>
    public static async Task<bool> Listens(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }
}
