using System.Runtime.InteropServices;

namespace UserFunctions.Local;

/// <summary>Ctrl+C and SIGTERM ask for an orderly end; the second Ctrl+C ends at once.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] registrations;

    public StopSignal() => registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Ask),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ask),
    ];

    /// <summary>Cancelled when asked.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Completes when asked.</summary>
    public Task Asked => asked.Task;

    public void Dispose()
    {
        foreach (var registration in registrations) registration.Dispose();
        source.Dispose();
    }

    private void Ask(PosixSignalContext context)
    {
        context.Cancel = !source.IsCancellationRequested;
        asked.TrySetResult();
        source.Cancel();
    }
}
