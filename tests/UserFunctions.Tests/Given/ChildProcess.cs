using System.Collections.Concurrent;
using System.Diagnostics;

namespace UserFunctions.Tests.Given;

/// <summary>A process that a test started, its output line by line. It is killed with the test at the latest.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = new();

    private ChildProcess(Process process) => this.process = process;

    /// <summary>What it said so far.</summary>
    public IReadOnlyList<string> Lines => [.. lines];

    /// <summary>True until it ended.</summary>
    public bool IsRunning => !process.HasExited;

    /// <summary>Starts it. Its standard input stays open for as long as this process lives.</summary>
    public static ChildProcess Start(string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        var child = new ChildProcess(new Process { StartInfo = start });
        child.process.OutputDataReceived += child.Hear;
        child.process.ErrorDataReceived += child.Hear;
        child.process.Start();
        child.process.BeginOutputReadLine();
        child.process.BeginErrorReadLine();
        AppDomain.CurrentDomain.ProcessExit += child.KillAtExit;
        return child;
    }

    /// <summary>The first line that is wanted.</summary>
    public Task<string> Says(Func<string, bool> isWanted) => Eventually.Finds(() =>
    {
        var found = lines.FirstOrDefault(isWanted);
        Assert.True(found is not null || IsRunning, $"The process ended: {string.Join('\n', lines)}");
        return Task.FromResult(found);
    });

    /// <summary>Ends it without warning (SIGKILL) and waits until it is gone.</summary>
    public async Task Kill()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        if (IsRunning)
            await Kill();
        process.Dispose();
    }

    private void Hear(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is { } text)
            lines.Enqueue(text);
    }

    private void KillAtExit(object? sender, EventArgs e) => process.Kill();
}
