using System.Collections.Concurrent;

namespace UserFunctions.Local.Pumps;

/// <summary>Lets a sender in this process wake the pump of a queue that is pausing.</summary>
public sealed class PumpSignals
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> waiting = new();

    /// <summary>Ends the pause of the queue's pump; when it is not pausing, its next pause ends at once.</summary>
    public void Wake(string queue) => Of(queue).TrySetResult();

    /// <summary>Waits for the signal, at most <paramref name="pause"/>. Returns early, without an exception, when cancelled.</summary>
    internal async Task Wait(string queue, TimeSpan pause, TimeProvider time, CancellationToken cancellationToken)
    {
        var signal = Of(queue);
        await Task.WhenAny(signal.Task, Task.Delay(pause, time, cancellationToken));
        if (signal.Task.IsCompleted) waiting.TryRemove(new(queue, signal));
    }

    private TaskCompletionSource Of(string queue) =>
        waiting.GetOrAdd(queue, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
