using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace UserFunctions.Local;

/// <summary>Gets what a package-lock.json names from npm, once per lock file, into node_modules beside it.</summary>
internal static class NpmInstallation
{
    private const int OldestNode = 20;
    private static readonly TimeSpan OtherInstallerPollInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Installs into the folder what its package-lock.json names, unless exactly that is there. Two processes may call it at once.</summary>
    /// <param name="folder">Where package.json and package-lock.json lie.</param>
    /// <param name="thing">What is installed, for messages.</param>
    /// <param name="say">Told before it begins; null says nothing.</param>
    /// <param name="cancellationToken">Ends npm.</param>
    /// <exception cref="StartException">No Node, too old a Node, or npm failed.</exception>
    public static async Task Ensure(string folder, string thing, Action<string>? say, CancellationToken cancellationToken)
    {
        if (IsCurrent(folder)) return;
        Directory.CreateDirectory(LocalFolders.Data);
        await using var turn = await WaitForTurn(Path.Combine(LocalFolders.Data, "npm.lock"), cancellationToken);
        if (IsCurrent(folder)) return;
        await CheckNode(folder, thing, cancellationToken);
        say?.Invoke($"Installing {thing} from npm (once, about half a minute) ...");
        var (exitCode, output) = await Run(
            folder, OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], cancellationToken);
        if (exitCode != 0) throw new StartException($"npm ci in {folder} failed: {LastError(output)}");
        await File.WriteAllTextAsync(Stamp(folder), LockHash(folder), cancellationToken);
    }

    // npm ci empties node_modules before it begins, so the stamp can only be there after a whole installation.
    private static string Stamp(string folder) => Path.Combine(folder, "node_modules", ".installed");

    private static bool IsCurrent(string folder) => File.Exists(Stamp(folder)) && File.ReadAllText(Stamp(folder)) == LockHash(folder);

    private static string LockHash(string folder) =>
        Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, "package-lock.json"))));

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

    private static async Task CheckNode(string folder, string thing, CancellationToken cancellationToken)
    {
        var (_, version) = await Run(folder, "node", ["--version"], cancellationToken);
        var major = version.TrimStart('v').Split('.')[0];
        if (!int.TryParse(major, out var number) || number < OldestNode)
            throw new StartException($"Node {OldestNode} or newer is needed to run {thing}, but node --version says '{version.Trim()}'.");
    }

    private static async Task<(int ExitCode, string Output)> Run(string folder, string program, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
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
