namespace UserFunctions.Bench;

/// <summary>Waits for what another process brings about.</summary>
internal static class Poll
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Asks until it holds.</summary>
    /// <exception cref="TimeoutException">It did not within two minutes.</exception>
    public static async Task Until(Func<Task<bool>> holds, TimeSpan every)
    {
        using var timer = new PeriodicTimer(every);
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            while (!await holds())
                await timer.WaitForNextTickAsync(limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException($"It did not happen within {Limit.TotalMinutes} minutes.");
        }
    }
}
