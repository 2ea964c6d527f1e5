using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace UserFunctions.Local;

/// <summary>Gets Azurite from npm, once per lock file, into infra/local/node_modules.</summary>
internal static class AzuriteInstallation
{
    private const int OldestNode = 20;
    private static readonly TimeSpan OtherInstallerPollInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Installs what package-lock.json names, unless exactly that is there. Two processes may call it at once.</summary>
    /// <exception cref="StartException">No Node, too old a Node, or npm failed.</exception>
    public static async Task Ensure(Action<string>? say, CancellationToken cancellationToken)
    {
        if (IsCurrent()) return;
        Directory.CreateDirectory(LocalFolders.Data);
        await using var turn = await WaitForTurn(Path.Combine(LocalFolders.Data, "npm.lock"), cancellationToken);
        if (IsCurrent()) return;
        await CheckNode(cancellationToken);
        say?.Invoke("Installing Azurite from npm (once, about half a minute) ...");
        var (exitCode, output) = await Run(
            OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], cancellationToken);
        if (exitCode != 0) throw new StartException($"npm ci in {LocalFolders.Project} failed: {LastError(output)}");
        await File.WriteAllTextAsync(Stamp, LockHash(), cancellationToken);
    }

    // npm ci empties node_modules before it begins, so the stamp can only be there after a whole installation.
    private static string Stamp => Path.Combine(LocalFolders.Project, "node_modules", ".installed");

    private static bool IsCurrent() => File.Exists(Stamp) && File.ReadAllText(Stamp) == LockHash();

    private static string LockHash() =>
        Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(LocalFolders.Project, "package-lock.json"))));

    // The operating system frees the lock when its holder dies, so a killed installer blocks nobody.
    private static async Task<FileStream> WaitForTurn(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(OtherInstallerPollInterval, cancellationToken);
            }
        }
    }

    private static async Task CheckNode(CancellationToken cancellationToken)
    {
        var (_, version) = await Run("node", ["--version"], cancellationToken);
        var major = version.TrimStart('v').Split('.')[0];
        if (!int.TryParse(major, out var number) || number < OldestNode)
            throw new StartException($"Node {OldestNode} or newer is needed to run Azurite, but node --version says '{version.Trim()}'.");
    }

    private static async Task<(int ExitCode, string Output)> Run(string program, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = LocalFolders.Project,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Begin(start);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    internal static Process Begin(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new StartException($"'{start.FileName}' was not found: install Node {OldestNode} (it runs Azurite) or set AzureWebJobsStorage to a storage account.");
        }
    }

    private static string LastError(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.FirstOrDefault(l => l.StartsWith("npm error", StringComparison.Ordinal) && !l.StartsWith("npm error code", StringComparison.Ordinal))
            ?? lines.LastOrDefault() ?? "it said nothing";
    }
}
