namespace UserFunctions.Platform.Storage;

/// <summary>
/// One look at a time for many who want to know how things stand now: whoever comes while one is under way joins the next, never the one that began before.
/// </summary>
internal sealed class SharedLook
{
    private readonly Lock gate = new();
    private Task running = Task.CompletedTask;
    private Task? next;

    /// <summary>A look that begins now or later.</summary>
    public Task Join(Func<Task> look)
    {
        lock (gate)
        {
            if (next is not null)
                return next;
            return running.IsCompleted ? running = look() : next = After(running, look);
        }
    }

    // Yields, so that the lock is not held when it goes on; how the look before ended is told to those who waited for it.
    private async Task After(Task before, Func<Task> look)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (gate)
            (running, next) = (next!, null);
        await look();
    }
}
