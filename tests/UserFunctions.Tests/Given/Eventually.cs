namespace UserFunctions.Tests.Given;

/// <summary>Waits for what another process or thread will bring about.</summary>
public static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(25);

    /// <summary>The first value that is not null.</summary>
    /// <exception cref="TimeoutException">It did not come.</exception>
    public static async Task<T> Finds<T>(Func<Task<T?>> look)
        where T : class
    {
        using var timer = new PeriodicTimer(LookEvery);
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            do
            {
                if (await look() is { } found) return found;
            }
            while (await timer.WaitForNextTickAsync(limit.Token));
        }
        catch (OperationCanceledException)
        {
            // Said below.
        }

        throw new TimeoutException($"It did not happen within {Limit.TotalSeconds} s.");
    }

    /// <summary>Waits until it holds.</summary>
    public static Task Holds(Func<Task<bool>> condition) => Finds(async () => await condition() ? "" : null);

    /// <summary>Waits for a task, but not for ever.</summary>
    public static Task<T> Ends<T>(Task<T> task) => task.WaitAsync(Limit);
}
